"""Keeps the index up to what is stored, as long as a process runs: takes up, merges, purges.

Three threads: one that makes searchable what arrives, one for when that is much, so that what comes
later need not wait, one that tidies up behind them. Several processes may each have one; the right
to write decides. Knows when, not how.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from index.catch_up import FEW, catch_up, current_manifest, is_behind, take_up_ahead
from index.claims import is_claimed
from index.comparing import compare_waiting
from index.errors import JobCancelledError, OnRecordError
from index.manifest import Manifest
from index.merging import merge_due
from index.purge import purge
from index.workshop import Workshop

POLL_S = 0.25
"""How often the store is asked whether another process has changed it."""

_RETRY_S = 30.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Duty:
    """Work that is done when `event` is set, and every so often; `failure` names it in the log."""

    failure: str
    event: threading.Event
    work: Callable[[], None]
    every_s: float


class _UntilClosed:
    """A Progress that ends long work when an event is set, by raising JobCancelledError."""

    def __init__(self, closing: threading.Event) -> None:
        self._closing = closing

    def stage(self, name: str, total: int | None) -> None:  # noqa: ARG002  # the protocol's
        """As Progress."""
        self.advance(0)

    def advance(self, count: int) -> None:  # noqa: ARG002  # the protocol's
        """As Progress."""
        if self._closing.is_set():
            raise JobCancelledError(
                "the process is ending", remedy="the next one goes on; every article is stored"
            )


class Indexer:
    """Works in the background from `start` to `close`. `wake` after something was stored."""

    def __init__(self, shop: Workshop, *, poll_s: float = POLL_S) -> None:
        self._shop = shop
        self._poll_s = poll_s
        self._urgent: set[str] = set()
        self._guard = threading.Lock()
        self._arrived, self._much, self._untidy = (threading.Event() for _ in range(3))
        self._closing = threading.Event()
        self._known: Manifest | None = None
        self._all_compared = False
        self._threads = [
            threading.Thread(target=self._run, args=(duty,), daemon=True)
            for duty in (
                _Duty("indexing_failed", self._arrived, self._index, poll_s),
                _Duty("indexing_failed", self._much, self._index_much, _RETRY_S),
                _Duty("tidying_failed", self._untidy, self._tidy, _RETRY_S),
            )
        ]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start(self) -> None:
        """Begins to work."""
        self._untidy.set()
        for thread in self._threads:
            thread.start()

    def wake(self, *article_ids: str) -> None:
        """Says that these were stored just now: they go before whatever else is waiting."""
        with self._guard:
            self._urgent.update(article_ids)
        self._arrived.set()

    def close(self) -> None:
        """Ends at the next step of what is under way; the next process goes on with it."""
        self._closing.set()
        for event in (self._arrived, self._much, self._untidy):
            event.set()
        for thread in self._threads:
            thread.join()

    def _run(self, duty: "_Duty") -> None:
        wait_s = duty.every_s
        while not self._closing.is_set():
            duty.event.wait(wait_s)
            duty.event.clear()
            if self._closing.is_set():
                return
            try:
                duty.work()
                wait_s = duty.every_s
            except JobCancelledError:
                return  # closing: the next process takes it up
            except OnRecordError as error:
                # What is stored is safe; tried again less and less often.
                wait_s = min(_RETRY_S, 2 * max(wait_s, POLL_S))
                _log.warning(duty.failure, extra={"reason": str(error), "retry_s": wait_s})
            except Exception:
                wait_s = _RETRY_S
                _log.exception(duty.failure)

    def _index(self) -> None:
        with self._guard:
            urgent, self._urgent = sorted(self._urgent), set()
        manifest = self._manifest()
        if manifest.holds(self._shop.store.sequence()):
            return
        if is_behind(self._shop, manifest) <= FEW:
            # It may be more by now: what somebody had reserved and has let go of since.
            self._catch_up()
            return
        if urgent and len(urgent) <= FEW:
            take_up_ahead(self._shop, urgent)
        self._much.set()

    def _index_much(self) -> None:
        # Whoever ingests has the model for many, and will take up what he took in.
        if not is_claimed(self._shop.ingest_claim) and is_behind(self._shop, self._manifest()):
            self._catch_up()

    def _catch_up(self) -> None:
        if catch_up(self._shop, _UntilClosed(self._closing)).is_changed:
            self._untidy.set()

    def _manifest(self) -> Manifest:
        """The current one, read only where it is another than before."""
        known = self._known
        if known is None or known.version != self._shop.snapshots.current_version():
            known = self._known = current_manifest(self._shop)
        return known

    def _tidy(self) -> None:
        purge(self._shop)
        while not self._closing.is_set() and merge_due(self._shop):
            pass
        if not self._all_compared:
            compare_waiting(self._shop, self._manifest(), self._closing.is_set)
            self._all_compared = True  # what comes now is compared as it is indexed
