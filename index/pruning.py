"""Which snapshots and segments stay on the disk. All of it needs the right to write.

What the disk does not let go stays until the next time. Knows who refers to what, and how a crash
looks; knows nothing of what is in them.
"""

import shutil
from collections.abc import Callable, Sequence

from index.errors import SnapshotError
from index.segment import Segment, sweep_segments
from index.snapshot import Snapshots


def prune(snapshots: Snapshots, *, keep: int) -> None:
    """Deletes all but the current and the `keep` - 1 newest other snapshots, and sweeps."""
    current = snapshots.current_version()
    others = [version for version in snapshots.versions() if version != current]
    forget(snapshots, others[max(keep - 1, 0) :])


def forget(snapshots: Snapshots, versions: Sequence[str]) -> None:
    """Deletes some snapshots, and sweeps."""
    for version in versions:
        shutil.rmtree(snapshots.root / version, ignore_errors=True)
    sweep(snapshots)


def sweep(snapshots: Snapshots) -> None:
    """Deletes every segment that no snapshot refers to, and what a crash left half-written or
    half-deleted.
    """
    kept = snapshots.versions()
    for folder in snapshots.root.glob("*"):
        if folder.is_dir() and folder != snapshots.segments and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    used = {record.name for version in kept for record in snapshots.records(version)}
    sweep_segments(snapshots.segments, used)


def holds_any(snapshots: Snapshots, version: str, is_meant: Callable[[Segment], bool]) -> bool:
    """Whether a segment of a snapshot is one of those meant; True where it is damaged."""
    try:
        segments = [snapshots.segment(record) for record in snapshots.records(version)]
    except SnapshotError:
        return True
    return any(is_meant(segment) for segment in segments)
