"""Answers as text keep every marker and let nothing through that could steer a terminal."""

import json
import re
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import cite, quote_closest
from bot.render import answer_as_text, hits_as_text, json_as_text, plain, summary_as_text
from bot.types import AbstainReason, Answer, Citation, Quote, Statement
from index.build import IngestSummary
from index.types import Refusal, Scope
from tests.bot.material import Material, materials
from tests.builders import START

ANY_TEXT = st.text(st.characters(codec=None))
STEERING = {"Cc", "Cf", "Cs"}


def answer_of(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    *,
    said: str | None = None,
    closest: Sequence[Quote] = (),
) -> Answer:
    return Answer(
        answer_id="1",
        conversation_id="1",
        question="?",
        standalone_question="?",
        answered=bool(statements),
        abstain_reason=None if statements else AbstainReason.NO_MATCH,
        answer=said or statements[0].text,
        confidence=0.5,
        statements=statements,
        citations=citations,
        scope=Scope(1, START, START, "1"),
        timings_ms={},
        closest=closest,
    )


def citation(**fields: str) -> Citation:
    told = {"title": "T", "quote": "Q.", "article_id": "a", "revision": "r"} | fields
    return Citation(
        marker=1,
        url=None,
        source=None,
        author=None,
        published_at=START,
        start=0,
        end=2,
        sentence=0,
        score=0.5,
        also_carried_by=(),
        **told,
    )


@given(ANY_TEXT)
def test_plain_text_is_one_line_without_steering_characters(text: str) -> None:
    shown = plain(text)
    assert not [c for c in shown if unicodedata.category(c) in STEERING or c in "\n\u2028\u2029"]
    assert plain(shown) == shown


@given(st.text(st.characters(categories=["L", "N", "P", "Sm", "Zs"])))
def test_plain_text_keeps_what_is_harmless(text: str) -> None:
    assert plain(text) == " ".join(text.split())


@given(materials())
def test_every_marker_is_shown_and_none_is_invented(material: Material) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    body, sources = answer_as_text(answer_of(cited.statements, cited.citations)).split(
        "\n\nSources\n"
    )
    lines = body.split("\n")
    for line, statement in zip(lines, cited.statements, strict=True):
        assert line.startswith(plain(statement.text))
        marks = line.removeprefix(plain(statement.text))
        assert [int(mark) for mark in re.findall(r"\[(\d+)\]", marks)] == statement.citations
    shown = [line for line in sources.split("\n") if not line.startswith(" ")]
    for one, line in zip(cited.citations, shown, strict=False):
        assert line == f"[{one.marker}] “{plain(one.quote)}”"


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_nothing_of_an_article_steers_the_terminal(quote: str, title: str, name: str) -> None:
    cited = citation(quote=quote, title=title, article_id=name)
    shown = answer_as_text(answer_of([Statement(quote, [1])], [cited], said=title or "x"))
    shown += answer_as_text(answer_of([], [], said="No.", closest=[cited]))
    assert not [c for c in shown if unicodedata.category(c) in STEERING and c != "\n"]


def test_a_short_answer_stands_above_its_statement() -> None:
    shown = answer_as_text(answer_of([Statement("It was 40.", [1])], [citation()], said="40"))
    assert shown.split("\n")[:3] == ["40", "", "It was 40. [1]"]


def test_an_abstention_says_why_and_what_was_searched() -> None:
    shown = answer_as_text(answer_of([], [], said="No."))
    assert shown == "No.\n(searched 1 article published 2026-03-01 to 2026-03-01)"


@given(materials())
def test_what_came_closest_is_shown_apart_and_without_markers(material: Material) -> None:
    closest = quote_closest(material.evidence, material.hits, material.read_text, most=3)
    shown = answer_as_text(answer_of([], [], said="No.", closest=closest))
    said, rest = shown.split("\n\nClosest, but not an answer:\n")
    *lines, gap, scope = rest.split("\n")
    assert (said, gap) == ("No.", "")
    assert scope.startswith("(searched ")
    assert lines[::2] == [f"  - “{plain(quote.quote)}”" for quote in closest]
    for line, quote in zip(lines[1::2], closest, strict=True):
        assert line.endswith(f"{quote.article_id} · characters {quote.start}-{quote.end}")
    assert "Sources" not in shown


@given(st.recursive(ANY_TEXT | st.none(), lambda inner: st.dictionaries(ANY_TEXT, inner)))
def test_json_is_the_same_and_does_not_steer_the_terminal(record: object) -> None:
    shown = json_as_text(record)
    assert json.loads(shown) == record
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c != "\n"]


def test_json_keeps_letters_of_all_languages() -> None:
    assert json_as_text("früh 拒絶 🙂") == '"früh 拒絶 🙂"'


@given(materials())
def test_hits_are_shown_by_rank(material: Material) -> None:
    shown = hits_as_text(material.hits).split("\n")
    assert len(shown) == 2 * len(material.hits)
    assert all(line.startswith("1. Title  (score 1.00, both, ") for line in shown[::2])


@pytest.mark.parametrize("refused", [0, 1, 30])
def test_a_summary_names_every_refusal_with_its_reason(refused: int) -> None:
    refusals = [Refusal(f"a.jsonl:{n}", f"bad\x1b[2J {n}") for n in range(refused)]
    notes = [f"note {n}" for n in range(refused)]
    shown = summary_as_text(IngestSummary(1, 2, 3, refusals, notes)).split("\n")
    assert shown[0] == f"1 added, 2 updated, 3 unchanged, {refused} refused"
    assert f"  refused a.jsonl:{refused - 1}: bad�[2J {refused - 1}" in shown or not refused
    assert ("  ... and 10 more notes" in shown) == (refused == 30)
