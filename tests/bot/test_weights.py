"""Properties of fitted scores: leads, probabilities, order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.weights import Weights
from index.types import Float32s

FEATURES = ("near", "words")
NUMBERS = st.floats(-1e6, 1e6)


def weights(confidence: dict[str, float] | None = None, intercept: float = 0.0) -> Weights:
    """Weights that rank by `near` alone."""
    return Weights(FEATURES, {"near": 1.0, "words": 0.0}, confidence or {}, intercept)


def test_the_lead_is_the_distance_to_the_best_other_sentence() -> None:
    values: Float32s = np.zeros((3, 2), dtype=np.float32)
    scores: Float32s = np.array([1.0, 3.0, 2.0], dtype=np.float32)
    leads = [weights().confidence_features(values, scores, n)["lead"] for n in range(3)]
    assert leads == [-2.0, 1.0, -1.0]
    assert weights().confidence_features(values[:1], scores[:1], 0)["lead"] == 0.0


@given(st.dictionaries(st.sampled_from(FEATURES), NUMBERS), NUMBERS)
def test_confidence_is_a_probability_whatever_the_features(
    features: dict[str, float], intercept: float
) -> None:
    fitted = weights(dict.fromkeys(features, 2.0), intercept)
    assert 0 <= fitted.probability(features) <= 1


@given(arrays(np.float32, (5, 2), elements=st.floats(-100, 100, width=32)))
def test_chances_never_rise_down_the_order(values: Float32s) -> None:
    fitted = weights({"near": 0.5, "lead": -1.0})
    scores = fitted.rank(values)
    order = np.argsort(-scores, kind="stable").tolist()
    chances = fitted.chances(values, scores, order)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == fitted.probability(fitted.confidence_features(values, scores, order[0]))
