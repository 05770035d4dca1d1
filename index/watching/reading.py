"""One reading of one source: what it finds goes to the store, and with it how far it was read.

Articles and the marks behind them become durable in one transaction, so that whatever ends a
reading, the next one goes on where the store stands. The broad catch for one bad source stands
here. Knows nothing of when a source is read.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from index.build import BATCH, IngestSummary, take
from index.errors import OnRecordError, StoreError
from index.fetching.failure import FetchError
from index.source_states import (
    Failure,
    Progress,
    SourceState,
    SourceStates,
    forget_oldest,
    keep_progress,
)
from index.store import Store
from index.types import Found, Refusal
from index.watching.schedule import Draw, Trouble, delay_s
from index.watching.source import Item, Mark, Source

_STORED_EVERY_S = 0.05
"""How long a mark may wait for more to be stored with it."""

_GONE = 410
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """How often a source is read, how many articles at once, and what ends a reading early."""

    interval_s: float
    max_articles: int | None = None
    closing: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one reading. `failure` is None where the source could be read.

    `is_whole` is False where it ended before the source did: at its limit, or because of `closing`.
    """

    summary: IngestSummary
    state: SourceState
    failure: Failure | None
    is_whole: bool


def read_source(store: Store, source: Source, terms: Terms, draw: Draw) -> Reading:
    """Reads what is new in a source that is registered.

    Raises StoreError where the store cannot be written; what was stored before that stands.
    """
    states = SourceStates(store)
    states.begin(source.name)
    tray = _Tray(store, source.name)
    failure, is_whole = None, False
    try:
        is_whole = _take_all(source.poll(states.marks(source.name)), tray, terms)
    except (StoreError, ImportError):
        raise
    except Exception as error:
        failure = _failure_of(error, source.name)
    if not terms.closing.is_set():
        _note(store, source.name, failure, terms, draw)
        forget_oldest(store, source.name)
    return Reading(tray.summary, states.of(source.name), failure, is_whole)


class _Tray:
    """What was found and is not durable yet, with the marks behind it."""

    def __init__(self, store: Store, name: str) -> None:
        self.summary = IngestSummary()
        self._store = store
        self._name = name
        self._items: list[Found | Refusal] = []
        self._marks: dict[str, str] = {}
        self._stored_at = monotonic()

    def add(self, item: Item) -> None:
        """Takes one thing, and stores all where it is time."""
        if isinstance(item, Mark):
            self._marks[item.key] = item.value
            is_time = monotonic() - self._stored_at >= _STORED_EVERY_S
        else:
            self._items.append(item)
            is_time = len(self._items) >= BATCH
        if is_time:
            self.store()

    def store(self) -> None:
        """Makes durable what is there, the marks with it."""
        if self._items or self._marks:
            stored = IngestSummary()
            with self._store.batch() as writing:
                for item in self._items:
                    take(writing, item, stored)
                now = self._store.clock()
                keep_progress(writing.connection, self._name, self._progress(stored, now), now=now)
            self.summary.absorb(stored)
            self._items, self._marks = [], {}
        self._stored_at = monotonic()

    def _progress(self, stored: IngestSummary, now: datetime) -> Progress:
        dates = [item.article.published_at for item in self._items if isinstance(item, Found)]
        last = stored.refusals[-1] if stored.refusals else None
        return Progress(
            marks=dict(self._marks),
            added=stored.added,
            updated=stored.updated,
            refused=len(stored.refusals),
            last_refusal=None if last is None else f"{last.origin}: {last.reason}",
            newest_published_at=max((date for date in dates if date and date <= now), default=None),
        )


def _take_all(items: Iterable[Item], tray: _Tray, terms: Terms) -> bool:
    """Whether the source came to its end. What was found before an error is stored."""
    count = 0
    try:
        for item in items:
            if terms.closing.is_set():
                return False
            tray.add(item)
            if not isinstance(item, Mark):
                count += 1
            elif terms.max_articles is not None and count >= terms.max_articles:
                return False
    finally:
        tray.store()
    return not terms.closing.is_set()


def _note(store: Store, name: str, failure: Failure | None, terms: Terms, draw: Draw) -> None:
    """Notes how the reading ended, and when the next one is due."""
    states, now = SourceStates(store), store.clock()
    if failure is None:
        wait_s = delay_s(terms.interval_s, Trouble(), draw)
        states.succeed(name, now + timedelta(seconds=wait_s))
        return
    trouble = Trouble(states.of(name).failures + 1, failure.retry_after_s)
    due_at = now + timedelta(seconds=delay_s(terms.interval_s, trouble, draw))
    states.fail(name, failure, None if failure.is_final else due_at)


def _failure_of(error: Exception, name: str) -> Failure:
    if isinstance(error, FetchError):
        return Failure(str(error), error.remedy, error.retry_after_s, error.status == _GONE)
    if isinstance(error, OnRecordError):
        return Failure(str(error), error.remedy)
    _log.error("source_unreadable", extra={"source": name}, exc_info=error)
    reason = " ".join(f"{type(error).__name__} {error}".split())[:200]
    return Failure(f"it could not be read: {reason}", "the log has more; it is tried again")
