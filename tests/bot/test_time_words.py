"""Time words are read by the clock, or visibly not understood; never invented, never a crash."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.time_limits import with_time_words
from bot.time_words import time_words_of
from bot.types import Question
from index.types import Filters

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
GOLDEN = Path(__file__).parent.parent / "golden" / "time_words.txt"
CASES = [line.split(" | ") for line in GOLDEN.read_text().splitlines() if " | " in line][1:]
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
PIECES = st.sampled_from(
    "last past this next week month year the on in since before between and 2016 1600 3 31 "
    "February March May Friday yesterday today ago two days Q3 early of to ' \" , ? 9/11".split()
)
QUESTIONS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map(" ".join))


def moment(written: str, of_day: time) -> datetime | None:
    if written == "-":
        return None
    if " " in written:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    return datetime.combine(datetime.fromisoformat(written), of_day, UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_time_words_mean_what_the_golden_file_says(case: list[str]) -> None:
    question, words, since, until = case
    expected = [] if words == "-" else [(words, moment(since, time.min), moment(until, time.max))]
    found = time_words_of(question, NOW)
    assert [(one.text, one.since, one.until) for one in found] == expected


def test_the_golden_file_has_at_least_sixty_questions() -> None:
    assert len(CASES) >= 60


@given(QUESTIONS, MOMENTS)
def test_whatever_is_asked_words_stand_in_the_question_and_dates_are_in_order(
    question: str, now: datetime
) -> None:
    found = time_words_of(question, now)
    assert all(question[one.start : one.end] == one.text for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    sinces = [one.since for one in found if one.since]
    untils = [one.until for one in found if one.until]
    assert all(since <= until for since in sinces for until in untils)


@given(MOMENTS, st.integers(0, 3000))
def test_what_is_counted_in_days_moves_with_the_clock(now: datetime, days: int) -> None:
    later = now + timedelta(days=days)
    for question in ("Who resigned yesterday?", "Who resigned in the last three days?"):
        (then,), (afterwards,) = time_words_of(question, now), time_words_of(question, later)
        assert then.since is not None
        assert afterwards.since is not None
        assert afterwards.since - then.since == timedelta(days=days)


def test_dates_that_are_given_go_before_time_words() -> None:
    since = datetime(2020, 1, 1, tzinfo=UTC)
    asked = Question("Who resigned last week?", filters=Filters(since=since))
    assert with_time_words(asked, NOW) == (asked, ())


def test_time_words_can_be_ignored() -> None:
    asked = Question("Who resigned last week?", ignores_time_words=True)
    assert with_time_words(asked, NOW) == (asked, ())


def test_yesterday_is_the_day_before_the_moment_that_is_asked_of() -> None:
    as_of = datetime(2016, 3, 10, 23, tzinfo=UTC)
    asked = Question("Who resigned yesterday?", filters=Filters(as_of=as_of))
    limited, (words,) = with_time_words(asked, NOW)
    assert words.since == datetime(2016, 3, 9, tzinfo=UTC)
    assert (limited.filters.since, limited.filters.as_of) == (words.since, as_of)


def test_words_that_are_not_understood_limit_nothing() -> None:
    asked = Question("What happened on 03/05/2016?")
    limited, (words,) = with_time_words(asked, NOW)
    assert limited == asked
    assert (words.text, words.since, words.until) == ("on 03/05/2016", None, None)
