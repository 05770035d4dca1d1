"""What is kept of sources: which there are, how they stand, what they remember."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.source_states import (
    POSTED,
    Failure,
    Health,
    Listed,
    Progress,
    SourceState,
    SourceStates,
    forget_oldest,
    keep_posted,
    keep_progress,
)
from index.store import Store
from tests.builders import START, SteppingClock

WIRE = Listed("wire", "feed", "https://wire.example/rss")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as store:
        yield store


@pytest.fixture
def states(store: Store) -> SourceStates:
    return SourceStates(store)


def keep(store: Store, progress: Progress, *, at: datetime = START) -> None:
    with store.batch() as writing:
        keep_progress(writing.connection, WIRE.name, progress, now=at)


def test_a_source_waits_until_it_was_read(states: SourceStates) -> None:
    states.register([WIRE])
    [state] = states.all()
    assert state == SourceState("wire", "feed", "https://wire.example/rss")
    assert state.health is Health.WAITING
    assert state.lag_s(START) is None


def test_a_source_that_is_listed_no_more_is_kept_as_removed(states: SourceStates) -> None:
    states.register([WIRE])
    states.register([])
    assert states.of("wire").health is Health.REMOVED
    states.register([WIRE])
    assert states.of("wire").health is Health.WAITING


def test_counts_add_up_and_the_newest_date_stands(store: Store, states: SourceStates) -> None:
    states.register([WIRE])
    keep(store, Progress({}, added=2, refused=1, last_refusal="a", newest_published_at=START))
    keep(store, Progress({}, updated=3, newest_published_at=START - timedelta(days=1)))
    state = states.of("wire")
    assert (state.added, state.updated, state.refused) == (2, 3, 1)
    assert (state.last_refusal, state.newest_published_at) == ("a", START)


def test_a_mark_is_what_it_was_last(store: Store, states: SourceStates) -> None:
    states.register([WIRE])
    keep(store, Progress({"a": "1", "b": "1"}))
    keep(store, Progress({"b": "2", "c": "2"}))
    assert states.marks("wire") == {"a": "1", "b": "2", "c": "2"}
    assert states.marks("other") == {}


def test_the_oldest_marks_are_forgotten_first(store: Store, states: SourceStates) -> None:
    states.register([WIRE])
    for n in range(6):
        keep(store, Progress({str(n): "seen"}), at=START + timedelta(days=n))
    keep(store, Progress({"0": "seen again"}), at=START + timedelta(days=9))
    assert forget_oldest(store, "wire", keep=3) == 3
    assert set(states.marks("wire")) == {"0", "4", "5"}
    assert forget_oldest(store, "wire", keep=3) == 0


def test_a_failure_counts_until_a_success(states: SourceStates) -> None:
    states.register([WIRE])
    for _ in range(2):
        states.fail("wire", Failure("it is busy", "try again later"), START)
    state = states.of("wire")
    assert (state.health, state.failures, state.due_at) == (Health.FAILING, 2, START)
    states.succeed("wire", START)
    state = states.of("wire")
    assert (state.health, state.failures, state.error) == (Health.FINE, 0, None)
    assert state.last_success_at is not None
    assert state.lag_s(state.last_success_at + timedelta(seconds=90)) == 90


def test_what_is_posted_has_a_place_of_its_own(store: Store, states: SourceStates) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for _ in range(2):
        with store.batch() as writing:
            keep_posted(writing.connection, Progress({}, added=1), now=now)
    states.register([])
    [state] = states.all()
    assert (state.name, state.added, state.health) == (POSTED, 2, Health.FINE)
    assert (state.last_success_at, state.lag_s(now)) == (now, None)
