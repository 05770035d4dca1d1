"""The words of the conversation side, as frozen dataclasses: from a question to its cited answer.

Offsets are characters into the text of the cited revision. This module knows nothing of how an
answer is found, sent or shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from index.types import Filters, Scope


class AbstainReason(StrEnum):
    """Why a question was not answered."""

    NO_MATCH = "no_match"
    WEAK_EVIDENCE = "weak_evidence"
    OUTSIDE_DATES = "outside_dates"
    EMPTY_INDEX = "empty_index"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person typed, and what the answer is limited to.

    `max_citations` is the most citations an answer may carry, at least 1.
    """

    text: str
    conversation_id: str | None = None
    filters: Filters = field(default_factory=Filters)
    max_citations: int = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question: number `number` (from 0) of its article.

    `text` is verbatim. `score`, 0 to 1, orders the evidence of one question. `leans_on` are the
    numbers of earlier sentences without which it cannot be understood ("he said ...").
    """

    article_id: str
    revision: str
    number: int
    text: str
    score: float
    leans_on: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited sentence. `text_of(revision)[start:end] == quote`, always.

    `marker` counts from 1 in order of first use; `sentence` is the sentence's number in its
    article, from 0.
    """

    marker: int
    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    quote: str
    start: int
    end: int
    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the markers of the citations that carry it (at least one)."""

    text: str
    citations: Sequence[int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said in reply: cited statements, or an abstention with its reason.

    `answer` is the short answer where there is one, else the first statement; for an abstention
    it says why in a sentence. `confidence` is 0 to 1. `timings_ms` maps a stage to milliseconds.
    """

    answer_id: str
    conversation_id: str
    question: str
    standalone_question: str
    answered: bool
    abstain_reason: AbstainReason | None
    answer: str
    confidence: float
    statements: Sequence[Statement]
    citations: Sequence[Citation]
    scope: Scope
    timings_ms: Mapping[str, float]
