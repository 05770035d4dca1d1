"""One reading of a source into a real store: what is durable, what is noted, what comes next."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from index.database import connected
from index.errors import StoreError
from index.fetching.failure import FetchError
from index.source_states import Health, Listed, SourceState, SourceStates
from index.store import Store
from index.types import Refusal
from index.watching.reading import Reading, Terms, read_source
from index.watching.source import Mark
from tests.builders import START, SteppingClock, article, found
from tests.index.watching.scripted import ScriptedSource, stories

BUSY = FetchError("it is busy", remedy="try again later", status=503, retry_after_s=7200)
GONE = FetchError("it is gone", remedy="check the address", status=410, is_permanent=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as store:
        yield store


def read(store: Store, source: ScriptedSource, terms: Terms | None = None) -> Reading:
    states = SourceStates(store)
    if source.name not in {state.name for state in states.all()}:
        states.register([Listed(source.name, source.kind, source.address)])
    return read_source(store, source, terms or Terms(interval_s=600), lambda: 0.0)


def state_of(store: Store, name: str = "wire") -> SourceState:
    return SourceStates(store).of(name)


def test_what_was_given_is_stored_with_its_marks(store: Store) -> None:
    source = ScriptedSource("wire", stories("heron", "whale"))
    reading = read(store, source)
    assert (reading.summary.added, reading.failure, reading.is_whole) == (2, None, True)
    assert store.ids() == ["heron", "whale"]
    read(store, source)
    assert source.polls == [{}, {"heron": "seen", "whale": "seen"}]


def test_what_was_given_before_an_error_is_stored_and_the_error_is_noted(store: Store) -> None:
    reading = read(store, ScriptedSource("wire", [*stories("heron"), BUSY, *stories("whale")]))
    assert store.ids() == ["heron"]
    assert SourceStates(store).marks("wire") == {"heron": "seen"}
    assert reading.failure is not None
    state = state_of(store)
    assert (state.error, state.remedy) == ("it is busy", "try again later")
    assert (state.health, state.failures, state.added) == (Health.FAILING, 1, 1)


def test_a_server_that_asks_to_wait_is_left_alone_for_as_long(store: Store) -> None:
    state = read(store, ScriptedSource("wire", [BUSY])).state
    assert state.due_at is not None
    assert state.last_attempt_at is not None
    assert state.due_at - state.last_attempt_at >= timedelta(hours=2)


def test_a_source_that_is_gone_is_stopped(store: Store) -> None:
    state = read(store, ScriptedSource("wire", [GONE])).state
    assert (state.health, state.due_at, state.error) == (Health.STOPPED, None, "it is gone")


def test_an_error_that_nobody_foresaw_fails_its_source_alone(store: Store) -> None:
    reading = read(store, ScriptedSource("wire", [*stories("heron"), ZeroDivisionError("by 0")]))
    assert reading.failure is not None
    assert "ZeroDivisionError" in reading.failure.error
    assert store.ids() == ["heron"]


def test_a_success_forgets_the_failures(store: Store) -> None:
    for _ in range(3):
        read(store, ScriptedSource("wire", [BUSY]))
    assert state_of(store).failures == 3
    state = read(store, ScriptedSource("wire", stories("heron"))).state
    assert (state.health, state.failures, state.error) == (Health.FINE, 0, None)


def test_a_refusal_is_counted_logged_and_shown(store: Store) -> None:
    items = [Refusal("page 1", "It is empty."), Mark("page 1", "empty"), *stories("heron")]
    state = read(store, ScriptedSource("wire", items)).state
    assert (state.refused, state.added) == (1, 1)
    assert state.last_refusal == "page 1: It is empty."


def test_a_reading_ends_at_its_limit_behind_a_mark(store: Store) -> None:
    source = ScriptedSource("wire", stories("heron", "whale", "seal"))
    reading = read(store, source, Terms(interval_s=600, max_articles=2))
    assert (store.ids(), reading.is_whole) == (["heron", "whale"], False)
    assert reading.failure is None
    assert len(SourceStates(store).marks("wire")) == 2


def test_a_reading_that_is_ended_keeps_what_it_has_and_stays_due(store: Store) -> None:
    read(store, ScriptedSource("wire"))
    before = state_of(store)
    ending, steps = Event(), count(1)
    source = ScriptedSource("wire", stories("heron", "whale"))
    source.before = lambda: ending.set() if next(steps) == 3 else None
    reading = read(store, source, Terms(interval_s=600, closing=ending))
    assert (store.ids(), reading.is_whole) == (["heron"], False)
    after = state_of(store)
    assert (after.last_success_at, after.due_at) == (before.last_success_at, before.due_at)


def test_the_newest_publication_is_noted_but_none_from_the_future(store: Store) -> None:
    days = (START - timedelta(days=2), START - timedelta(days=9), None, START.replace(year=2999))
    dated = [
        found(replace(article(f"story-{n}", f"Day {n}."), published_at=day))
        for n, day in enumerate(days)
    ]
    state = read(store, ScriptedSource("wire", dated)).state
    assert state.newest_published_at == START - timedelta(days=2)


def test_a_full_disk_is_told_and_no_mark_is_kept_without_its_article(store: Store) -> None:
    read(store, ScriptedSource("wire"))
    with connected(store.engine) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    long = found(article("long", "A long story. " * 20_000))
    with pytest.raises(StoreError, match="disk is full"):
        read(store, ScriptedSource("wire", [long, Mark("long", "seen")]))
    assert store.ids() == []
    assert SourceStates(store).marks("wire") == {}
