"""The measures of a confidence, against scikit-learn and against their definitions."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from bot.evaluation.confidence import BINS, auroc, reliability
from bot.evaluation.metrics import Graded

# Few different values, so that ties are frequent.
confidences = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), max_size=30)
graded_answers = st.lists(st.builds(Graded, st.floats(0, 1), st.booleans()), max_size=60)


@given(confidences, confidences)
def test_auroc_is_that_of_scikit_learn(positives: list[float], negatives: list[float]) -> None:
    measured = auroc(positives, negatives)
    if not positives or not negatives:
        assert measured is None
        return
    kinds = [True] * len(positives) + [False] * len(negatives)
    assert measured == pytest.approx(roc_auc_score(kinds, positives + negatives))


@given(graded_answers, st.randoms(use_true_random=False))
def test_the_bins_hold_every_answer_once_from_the_least_confident_up(
    graded: list[Graded], shuffling: random.Random
) -> None:
    found = reliability(graded)
    sizes = [one.answers for one in found.bins]
    assert sum(sizes) == len(graded)
    assert len(sizes) == min(BINS, len(graded))
    assert not sizes or max(sizes) - min(sizes) <= 1
    means = [one.confidence for one in found.bins]
    assert all(low <= high + 1e-9 for low, high in itertools.pairwise(means))
    right = sum(one.right * one.answers for one in found.bins)
    assert right == pytest.approx(sum(one.is_right for one in graded))
    shuffled = list(graded)
    shuffling.shuffle(shuffled)
    assert reliability(shuffled) == found


def test_a_confidence_that_means_its_number_has_no_error() -> None:
    sure = [Graded(1.0, is_right=True)] * 5
    halves = [Graded(0.5, is_right=number % 2 == 0) for number in range(4)]
    assert reliability(sure, bins=1).error == 0.0
    assert reliability(halves, bins=1).error == 0.0
    assert reliability(sure + [Graded(1.0, is_right=False)] * 5, bins=1).error == 0.5


def test_without_an_answer_there_is_nothing_to_rely_on() -> None:
    assert reliability([]).error is None
