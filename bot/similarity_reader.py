"""The reader without a trained model: sentences weighed by similarity and shared words.

A linear score orders the sentences, a logistic one says how likely the best of them answers; the
coefficients were fitted on training data by `python -m bench.training` and lie beside this file.
Finds no short answers: that needs a model that reads.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from math import exp

import numpy as np

from bot.evidence import FEATURES, Candidates, describe
from bot.leaning import leans_on
from bot.reader import Reading
from bot.types import Evidence
from index.embed import Embedder
from index.lexical import LexicalIndex
from index.types import Float32s, Hit

DEPTH = 8
"""Hits that are read; more cost time and found hardly more on the training sets."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients by feature name. `ranking` orders sentences, `confidence` is a logistic."""

    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    intercept: float

    @classmethod
    def packaged(cls) -> "Weights":
        """The weights that come with the package."""
        record = json.loads((files("bot") / "similarity_weights.json").read_text("utf-8"))
        return cls(record["ranking"], record["confidence"], record["intercept"])

    def rank(self, values: Float32s) -> Float32s:
        """Scores, (n,) float32, of an (n, len(FEATURES)) table; only their order means anything."""
        weights = np.array([self.ranking[name] for name in FEATURES], dtype=np.float32)
        return values @ weights

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely a sentence with these confidence features answers, 0 to 1."""
        total = self.intercept + sum(
            weight * features[name] for name, weight in self.confidence.items()
        )
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


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

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:
        """All sentences of the hits, best first. Costs one embedding of all of them together."""
        query = self._embedder.embed_queries([question])[0]
        candidates = describe(question, query, hits, words, self._embedder.embed_passages)
        if not candidates.places:
            return Reading([], 0.0)
        scores = self._weights.rank(candidates.values)
        order = np.argsort(-scores, kind="stable").tolist()
        chances = [
            self._weights.probability(confidence_features(candidates.values, scores, i))
            for i in order
        ]
        evidence = [
            _evidence(hits, candidates, i, chance)
            for i, chance in zip(order, _never_rising(chances), strict=True)
        ]
        return Reading(evidence, chances[0])


def confidence_features(values: Float32s, scores: Float32s, row: int) -> dict[str, float]:
    """What the confidence of one sentence is computed from: its features, score and lead.

    `lead` is the distance to the best other sentence's score; negative where that one is better.
    """
    features = dict(zip(FEATURES, values[row].tolist(), strict=True))
    others = np.delete(scores, row)
    best_other = float(others.max()) if len(others) else float(scores[row])
    return features | {"score": float(scores[row]), "lead": float(scores[row]) - best_other}


def _never_rising(chances: Sequence[float]) -> list[float]:
    return list(accumulate(chances, min))


def _evidence(hits: Sequence[Hit], candidates: Candidates, i: int, score: float) -> Evidence:
    place = candidates.places[i]
    hit = hits[place.hit]
    return Evidence(
        article_id=hit.article.id,
        revision=hit.revision,
        number=place.number,
        text=candidates.texts[i],
        score=score,
        leans_on=tuple(leans_on(hit.article.text, hit.sentences, place.number)),
    )
