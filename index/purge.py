"""What was deleted goes from the disk: out of segments, older snapshots, and the store's log.

Deleted articles are out of reach before this; here their last bytes go. So does what processes that
were killed left half-built: it may hold some of them. Knows which files may hold something of
them; knows nothing of how they are found.
"""

from collections.abc import Mapping, Set
from functools import partial

from index.database import truncate_log
from index.merging import merge
from index.pruning import forget, holds_any, sweep
from index.segment import Segment
from index.snapshot import Snapshot, Snapshots
from index.withdrawal import stored_of_deleted
from index.workshop import Workshop

Stored = Mapping[str, Set[str]]
"""Articles that were deleted, each with its revisions that are stored again."""


def purge(shop: Workshop) -> bool:
    """Rewrites the segments that hold deleted articles, and forgets the snapshots that did.

    Whether any of these was there. Snapshots that are forgotten cannot be gone back to. Costs a
    merge of the segments concerned. Raises SnapshotError as `merge`.
    """
    stored = stored_of_deleted(shop.store.engine)
    holding: Set[str] = set()
    if stored and (snapshot := shop.snapshots.current()) is not None:
        holding = _holding(snapshot, stored)
        if holding and not merge(shop, snapshot, holding):
            return False  # overtaken, or somebody is at work: the next call finds it again
    with shop.writing():
        forgotten = _forget_others(shop.snapshots, stored)
        sweep(shop.snapshots)
    truncate_log(shop.store.engine)
    return bool(holding) or forgotten


def _holding(snapshot: Snapshot, stored: Stored) -> Set[str]:
    """The segments with something deleted. What counts as live is not yet taken out: it waits."""
    return {
        segment.name
        for segment, part in zip(snapshot.segments, snapshot.parts, strict=True)
        if part.live_articles is not None
        and any(not part.live_articles[number] for number in _numbers_of_deleted(stored, segment))
    }


def _holds_deleted(stored: Stored, segment: Segment) -> bool:
    return bool(_numbers_of_deleted(stored, segment))


def _numbers_of_deleted(stored: Stored, segment: Segment) -> list[int]:
    numbers = [segment.numbers[id_] for id_ in stored.keys() & segment.numbers.keys()]
    entries = segment.catalog.entries
    return [n for n in numbers if entries[n].revision not in stored[entries[n].id]]


def _forget_others(snapshots: Snapshots, stored: Stored) -> bool:
    """Drops the snapshots of segments that the current one has not, if any holds something."""
    current = snapshots.current_manifest()
    if current is None:
        return False
    clean = {record.name for record in current.segments}
    stale = [
        version
        for version in snapshots.versions()
        if not clean >= {record.name for record in snapshots.records(version)}
        and holds_any(snapshots, version, partial(_holds_deleted, stored))
    ]
    forget(snapshots, stale)
    return bool(stale)
