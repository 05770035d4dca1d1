"""Many small segments become fewer large ones, without the dead, while both are answered from.

By tiers of size, as log-structured stores do (O'Neil et al. 1996): each chunk is written again a
logarithmic number of times. Nothing is embedded again and no text is read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from index.catalog import CatalogBuilder
from index.catch_up import current_manifest, is_at_work, make_current
from index.combined import LivePart
from index.manifest import Manifest
from index.postings import merge_postings
from index.segment import LEXICAL, VECTORS, unsettled
from index.snapshot import Snapshot
from index.types import Bools, Float32s
from index.vectors import write_vector_index
from index.workshop import Workshop

PER_TIER = 6
"""So many segments of like size become one."""

TIER_FACTOR = 4
"""How much larger the next size is."""

SMALLEST_TIER = 256
"""Chunks up to which segments are all of the first size."""

DEAD_SHARE = 0.25
"""A segment of which more is dead is written anew."""


@dataclass(frozen=True, slots=True)
class Size:
    """A segment's chunks, and how many of them are live."""

    name: str
    chunks: int
    live: int


def due(sizes: Sequence[Size]) -> frozenset[str]:
    """Which segments should become one now; empty where all is well. Never one that gains nothing.

    The smallest crowded tier first, with all that is smaller; else the deadest segment alone.
    """
    tiers: dict[int, list[Size]] = {}
    for size in sizes:
        tiers.setdefault(_tier(size.live), []).append(size)
    crowded = [tier for tier, members in tiers.items() if len(members) >= PER_TIER]
    if crowded:
        upto = min(crowded)
        return frozenset(size.name for size in sizes if _tier(size.live) <= upto)
    deadest = max(sizes, key=lambda size: size.chunks - size.live, default=None)
    if deadest is not None and deadest.chunks - deadest.live > deadest.chunks * DEAD_SHARE:
        return frozenset([deadest.name])
    return frozenset()


def merge_due(shop: Workshop) -> bool:
    """Merges what is due, if anything is; whether it did. Raises SnapshotError as `merge`.

    Never while somebody takes up changes that were reserved: a segment of old entries would look
    newer than theirs.
    """
    snapshot = shop.snapshots.current()
    if snapshot is None or is_at_work(shop.snapshots, snapshot.manifest):
        return False
    return merge(shop, snapshot, due(sizes_of(snapshot)))


def sizes_of(snapshot: Snapshot) -> list[Size]:
    """The sizes of a snapshot's segments, in order."""
    return [
        Size(segment.name, len(live), int(np.count_nonzero(live)))
        for segment, live in zip(snapshot.segments, map(_live_chunks, snapshot.parts), strict=True)
    ]


def merge(shop: Workshop, snapshot: Snapshot, names: Collection[str]) -> bool:
    """Puts some segments of a snapshot together and makes that current; False where one of them
    is no longer there, none was named, or somebody takes up changes that were reserved.

    The right to write is held only to put the result in. Raises SnapshotError where the disk does
    not take it; nothing changes then.
    """
    merged = [
        (segment.postings, part)
        for segment, part in zip(snapshot.segments, snapshot.parts, strict=True)
        if segment.name in names
    ]
    if not merged or is_at_work(shop.snapshots, current_manifest(shop)):
        return False
    with shop.snapshots.writing(), unsettled(shop.snapshots.segments) as building:
        catalog = CatalogBuilder()
        for _, part in merged:
            catalog.add_live(part.catalog, part.live_articles)
        vectors = _live_vectors([part for _, part in merged], snapshot.vectors.dimension)
        write_vector_index(building.folder / VECTORS, vectors)
        words = [(postings, part.live_chunks) for postings, part in merged]
        merge_postings(building.folder / LEXICAL, words)
        record = building.finish(catalog.catalog(), as_of=snapshot.manifest.generation)
        with shop.writing():
            now = current_manifest(shop)
            present = {segment.name for segment in now.segments}
            if not set(names) <= present or is_at_work(shop.snapshots, now):
                return False
            left = [segment for segment in now.segments if segment.name not in names]
            if record.articles:
                building.settle(record)
                left.append(record)
            make_current(shop, _without_old_withdrawals(replace(now, segments=tuple(left))))
    return True


def _without_old_withdrawals(manifest: Manifest) -> Manifest:
    """The next generation, rid of withdrawals that every segment has taken in."""
    oldest = min((segment.as_of for segment in manifest.segments), default=manifest.generation)
    return replace(
        manifest,
        generation=manifest.generation + 1,
        withdrawn={id_: n for id_, n in manifest.withdrawn.items() if n > oldest},
    )


def _tier(chunks: int) -> int:
    return 0 if chunks <= SMALLEST_TIER else 1 + int(log(chunks / SMALLEST_TIER, TIER_FACTOR))


def _live_chunks(part: LivePart) -> Bools:
    if part.live_chunks is None:
        return np.ones(part.catalog.chunk_count, dtype=np.bool_)
    return part.live_chunks


def _live_vectors(parts: Sequence[LivePart], dimension: int) -> Float32s:
    """(live chunks, dimension) float32."""
    none = np.zeros((0, dimension), dtype=np.float32)
    kept = (part.vectors.rows()[_live_chunks(part)] for part in parts)
    return np.concatenate([none, *kept])
