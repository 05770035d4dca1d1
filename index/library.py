"""The snapshot that questions are answered from, followed as new ones are made current.

Several processes on one data directory each have a Library; all of them follow the swap. Knows
when to open a snapshot, not what is in it.
"""

import logging
import threading

from index.embed import Embedder
from index.errors import SnapshotError
from index.snapshot import Snapshot, Snapshots

_log = logging.getLogger(__name__)


class Library:
    """Hands out the current snapshot. Safe to use from several threads."""

    def __init__(self, snapshots: Snapshots, embedder: Embedder) -> None:
        self._snapshots = snapshots
        self._embedder = embedder
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._failed_version: str | None = None

    def snapshot(self) -> Snapshot | None:
        """The current snapshot, or None before the first one is made.

        A new one is opened by the first caller that sees it, while others go on with the one
        before. If it cannot be used, the one before stays and the failure is logged; with none
        before, SnapshotError is raised.
        """
        version = self._snapshots.current_version()
        held = self._snapshot
        if held is not None and version in (held.manifest.version, self._failed_version, None):
            return held
        if version is None:
            return None
        if not self._opening.acquire(blocking=held is None):
            return held
        try:
            return self._follow()
        finally:
            self._opening.release()

    def _follow(self) -> Snapshot | None:
        # Read again: the pointer may have moved while another thread was opening.
        version, held = self._snapshots.current_version(), self._snapshot
        if version is None or (held is not None and held.manifest.version == version):
            return held
        try:
            self._snapshot = self._snapshots.open(version, embedder=self._embedder.id)
        except SnapshotError as error:
            if self._snapshots.current_version() != version:
                return self._follow()  # replaced, and perhaps pruned, while it was being opened
            if held is None:
                raise
            self._failed_version = version
            _log.error("snapshot_unusable", extra={"version": version, "reason": str(error)})
            return held
        self._failed_version = None
        _log.info("snapshot_opened", extra={"version": version})
        return self._snapshot
