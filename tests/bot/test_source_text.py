"""Sources as people read them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.source_text import is_news, seconds_as_text, states_as_text, told_as_text
from index.build import IngestSummary
from index.errors import StoreError
from index.source_states import Failure, SourceState
from index.types import Refusal
from index.watching.reading import Reading
from index.watching.watch import Skipped
from tests.builders import START

STATE = SourceState(
    "wire",
    "feed",
    "https://wire.example/rss",
    last_success_at=START - timedelta(minutes=3),
    due_at=START + timedelta(minutes=2),
    added=7,
)
FAILING = replace(STATE, error="it is\x1b[31m busy", remedy="try again later", failures=2)
GONE = replace(FAILING, is_stopped=True, due_at=None, error="it is gone")


def reading(
    state: SourceState, failure: Failure | None = None, *, added: int = 0, unchanged: int = 0
) -> Reading:
    summary = IngestSummary(added=added, unchanged=unchanged)
    return Reading(summary, state, failure, is_whole=True)


def test_a_reading_is_one_line_and_one_for_each_refusal() -> None:
    read = reading(STATE, added=2, unchanged=1)
    read.summary.refusals.append(Refusal("page\x1b", "It is empty."))
    assert told_as_text("wire", read, START) == (
        "wire: 2 added, 0 updated, 1 unchanged, 1 refused; next in 2 min\n"
        "  refused page�: It is empty."
    )


def test_a_failure_says_why_and_what_to_do_and_when_it_is_tried_again() -> None:
    failure = Failure("it is busy", "try again later")
    told = told_as_text("wire", reading(FAILING, failure), START)
    assert told == "wire: could not be read: it is�[31m busy; try again later; next in 2 min"


def test_a_source_that_is_gone_says_how_to_go_on() -> None:
    told = told_as_text("wire", Skipped(GONE, is_busy=False), START)
    assert told.startswith("wire: stopped: it is gone; take it out of sources.toml")


def test_errors_of_the_store_are_told_with_their_remedy() -> None:
    error = StoreError("the disk is full", remedy="make room")
    assert told_as_text("wire", error, START) == "wire: the disk is full; make room"


def test_only_what_changes_something_is_news() -> None:
    assert not is_news(reading(STATE, unchanged=5))
    assert is_news(reading(STATE, added=1))
    assert is_news(reading(FAILING, Failure("it is busy", "try again later")))


def test_the_list_shows_how_each_source_stands() -> None:
    assert states_as_text([STATE, replace(FAILING, name="other")], START) == (
        "wire  feed  fine  read 3 min ago; next in 2 min\n"
        "  https://wire.example/rss\n"
        "  7 added, 0 updated, 0 refused\n"
        "other  feed  failing  read 3 min ago; next in 2 min\n"
        "  https://wire.example/rss\n"
        "  7 added, 0 updated, 0 refused\n"
        "  it is�[31m busy; try again later"
    )
    assert "sources.toml" in states_as_text([], START)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "60 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_times_are_said_in_their_largest_unit(seconds: float, text: str) -> None:
    assert seconds_as_text(seconds) == text
