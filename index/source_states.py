"""How each source stands, and how far it was read, kept beside the articles.

The only module that writes the tables of sources. What a mark means is the source's to know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, func, select

from index.database import connected
from index.schema import source_marks, source_states
from index.store import Store

MOST_MARKS = 200_000
"""Things that are remembered of one source; the oldest are forgotten first."""

POSTED = "posted"
"""The name of the source that hands its articles in over HTTP."""

_NOTHING = {"is_active": True, "is_stopped": False, "failures": 0}
_NO_COUNTS = {"added": 0, "updated": 0, "refused": 0}


class Health(StrEnum):
    """How a source stands, in a word."""

    WAITING = "waiting"
    """It has not been read yet."""
    FINE = "fine"
    FAILING = "failing"
    """It could not be read the last time; it is tried again."""
    STOPPED = "stopped"
    """It is gone for good and is not tried again."""
    REMOVED = "removed"
    """It is not in the list of sources any more."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source. The counts are of articles, since it was first read.

    `error` and `remedy` are of the last attempt, None where it succeeded; `failures` is how many
    failed since the last success. `last_refusal` says what was not taken last, and why.
    """

    name: str
    kind: str
    address: str | None = None
    is_active: bool = True
    is_stopped: bool = False
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    due_at: datetime | None = None
    error: str | None = None
    remedy: str | None = None
    failures: int = 0
    added: int = 0
    updated: int = 0
    refused: int = 0
    last_refusal: str | None = None
    newest_published_at: datetime | None = None

    @property
    def health(self) -> Health:
        """How it stands, in a word."""
        if not self.is_active:
            return Health.REMOVED
        if self.is_stopped:
            return Health.STOPPED
        if self.failures:
            return Health.FAILING
        return Health.FINE if self.last_success_at else Health.WAITING

    def lag_s(self, now: datetime) -> float | None:
        """Seconds since all that the source had was stored; None where that never was so, and for
        what is handed in, which is stored as it comes.
        """
        if self.last_success_at is None or self.kind == POSTED:
            return None
        return max(0.0, (now - self.last_success_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Listed:
    """A source as it is listed by whoever runs it."""

    name: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What one transaction brings a source forward: marks, and what became of its articles."""

    marks: Mapping[str, str]
    added: int = 0
    updated: int = 0
    refused: int = 0
    last_refusal: str | None = None
    newest_published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a source could not be read; `is_final` where it is of no use to try again."""

    error: str
    remedy: str
    retry_after_s: float | None = None
    is_final: bool = False


class SourceStates:
    """The states and marks of a data directory. Raises StoreError where it cannot be used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, listed: Sequence[Listed]) -> None:
        """Makes known which sources there are; one that has a new address may be tried again."""
        names = [one.name for one in listed]
        with connected(self._store.engine, writes=True) as connection:
            others = source_states.c.name.not_in([*names, POSTED])
            connection.execute(source_states.update().where(others).values(is_active=False))
            for one in listed:
                _register(connection, one)

    def all(self) -> list[SourceState]:
        """Every source that was ever known, by name."""
        query = select(source_states).order_by(source_states.c.name)
        with connected(self._store.engine) as connection:
            return [_state_of(row) for row in connection.execute(query).mappings()]

    def of(self, name: str) -> SourceState:
        """One source that is known; raises KeyError for another."""
        query = select(source_states).where(source_states.c.name == name)
        with connected(self._store.engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise KeyError(name)
        return _state_of(row)

    def marks(self, name: str) -> dict[str, str]:
        """All that a source remembers, value by key."""
        query = select(source_marks.c.key, source_marks.c.value).filter_by(source=name)
        with connected(self._store.engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def begin(self, name: str) -> None:
        """Notes that a source is being read now."""
        self._change(name, last_attempt_at=self._store.clock())

    def succeed(self, name: str, due_at: datetime) -> None:
        """Notes that a source was read to its end, and when it is due again."""
        now = self._store.clock()
        values = {"error": None, "remedy": None, "failures": 0, "is_stopped": False}
        self._change(name, last_success_at=now, due_at=due_at, **values)

    def fail(self, name: str, failure: Failure, due_at: datetime | None) -> None:
        """Notes why a source could not be read."""
        self._change(
            name,
            error=failure.error,
            remedy=failure.remedy,
            failures=source_states.c.failures + 1,
            is_stopped=failure.is_final,
            due_at=due_at,
        )

    def _change(self, name: str, **values: object) -> None:
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(
                source_states.update().where(source_states.c.name == name).values(**values)
            )


def keep_progress(connection: Connection, name: str, progress: Progress, *, now: datetime) -> None:
    """Brings a source that is known forward, in the transaction that stores its articles."""
    columns = source_states.c
    newest = progress.newest_published_at
    values: dict[str, object] = {
        "added": columns.added + progress.added,
        "updated": columns.updated + progress.updated,
        "refused": columns.refused + progress.refused,
    }
    if progress.last_refusal is not None:
        values["last_refusal"] = progress.last_refusal
    of_source = columns.name == name
    connection.execute(source_states.update().where(of_source).values(**values))
    if newest is not None:
        is_newer = columns.newest_published_at.is_(None) | (columns.newest_published_at < newest)
        connection.execute(
            source_states.update().where(of_source, is_newer).values(newest_published_at=newest)
        )
    if progress.marks:
        _keep_marks(connection, name, progress.marks, now)


def keep_posted(connection: Connection, progress: Progress, *, now: datetime) -> None:
    """Notes what was handed in, in the transaction that stores it."""
    _register(connection, Listed(POSTED, POSTED, "POST /articles"))
    keep_progress(connection, POSTED, progress, now=now)
    connection.execute(
        source_states.update()
        .where(source_states.c.name == POSTED)
        .values(last_attempt_at=now, last_success_at=now)
    )


def _register(connection: Connection, one: Listed) -> None:
    known = connection.execute(
        select(source_states.c.address).where(source_states.c.name == one.name)
    ).first()
    values: dict[str, object] = {"kind": one.kind, "address": one.address}
    if known is None:
        connection.execute(
            source_states.insert().values(name=one.name, **values, **_NOTHING, **_NO_COUNTS)
        )
        return
    again = {"due_at": None, "error": None, "remedy": None, **_NOTHING}
    values |= {"is_active": True} if known[0] == one.address else again
    connection.execute(
        source_states.update().where(source_states.c.name == one.name).values(**values)
    )


def _keep_marks(connection: Connection, name: str, marks: Mapping[str, str], now: datetime) -> None:
    rows = [{"source": name, "key": key, "value": marks[key], "at": now} for key in marks]
    former = (source_marks.c.source == name) & source_marks.c.key.in_(list(marks))
    connection.execute(source_marks.delete().where(former))
    connection.execute(source_marks.insert(), rows)


def forget_oldest(store: Store, name: str, *, keep: int = MOST_MARKS) -> int:
    """Forgets the marks of a source beyond the newest `keep`, and says how many they were."""
    of_source = source_marks.c.source == name
    with connected(store.engine) as connection:
        count = connection.execute(
            select(func.count()).select_from(source_marks).where(of_source)
        ).scalar_one()
    if count <= keep:
        return 0
    oldest = (
        select(source_marks.c.key)
        .where(of_source)
        .order_by(source_marks.c.at, source_marks.c.key)
        .limit(count - keep)
    )
    with connected(store.engine, writes=True) as connection:
        connection.execute(source_marks.delete().where(of_source, source_marks.c.key.in_(oldest)))
    return int(count - keep)


def _state_of(row: RowMapping) -> SourceState:
    return SourceState(**row)
