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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.training.examples import EVERYTHING, Example
from bot.weights import Weights

RIDGE = 1e-3
Float64s = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights and how they do on the validation articles."""

    weights: Weights
    sentence_accuracy: float
    sentence_accuracy_at_3: float
    confidence_auroc: float
    thresholds: Sequence[dict[str, float]]


def fit(examples: Sequence[Example], features: Sequence[str], sure_by: Sequence[str]) -> Fitted:
    """Fits on the examples that do not validate, scores on those that do.

    `features` names the columns of the examples' tables, `sure_by` those (and `score`, `lead`)
    that the confidence is computed from.
    """
    fitting = [e for e in examples if not e.validates]
    ranking = _fit_ranking([e for e in fitting if e.is_gold.any()], features)
    bare = Weights(features, ranking, dict.fromkeys(sure_by, 0.0), 0.0)
    inputs, labels = _best_sentences(bare, fitting)
    coefficients, intercept = _fit_confidence(inputs, labels)
    weights = replace(
        bare, confidence=dict(zip(sure_by, coefficients, strict=True)), intercept=intercept
    )
    return _validated(weights, [e for e in examples if e.validates])


def _fit_ranking(examples: Sequence[Example], features: Sequence[str]) -> dict[str, float]:
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

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B")
    return dict(zip(features, (found.x / scale).tolist(), strict=True))


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


def _fit_confidence(inputs: Float64s, labels: NDArray[np.bool_]) -> tuple[list[float], float]:
    scale = np.maximum(inputs.std(axis=0), 1e-6)
    model = LogisticRegression(C=10.0, max_iter=2000).fit(inputs / scale, labels)
    return (model.coef_[0] / scale).tolist(), float(model.intercept_[0])


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
        thresholds=[_at(t, chances, labels, examples) for t in np.arange(0.02, 0.96, 0.02)],
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
