"""Coefficients from examples: which sentence is best, and how likely the best one answers.

Ranking is a conditional logit over each question's sentences (McFadden 1974); confidence is a
logistic regression on the best sentence. Both are fitted on standardised features and folded back
to raw ones, so that the reader needs no means or deviations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from bench.training.examples import EVERYTHING, Example
from bot.weights import Weights

RIDGE = 1e-3
RIDGE_OF_CONFIDENCE = 0.1
Float64s = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights and how they do on the validation articles."""

    weights: Weights
    sentence_accuracy: float
    sentence_accuracy_at_3: float
    confidence_auroc: float
    thresholds: Sequence[dict[str, float]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fitted. `features` names the columns of the examples' tables, `sure_by` those (and
    `score`, `lead`) that the confidence is computed from.

    With `only_for`, no feature may speak against an answer: where each means "more likely", a
    negative coefficient only follows the chances of the sets that it was fitted on.
    """

    features: Sequence[str]
    sure_by: Sequence[str]
    only_for: bool = False


def fit(examples: Sequence[Example], wanted: Wanted) -> Fitted:
    """Fits on the examples that do not validate, scores on those that do."""
    fitting = [e for e in examples if not e.validates]
    ranking = _fit_ranking([e for e in fitting if e.is_gold.any()], wanted)
    bare = Weights(wanted.features, ranking, dict.fromkeys(wanted.sure_by, 0.0), 0.0)
    inputs, labels = _best_sentences(bare, fitting)
    coefficients, intercept = _fit_confidence(inputs, labels, only_for=wanted.only_for)
    weights = replace(
        bare, confidence=dict(zip(wanted.sure_by, coefficients, strict=True)), intercept=intercept
    )
    return _validated(weights, [e for e in examples if e.validates])


def _fit_ranking(examples: Sequence[Example], wanted: Wanted) -> dict[str, float]:
    table = np.concatenate([e.values for e in examples]).astype(np.float64)
    scale = np.maximum(table.std(axis=0), 1e-6)
    scaled = table / scale
    gold = np.concatenate([e.is_gold for e in examples])
    starts = np.cumsum([0] + [len(e.values) for e in examples])[:-1]
    sizes = np.diff([*starts, len(table)])

    def loss(w: Float64s) -> tuple[float, Float64s]:
        scores = scaled @ w
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        weights = np.exp(scores)
        total = np.add.reduceat(weights, starts)
        good = np.add.reduceat(np.where(gold, weights, 0), starts)
        every = weights / np.repeat(total, sizes)
        right = np.where(gold, weights / np.repeat(good, sizes), 0)
        gradient = scaled.T @ (every - right) / len(starts) + 2 * RIDGE * w
        return float(np.mean(np.log(total / good)) + RIDGE * w @ w), gradient

    least = 0 if wanted.only_for else None
    bounds = [(least, None)] * table.shape[1]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return dict(zip(wanted.features, (found.x / scale).tolist(), strict=True))


def _best_sentences(
    weights: Weights, examples: Sequence[Example]
) -> tuple[Float64s, NDArray[np.bool_]]:
    rows, labels = [], []
    for example in examples:
        if not len(example.values):
            continue
        scores = weights.rank(example.values)
        best = int(np.argmax(scores))
        features = weights.confidence_features(example.values, scores, best)
        rows.append([features[name] for name in weights.confidence])
        labels.append(bool(example.is_gold[best]))
    return np.array(rows), np.array(labels)


def _fit_confidence(
    inputs: Float64s, labels: NDArray[np.bool_], *, only_for: bool
) -> tuple[list[float], float]:
    """Coefficients and intercept of a logistic regression with a small ridge."""
    scale = np.maximum(inputs.std(axis=0), 1e-6)
    scaled, signs = inputs / scale, np.where(labels, 1.0, -1.0)

    def loss(w: Float64s) -> tuple[float, Float64s]:
        margins = signs * (scaled @ w[:-1] + w[-1])
        pulls = -signs / (1 + np.exp(margins))
        ridge = RIDGE_OF_CONFIDENCE * w[:-1]
        lost = float(np.logaddexp(0, -margins).sum() + ridge @ w[:-1] / 2)
        return lost, np.append(scaled.T @ pulls + ridge, pulls.sum())

    bounds = [(0 if only_for else None, None)] * inputs.shape[1] + [(None, None)]
    start = np.zeros(inputs.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return (found.x[:-1] / scale).tolist(), float(found.x[-1])


def _validated(weights: Weights, examples: Sequence[Example]) -> Fitted:
    inputs, labels = _best_sentences(weights, examples)
    chances = np.array(
        [
            weights.probability(dict(zip(weights.confidence, row, strict=True)))
            for row in inputs.tolist()
        ]
    )
    answerable = [e for e in examples if e.asked_of == EVERYTHING]
    ranks = [_rank_of_gold(weights, e) for e in answerable]
    return Fitted(
        weights=weights,
        sentence_accuracy=float(np.mean([r < 1 for r in ranks])),
        sentence_accuracy_at_3=float(np.mean([r < 3 for r in ranks])),
        confidence_auroc=float(roc_auc_score(labels, chances)),
        thresholds=[_at(t, chances, labels, examples) for t in np.arange(0.01, 0.96, 0.01)],
    )


def render_fitted(fitted: Fitted) -> str:
    """The validation figures as lines, what each threshold costs and saves among them."""
    rows = [
        "  ".join(f"{name} {value:.3f}" for name, value in row.items()) for row in fitted.thresholds
    ]
    figures = (
        f"sentence right {fitted.sentence_accuracy:.3f}, among the first three "
        f"{fitted.sentence_accuracy_at_3:.3f}, confidence AUROC {fitted.confidence_auroc:.3f}"
    )
    return "\n".join([figures, *rows])


def accuracy_by_set(weights: Weights, examples: Sequence[Example]) -> dict[str, float]:
    """How often the best sentence of a validating question, asked of everything, is right."""
    ranks: dict[str, list[bool]] = {}
    for example in examples:
        if example.validates and example.asked_of == EVERYTHING:
            right = _rank_of_gold(weights, example) < 1
            ranks.setdefault(example.of_set, []).append(right)
    return {name: float(np.mean(right)) for name, right in ranks.items()}


def _rank_of_gold(weights: Weights, example: Example) -> float:
    if not example.is_gold.any():
        return float("inf")
    order = np.argsort(-weights.rank(example.values), kind="stable")
    return float(np.argmax(example.is_gold[order]))


def _at(
    threshold: float,
    chances: Float64s,
    labels: NDArray[np.bool_],
    examples: Sequence[Example],
) -> dict[str, float]:
    """What abstaining below a threshold costs and saves; `lost` are right answers not given."""
    has_answer = np.array([bool(e.is_gold.any()) for e in examples if len(e.values)])
    answers = chances >= threshold
    return {
        "threshold": round(float(threshold), 2),
        "answered": float(answers[has_answer].mean()),
        "answered_without_answer": float(answers[~has_answer].mean()),
        "lost": float((~answers & labels).sum() / max(labels.sum(), 1)),
        "precision": float(labels[answers].mean()) if answers.any() else 0.0,
    }
