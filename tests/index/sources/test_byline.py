"""A byline gives whole dates that it says are those of publication or change, and plain names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.byline import BylineDates, author_of, read_byline

GOLDEN = Path(__file__).parents[2] / "golden" / "dates.txt"
CASES = [line.rsplit(" | ", 2) for line in GOLDEN.read_text("utf-8").splitlines() if " | " in line][
    1:
]
PUBLISHED = BylineDates(datetime(2021, 3, 3, tzinfo=UTC))


def moment(written: str) -> datetime | None:
    return None if written == "-" else datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_golden_file_says_what_a_byline_gives(case: list[str]) -> None:
    line, published, updated = case
    assert read_byline([line]) == BylineDates(moment(published), moment(updated))


def test_a_byline_stands_near_the_top() -> None:
    news = "Ministers met in Oslo to agree on a ferry route."
    assert read_byline([news] * 5 + ["", "Published 3 March 2021"]) == PUBLISHED
    assert read_byline([news] * 20 + ["Published 3 March 2021"]) == BylineDates()


def test_the_first_whole_date_of_each_kind_counts() -> None:
    lines = ["Published March 2021", "Published 3 March 2021", "Published 5 May 2020"]
    assert read_byline(lines) == PUBLISHED


@given(st.lists(st.text()))
def test_any_lines_give_dates_in_utc_or_none(lines: list[str]) -> None:
    dates = read_byline(["Published", *lines])
    assert all(
        date is None or date.tzinfo is UTC for date in (dates.published_at, dates.updated_at)
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("By Jane Doe, Reuters", "Jane Doe"),
        ("by Jane Doe", "Jane Doe"),
        ("By: Jane Doe | The Fjord Post", "Jane Doe"),
        ("Written by Jane Doe and John Roe", "Jane Doe and John Roe"),
        ("Jane Doe, Political Correspondent", "Jane Doe"),
        ("Jane Doe, John Roe, The Fjord Post", "Jane Doe, John Roe"),
        ("Jane Doe, Gavin Newsome", "Jane Doe, Gavin Newsome"),
        ("Jane Doe (jane@fjord.example)", "Jane Doe"),
        ("Jane  Doe; Jane Doe", "Jane Doe"),
        ("Doe, Jane", "Doe, Jane"),
        ("Byron White", "Byron White"),
        ("Anne-Marie O’Neill", "Anne-Marie O’Neill"),
        ("By Reuters", "Reuters"),
        ("The Fjord Post", "The Fjord Post"),
        ("https://social.example/jane", None),
        ("By ", None),
        ("", None),
        (None, None),
    ],
)
def test_an_author_is_the_names_alone(written: str | None, expected: str | None) -> None:
    assert author_of(written, source="The Fjord Post") == expected


@given(st.text())
def test_an_author_is_one_line_of_words_that_were_written(written: str) -> None:
    author = author_of(written, source=None)
    assert author is None or author == " ".join(author.split()) != ""
    assert all(word.rstrip(",") in written for word in (author or "").split())
