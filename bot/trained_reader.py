"""The reader with a model of our own: finds the words that answer, their sentence, or that none do.

The model reads question and chunk together; a fitted score joins what it says with what retrieval
says, and a logistic makes a probability of it. How it was trained: docs/reader-model.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.resources import files

import numpy as np

from bot.leaning import evidence_of
from bot.reader import Reading
from bot.reading.candidates import FEATURES, Candidates, Model, candidates_of
from bot.reading.network import Network
from bot.reading.pairs import PairEncoder
from bot.risk import Thresholds
from bot.settled import settled
from bot.support import joined
from bot.weights import Weights, thresholds_of_record
from index.errors import ModelError
from index.lexical import LexicalIndex
from index.model_files import find_model
from index.types import Hit

DEPTH = 8
"""Hits that are read. On held-out training questions 4 found .735, 8 .750 and 16 .760, each for
twice the time (bench/training/depths.json)."""

DECISIVE = 0.7
"""A confidence after the first hits with which the others are not read: the least that cost no
right answer there (bench/training/early_stop.json)."""


class Calibration:
    """The fitted coefficients and thresholds that come with the weights; read at first use."""

    @cached_property
    def _text(self) -> str:
        return (files("bot.reading") / "weights" / "calibration.json").read_text("utf-8")

    @cached_property
    def weights(self) -> Weights:
        """What joins the model's scores with retrieval's. Raises ModelError for a damaged file."""
        with _damage():
            return Weights.of_record(self._text, FEATURES)

    @cached_property
    def thresholds(self) -> Thresholds:
        """Least confidences, as fitted. Raises ModelError for a damaged file."""
        with _damage():
            return thresholds_of_record(self._text)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"the calibration of the trained reader cannot be read: {error!r}",
            remedy="install onrecord again, or set ONRECORD_READER=similarity",
        ) from error


class TrainedReader:
    """Reads chunks with the trained network. The model loads at the first question."""

    def __init__(self, network: Network, calibration: Calibration, *, depth: int = DEPTH) -> None:
        self.network = network
        self._calibration = calibration
        self._depth = depth

    @property
    def id(self) -> str:
        """Names the reader and its weights."""
        return f"onrecord-reader@{self.network.version}"

    @property
    def depth(self) -> int:
        """How many hits it reads."""
        return self._depth

    @property
    def thresholds(self) -> Thresholds:
        """As fitted on held-out training articles."""
        return self._calibration.thresholds

    @cached_property
    def encoder(self) -> PairEncoder:
        """Makes the model's input."""
        return PairEncoder(find_model("").folder / "tokenizer.json")

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:
        """The sentences of the hits, best first; only of the first FIRST_READ where these decide.

        Costs one run of the model over the chunks that are read. Raises ModelError where the
        model's files cannot be used.
        """
        if not hits:
            return Reading([], 0.0)
        model = Model(self.network, self.encoder)
        found = candidates_of(question, hits, words, model, enough=self._decides)
        if not found.sentences:
            return Reading([], 0.0)
        order, chances = self._judged(found)
        evidence = [
            evidence_of(hits[one.hit], one.number, chance, one.span)
            for one, chance in zip((found.sentences[row] for row in order), chances, strict=True)
        ]
        evidence = settled(question, evidence, hits)
        texts = {hit.article.id: hit.article.text for hit in hits}
        stories = {hit.article.id: hit.story.id for hit in hits if hit.story is not None}
        return joined(evidence, texts, stories)

    def _judged(self, found: Candidates) -> tuple[list[int], list[float]]:
        """Rows of the table, best first, and how likely each answers."""
        weights = self._calibration.weights
        scores = weights.rank(found.values)
        order: list[int] = np.argsort(-scores, kind="stable").tolist()
        return order, weights.chances(found.values, scores, order)

    def _decides(self, found: Candidates) -> bool:
        return bool(found.sentences) and self._judged(found)[1][0] >= DECISIVE
