"""The snapshot that questions are answered from, followed as new ones are made current.

Several processes on one data directory each have a Library; all of them follow the swap. Knows
when to open a snapshot, and with which embedder; not what is in it.
"""

import logging
import threading
from collections.abc import Callable

from index.embed import Embedder
from index.errors import ModelError, SnapshotError
from index.snapshot import Opened, Snapshot, Snapshots

_log = logging.getLogger(__name__)


class Library:
    """Hands out the current snapshot. Safe to use from several threads."""

    def __init__(
        self, snapshots: Snapshots, embedder: Embedder, open_embedder: Callable[[str], Embedder]
    ) -> None:
        """`embedder` is the one that is set; an index of another is read with that one, which
        `open_embedder` opens by name.
        """
        self._snapshots = snapshots
        self._embedder = embedder
        self._open_embedder = open_embedder
        self._opening = threading.Lock()
        self._held: Opened | None = None
        self._failed_version: str | None = None

    def current(self) -> Opened | None:
        """The current snapshot, or None before the first one is made.

        A new one is opened by the first caller that sees it, while others go on with the one
        before. If it cannot be used, the one before stays and the failure is logged; with none
        before, SnapshotError or ModelError is raised.
        """
        version = self._snapshots.current_version()
        held = self._held
        if held is not None and version in (held.version, self._failed_version, None):
            return held
        if version is None:
            return None
        if not self._opening.acquire(blocking=held is None):
            return held
        try:
            return self._follow()
        finally:
            self._opening.release()

    def snapshot(self) -> Snapshot | None:
        """As `current`, the snapshot alone."""
        opened = self.current()
        return None if opened is None else opened.snapshot

    def _follow(self) -> Opened | None:
        # Read again: the pointer may have moved while another thread was opening.
        version, held = self._snapshots.current_version(), self._held
        if version is None or (held is not None and held.version == version):
            return held
        try:
            self._held = self._open(version)
        except (SnapshotError, ModelError) as error:
            if self._snapshots.current_version() != version:
                return self._follow()  # replaced, and perhaps pruned, while it was being opened
            if held is None:
                raise
            self._failed_version = version
            _log.error("snapshot_unusable", extra={"version": version, "reason": str(error)})
            return held
        self._failed_version = None
        _log.info("snapshot_opened", extra={"version": version})
        return self._held

    def _open(self, version: str) -> Opened:
        manifest = self._snapshots.manifest(version)
        embedder = self._embedder_of(manifest.recipe.embedder, manifest.embedder_name)
        return Opened(self._snapshots.open(version, embedder=embedder.id), embedder)

    def _embedder_of(self, id_: str, name: str) -> Embedder:
        known = [self._embedder] if self._held is None else [self._embedder, self._held.embedder]
        for embedder in known:
            if embedder.id == id_:
                return embedder
        return self._open_embedder(name)
