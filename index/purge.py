"""What was deleted goes from the disk: out of segments, older snapshots, and the store's log.

Deleted articles are out of reach before this; here their last bytes go. Knows which files may hold
something of them; knows nothing of how they are found.
"""

from index.catch_up import current_manifest
from index.merging import merge
from index.snapshot import Snapshots
from index.withdrawal import wipe, withdrawn_ids
from index.workshop import Workshop


def purge(shop: Workshop) -> bool:
    """Rewrites the segments that hold deleted articles, and forgets the snapshots that did.

    Whether anything was there to go. Snapshots that are forgotten cannot be gone back to. Costs a
    merge of the segments concerned. Raises SnapshotError as `merge`.
    """
    gone = withdrawn_ids(shop.store.engine)
    manifest = current_manifest(shop)
    if not gone or not manifest.version:
        return False
    snapshot = shop.snapshots.opened(manifest)
    holding = {
        segment.name for segment in snapshot.segments if not gone.isdisjoint(segment.numbers)
    }
    if holding and not merge(shop, snapshot, holding):
        return False  # overtaken: the next call finds it again
    with shop.writing():
        forgotten = _forget_others(shop.snapshots, gone)
    wipe(shop.store.engine)
    return bool(holding) or forgotten


def _forget_others(snapshots: Snapshots, gone: set[str]) -> bool:
    """Drops the snapshots of segments that the current one has not, if any of them held one."""
    current = snapshots.current_manifest()
    if current is None:
        return False
    clean = {record.name for record in current.segments}
    stale = [
        version
        for version in snapshots.versions()
        if not clean >= {record.name for record in snapshots.records(version)}
        and snapshots.holds_any(version, gone)
    ]
    snapshots.forget(stale)
    return bool(stale)
