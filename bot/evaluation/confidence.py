"""How far a confidence can be trusted: whether it tells kinds apart, whether it means its number.

Pure functions over numbers; knows nothing of bots or questions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.metrics import Graded

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Some answers of like confidence: how many, their mean confidence, the share that is right."""

    answers: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against being right, from the least confident answers to the most.

    `error` is the expected calibration error: the mean distance between confidence and share
    right, weighed by answers; None where nothing was answered.
    """

    bins: Sequence[Bin]
    error: float | None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that any positive scores above any negative, a tie counting half; None without
    both kinds.

    Computed from rank sums (Mann and Whitney 1947).
    """
    if not positives or not negatives:
        return None
    _, order, counts = np.unique(
        np.array([*positives, *negatives], dtype=np.float64),
        return_inverse=True,
        return_counts=True,
    )
    ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(ranks[order[: len(positives)]].sum())
    above = rank_sum - len(positives) * (len(positives) + 1) / 2
    return above / (len(positives) * len(negatives))


def reliability(graded: Sequence[Graded], *, bins: int = BINS) -> Reliability:
    """The given answers in at most `bins` groups of equal size, give or take one.

    Does not depend on their order: among equal confidences the wrong ones come first.
    """
    if not graded:
        return Reliability([], None)
    ordered = sorted(graded, key=lambda one: (one.confidence, one.is_right))
    parts = np.array_split(np.arange(len(ordered)), min(bins, len(ordered)))
    groups = [_bin([ordered[number] for number in part.tolist()]) for part in parts]
    distances = [one.answers * abs(one.confidence - one.right) for one in groups]
    return Reliability(groups, math.fsum(distances) / len(ordered))


def _bin(graded: Sequence[Graded]) -> Bin:
    return Bin(
        answers=len(graded),
        confidence=math.fsum(one.confidence for one in graded) / len(graded),
        right=sum(one.is_right for one in graded) / len(graded),
    )
