"""Dates are read whole or not at all."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.dates import parse_date

_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(datetime(1601, 1, 1), datetime(2099, 12, 31), timezones=_OFFSETS)
_DAYS = st.dates(date(1601, 1, 1), date(2099, 12, 31))


@given(_MOMENTS)
def test_an_aware_moment_in_iso_format_comes_back_in_utc(moment: datetime) -> None:
    parsed = parse_date(moment.isoformat())
    assert parsed == moment
    assert parsed is not None
    assert parsed.tzinfo is UTC


@given(_MOMENTS.map(lambda moment: moment.replace(microsecond=0)))
def test_a_moment_in_rfc_2822_format_comes_back(moment: datetime) -> None:
    assert parse_date(moment.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment


@given(
    _DAYS,
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%Y/%m/%d", "%Y-%m-%d", "%A %d %b %Y"]),
)
def test_a_day_is_midnight_in_utc_however_it_is_written(day: date, style: str) -> None:
    assert parse_date(day.strftime(style)) == datetime(day.year, day.month, day.day, tzinfo=UTC)


@given(
    _DAYS,
    st.sampled_from(
        ["%d %B", "%B %d", "%A", "%m/%d", "%H:%M", "%A %d %B", "%B", "%d. %m.", "%d %b %y"]
    ),
)
def test_without_a_year_there_is_no_date(day: date, style: str) -> None:
    assert parse_date(day.strftime(style)) is None


@given(
    _DAYS,
    st.sampled_from(
        ["%B %Y", "%Y", "%Y-%m", "%A, %B %Y", "%Y/%m", "%m/%Y", "%b %Y 10:30", "%G-W%V"]
    ),
)
def test_without_a_day_there_is_no_date(day: date, style: str) -> None:
    assert parse_date(day.strftime(style)) is None


@given(_DAYS, st.sampled_from("/.-"))
def test_a_numeric_date_is_read_only_where_it_has_one_reading(day: date, separator: str) -> None:
    parsed = parse_date(day.strftime(f"%d{separator}%m{separator}%Y"))
    has_one_reading = day.day > 12 or day.day == day.month
    assert parsed == (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if has_one_reading else None
    )


@given(st.text(max_size=60))
def test_any_text_gives_a_date_in_utc_or_none(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or (parsed.tzinfo is UTC and 1600 <= parsed.year <= 2100)


@given(st.text(alphabet="0123456789:/.-+TZ ,aprmJnFebcDst", max_size=24))
def test_a_date_is_found_only_where_digits_for_its_year_stand(text: str) -> None:
    parsed = parse_date(text)
    # a zone can carry the last or first hours of a year over its end
    years = set() if parsed is None else {parsed.year - 1, parsed.year, parsed.year + 1}
    assert parsed is None or any(str(year) in text for year in years)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Dec. 3, 2021, 5:04 p.m. EST", datetime(2021, 12, 3, 22, 4, tzinfo=UTC)),
        ("December 3, 2021 at 5:04 PM ET", datetime(2021, 12, 3, 22, 4, tzinfo=UTC)),
        ("July 3, 2021 at 5:04 PM ET", datetime(2021, 7, 3, 21, 4, tzinfo=UTC)),
        ("Fri, 03 Dec 2021 17:04:00 GMT", datetime(2021, 12, 3, 17, 4, tzinfo=UTC)),
        ("3rd of December, 2021", datetime(2021, 12, 3, tzinfo=UTC)),
        ("Sept. 3, 2021", datetime(2021, 9, 3, tzinfo=UTC)),
        ("20211203T170400Z", datetime(2021, 12, 3, 17, 4, tzinfo=UTC)),
        ("2021-12-03 17:04", datetime(2021, 12, 3, 17, 4, tzinfo=UTC)),
    ],
)
def test_it_reads_what_newspapers_write(written: str, expected: datetime) -> None:
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2021-02-30",
        "31 April 2021",
        "1599-12-31",
        "2101-01-01",
        "0001-01-01T00:00:00+14:00",
        "1638489600",
        "03/04/21",
        "2021-12-03 5:04 p.m. IST",
        "3 December 2021" * 50,
    ],
)
def test_it_reads_no_date_where_there_is_none_or_two(written: str) -> None:
    assert parse_date(written) is None
