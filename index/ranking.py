"""The best of scored rows, in the one order that every index gives its answers in.

Knows nothing of what was scored, nor how.
"""

import numpy as np

from index.types import Bools, Float32s, Int64s, Ranking


def best(ids: Int64s, scores: Float32s, k: int) -> Ranking:
    """The `k` highest scores with their ids, ties by smaller id; fewer where there are fewer.

    `ids` and `scores` are (n,), in any order. Linear in n, not a sort of all of it.
    """
    if len(ids) > k:
        contenders = scores >= np.partition(scores, len(scores) - k)[len(scores) - k]
        ids, scores = ids[contenders], scores[contenders]
    order = np.lexsort((ids, -scores))[:k]
    return Ranking(ids[order].astype(np.int64), scores[order].astype(np.float32))


def require_searchable(k: int, allowed: Bools | None, count: int) -> None:
    """Raises ValueError unless `k` is positive and `allowed`, where given, is (count,) bool."""
    if k < 1:
        raise ValueError(f"k is {k}, expected at least 1")
    if allowed is not None and (allowed.shape != (count,) or allowed.dtype != np.bool_):
        raise ValueError(f"allowed is {allowed.dtype} {allowed.shape}, expected bool {(count,)}")
