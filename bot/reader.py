"""Finds the answer in what was retrieved: the Reader protocol and what it returns.

A reader orders evidence and says how sure it is. It knows nothing of thresholds, citations or
how an answer is worded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.risk import Thresholds
from bot.types import Evidence
from index.lexical import LexicalIndex
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of some hits.

    `evidence` is best first. `confidence`, 0 to 1, is the estimated probability that the first of
    it answers the question. `rivals` counts other answers that are nearly as likely.
    """

    evidence: Sequence[Evidence]
    confidence: float
    rivals: int = 0


class Reader(Protocol):
    """Reads the hits of one question. Deterministic; safe to use from several threads."""

    @property
    def id(self) -> str:
        """Names the reader and its weights."""

    @property
    def depth(self) -> int:
        """How many hits it wants to read."""

    @property
    def thresholds(self) -> Thresholds:
        """The least confidence for an answer, at each level of risk."""

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:
        """Evidence among the hits' sentences; none for no hits.

        `words` is the lexical index that the hits come from: its terms and their frequencies.
        """
