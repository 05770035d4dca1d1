"""A Markdown file gives its words without markup, and the fields above them."""

import textwrap
from datetime import UTC, datetime

import pytest

from index.errors import ArticleRefusedError
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.markdown import read_markdown


def _read(text: str) -> Draft:
    return read_markdown(textwrap.dedent(text).encode(), SourceLimits())


def test_markup_is_gone_and_blocks_are_apart() -> None:
    draft = _read(
        """\
        # Ferry *route* agreed

        Ministers **agreed** on a [route](https://a.example "x")
        across the `fjord` &amp; beyond.

        - Oslo
        - Bergen
          1. Old town

        > "We are glad," she said.

        | Port | Hour |
        |------|------|
        | Oslo | 9 |

        ---
        ![A ferry](ferry.png)

        <div>Second<br> edition</div>
        """
    )
    assert draft.title == "Ferry route agreed"
    assert draft.text == (
        "Ferry route agreed\n\n"
        "Ministers agreed on a route across the fjord & beyond.\n\n"
        "Oslo\nBergen\nOld town\n\n"
        '"We are glad," she said.\n\n'
        "Port\tHour\nOslo\t9\n\n"
        "A ferry\n\n"
        "Second edition"
    )


def test_deep_nesting_loses_no_text() -> None:
    assert _read(f"{'>' * 40} Deep.\n").text == "Deep."


def test_front_matter_gives_the_fields() -> None:
    draft = _read(
        """\
        ---
        Title: "Ferry: a route"
        date: 2021-12-03
        author: [Ada Lind, Bo Ek]
        source: The Fjord Post
        url: https://fjord.example/1
        language: en
        id: 007
        draft: ~
        ---
        # Another heading

        Body.
        """
    )
    assert draft == Draft(
        text="Another heading\n\nBody.",
        title="Ferry: a route",
        published_at=datetime(2021, 12, 3, tzinfo=UTC),
        author="Ada Lind, Bo Ek",
        source="The Fjord Post",
        url="https://fjord.example/1",
        language="en",
        given_id="007",
    )


def test_the_front_matter_says_when_it_was_updated() -> None:
    draft = _read("---\ndate: 2021-12-03\nupdated: 2021-12-04\n---\nBody.\n")
    assert draft.updated_at == datetime(2021, 12, 4, tzinfo=UTC)
    assert "soon" in _read("---\nupdated_at: soon\n---\nBody.\n").notes[0]


def test_a_date_that_cannot_be_read_is_noted() -> None:
    draft = _read("---\npublished_at: in spring\n---\nBody.\n")
    assert draft.published_at is None
    assert "in spring" in draft.notes[0]


def test_prose_between_two_rules_is_prose() -> None:
    assert _read("---\nJust a sentence.\n---\nBody.\n").text.endswith("Body.")
    assert "Just a sentence." in _read("---\nJust a sentence.\n---\nBody.\n").text


def test_front_matter_that_is_not_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(ArticleRefusedError, match="line 3"):
        _read("---\ntitle: a\nauthor: b: c\n---\nBody.\n")


def test_without_a_heading_the_title_is_left_to_the_first_line() -> None:
    assert _read("First.\n\nSecond.\n").title == ""
