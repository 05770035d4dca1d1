"""What a ranking must be, given the true score of every row. Knows no index."""

import numpy as np
from numpy.typing import NDArray

from index.types import Bools, Ranking


def assert_ranks(
    ranking: Ranking,
    true_scores: NDArray[np.float64],
    eligible: Bools,
    k: int,
    *,
    tolerance: float = 0.0,
) -> None:
    """The ranking holds the `k` best eligible rows in order, ties by smaller id.

    Rows whose true scores are within `tolerance` of each other may change places; 0 leaves one
    right answer.
    """
    ids, scores = ranking.ids, ranking.scores.astype(np.float64)
    assert ranking.ids.dtype == np.int64
    assert ranking.scores.dtype == np.float32
    assert len(set(ids.tolist())) == len(ids) == min(k, int(eligible.sum()))
    assert eligible[ids].all()
    assert np.abs(scores - true_scores[ids]).max(initial=0.0) <= tolerance
    assert np.array_equal(np.lexsort((ids, -scores)), np.arange(len(ids)))
    left_out = eligible.copy()
    left_out[ids] = False
    if len(ids) and left_out.any():
        assert true_scores[left_out].max() <= scores[-1] + 2 * tolerance
    if tolerance == 0.0:
        candidates = np.flatnonzero(eligible)
        expected = candidates[np.lexsort((candidates, -true_scores[candidates]))][:k]
        assert ids.tolist() == expected.tolist()
