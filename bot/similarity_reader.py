"""The reader without a trained model: sentences weighed by similarity and shared words.

A linear score orders the sentences, a logistic one says how likely the best of them answers; the
coefficients were fitted on training data by `python -m bench.training` and lie beside this file.
Finds no short answers: that needs a model that reads.
"""

from collections.abc import Sequence
from importlib.resources import files

import numpy as np

from bot.evidence import FEATURES, describe
from bot.leaning import evidence_of
from bot.reader import Reading
from bot.risk import Thresholds
from bot.weights import Weights
from index.embed import Embedder
from index.lexical import LexicalIndex
from index.types import Hit

THRESHOLDS = Thresholds(low=0.2, normal=0.08, high=0.02)
"""Normal refuses about 43 % of what nothing answers and 1.8 % of right answers, on held-out
articles of the training sets (docs/adr/0006)."""

DEPTH = 8
"""Hits that are read; more cost time and found hardly more on the training sets."""


def packaged_weights() -> Weights:
    """The weights that come with the package."""
    text = (files("bot") / "similarity_weights.json").read_text("utf-8")
    return Weights.of_record(text, FEATURES)


class SimilarityReader:
    """Orders the sentences of the best hits by a weighted sum of their features."""

    def __init__(self, embedder: Embedder, weights: Weights) -> None:
        self._embedder = embedder
        self._weights = weights

    @property
    def id(self) -> str:
        """Names the reader."""
        return "similarity-1"

    @property
    def depth(self) -> int:
        """How many hits it reads."""
        return DEPTH

    @property
    def thresholds(self) -> Thresholds:
        """As found on held-out training articles."""
        return THRESHOLDS

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:
        """All sentences of the hits, best first. Costs one embedding of all of them together."""
        query = self._embedder.embed_queries([question])[0]
        candidates = describe(question, query, hits, words, self._embedder.embed_passages)
        if not candidates.places:
            return Reading([], 0.0)
        scores = self._weights.rank(candidates.values)
        order = np.argsort(-scores, kind="stable").tolist()
        chances = self._weights.chances(candidates.values, scores, order)
        evidence = [
            evidence_of(hits[candidates.places[i].hit], candidates.places[i].number, chance)
            for i, chance in zip(order, chances, strict=True)
        ]
        return Reading(evidence, chances[0])
