"""Copies are looked for as articles are indexed, with the vectors that were made for the index.

Knows where vectors lie; knows nothing of how copies are told.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.copies.finding import MeaningOf, find_copies, not_compared
from index.manifest import Manifest
from index.segment import SegmentParts
from index.types import Float32s
from index.workshop import Workshop

_AT_A_TIME = 50


def compare_new(shop: Workshop, manifest: Manifest, parts: SegmentParts) -> None:
    """Looks for copies of the articles that a segment is made of, among all that are stored.

    `manifest` has the vectors of the others. Raises StoreError.
    """
    ids = [entry.id for entry in parts.catalog.entries]
    numbers = {id_: number for number, id_ in enumerate(ids)}
    older = _meanings_of(shop, manifest)

    def meaning_of(article_id: str) -> Float32s | None:
        own = _mean(parts.catalog, parts.vectors, numbers, article_id)
        return older(article_id) if own is None else own

    find_copies(shop.store, ids, meaning_of)


def compare_waiting(shop: Workshop, manifest: Manifest, is_over: Callable[[], bool]) -> None:
    """Looks for copies of articles that were stored before copies were looked for, until `is_over`.

    What is done is durable; the next call goes on. Raises StoreError or SnapshotError.
    """
    waiting = not_compared(shop.store)
    meaning_of = _meanings_of(shop, manifest)
    for first in range(0, len(waiting), _AT_A_TIME):
        if is_over():
            return
        find_copies(shop.store, waiting[first : first + _AT_A_TIME], meaning_of)


def _meanings_of(shop: Workshop, manifest: Manifest) -> MeaningOf:
    newest_first = [shop.snapshots.segment(record) for record in reversed(manifest.segments)]

    def meaning_of(article_id: str) -> Float32s | None:
        for segment in newest_first:  # the newest has the article as it stands
            if article_id in segment.numbers:
                rows = segment.vectors.rows()
                return _mean(segment.catalog, rows, segment.numbers, article_id)
        return None

    return meaning_of


def _mean(
    catalog: Catalog, vectors: Float32s, numbers: Mapping[str, int], article_id: str
) -> Float32s | None:
    """The mean vector of an article's chunks, (dimension,); None where it has none here."""
    if article_id not in numbers:
        return None
    own = vectors[catalog.chunk_articles == numbers[article_id]]
    if not len(own):
        return None
    mean: NDArray[np.float32] = own.mean(axis=0)
    return mean
