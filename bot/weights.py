"""A fitted score over named features: what orders sentences, and how likely the best one answers.

The coefficients were fitted by `python -m bench.training` and lie in JSON files beside the readers
that use them. Knows nothing of what the features mean.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp

import numpy as np

from bot.risk import Thresholds
from index.types import Float32s

_FAR = 30.0  # where the logistic is 0 or 1 for all that matters


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients by feature name. `ranking` orders sentences, `confidence` is a logistic.

    `features` names the columns of the tables that are scored.
    """

    features: Sequence[str]
    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    intercept: float

    @classmethod
    def of_record(cls, text: str, features: Sequence[str]) -> "Weights":
        """The weights of a JSON file's text. Raises KeyError where a feature is missing in it."""
        record = json.loads(text)
        ranking = {name: float(record["ranking"][name]) for name in features}
        return cls(features, ranking, record["confidence"], record["intercept"])

    def rank(self, values: Float32s) -> Float32s:
        """Scores, (n,) float32, of an (n, features) table; only their order means anything."""
        weights = np.array([self.ranking[name] for name in self.features], dtype=np.float32)
        return values @ weights

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely a sentence with these confidence features answers, 0 to 1."""
        total = self.intercept + sum(
            weight * features[name] for name, weight in self.confidence.items()
        )
        return 1 / (1 + exp(-max(min(total, _FAR), -_FAR)))

    def confidence_features(self, values: Float32s, scores: Float32s, row: int) -> dict[str, float]:
        """What the confidence of one sentence is computed from: its features, score and lead.

        `lead` is the distance to the best other sentence's score; negative where that is better.
        """
        named = dict(zip(self.features, values[row].tolist(), strict=True))
        others = np.delete(scores, row)
        best_other = float(others.max()) if len(others) else float(scores[row])
        return named | {"score": float(scores[row]), "lead": float(scores[row]) - best_other}

    def chances(self, values: Float32s, scores: Float32s, order: Sequence[int]) -> list[float]:
        """How likely each row of `order` answers; a later one is never likelier than one before."""
        found = (self.probability(self.confidence_features(values, scores, row)) for row in order)
        return list(accumulate(found, min))


def thresholds_of_record(text: str) -> Thresholds:
    """The thresholds of a JSON file's text."""
    levels = json.loads(text)["thresholds"]
    return Thresholds(low=levels["low"], normal=levels["normal"], high=levels["high"])
