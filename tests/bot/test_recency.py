"""Dates and evidence: newer ahead of equals, contradicted ones marked, nothing lost or made up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import cite
from bot.recency import EQUAL, newest_first, with_contradictions
from bot.types import Evidence, Question, Span
from index.sentences import split_sentences
from index.types import Filters, FoundBy, Hit
from tests.bot.bots import TellingReader, assert_sound, open_newsroom
from tests.builders import article

QUESTION = "How many people were killed in the fire at Varnholm?"
LEAST = 0.3
DAY = datetime(2026, 3, 1, tzinfo=UTC)
PIECES = st.lists(
    st.tuples(st.integers(1, 40), st.none() | st.integers(0, 9), st.floats(0, 1)), max_size=12
)


def told(count: int, day: int | None, number: int) -> Hit:
    """An article of one sentence that counts the dead."""
    text = f"{count} people were killed in the fire at Varnholm."
    dated = None if day is None else DAY + timedelta(days=day)
    made = article(f"a{number}", text, published_at=dated)
    sentences = split_sentences(text)
    return Hit(made, made.revision, sentences, 0, 1, 1.0, 1, FoundBy.BOTH, 0.9, None)


def evidence_of(hit: Hit, score: float) -> Evidence:
    text = hit.article.text
    end = text.index(" were")
    return Evidence(hit.article.id, hit.revision, 0, text, score, span=Span(0, end))


def found(
    *pieces: tuple[int, int | None, float],
) -> tuple[list[Evidence], list[Hit]]:
    """Evidence, best first, of (the dead, day, score) each."""
    hits = [told(count, day, n) for n, (count, day, _) in enumerate(pieces)]
    evidence = [evidence_of(hit, piece[2]) for hit, piece in zip(hits, pieces, strict=True)]
    return sorted(evidence, key=lambda one: -one.score), hits


def ids(evidence: Sequence[Evidence]) -> list[str]:
    return [one.article_id for one in evidence]


@given(PIECES)
def test_no_evidence_is_lost_and_what_is_below_the_least_stays_in_its_place(
    pieces: list[tuple[int, int | None, float]],
) -> None:
    evidence, hits = found(*pieces)
    ordered = newest_first(QUESTION, evidence, hits, least=LEAST)
    assert sorted(ids(ordered)) == sorted(ids(evidence))
    good = sum(one.score >= LEAST for one in evidence)
    assert ordered[good:] == evidence[good:]


@given(PIECES)
def test_without_dates_the_order_is_as_it_was(
    pieces: list[tuple[int, int | None, float]],
) -> None:
    evidence, hits = found(*[(count, None, score) for count, _, score in pieces])
    assert newest_first(QUESTION, evidence, hits, least=LEAST) == evidence


def test_among_equals_the_newer_is_first_and_the_undated_last() -> None:
    evidence, hits = found((12, 1, 0.9), (12, None, 0.89), (12, 3, 0.88), (12, 2, 0.87))
    assert ids(newest_first(QUESTION, evidence, hits, least=LEAST)) == ["a2", "a3", "a0", "a1"]


def test_what_is_clearly_better_stays_ahead_of_the_newer() -> None:
    evidence, hits = found((12, 1, 0.9), (12, 3, 0.9 - 2 * EQUAL))
    assert ids(newest_first(QUESTION, evidence, hits, least=LEAST)) == ["a0", "a1"]


def test_the_newer_that_takes_it_back_goes_first_though_it_scores_less() -> None:
    evidence, hits = found((12, 1, 0.9), (31, 3, 0.6))
    assert ids(newest_first(QUESTION, evidence, hits, least=LEAST)) == ["a1", "a0"]
    assert ids(newest_first(QUESTION, evidence, hits, least=0.7)) == ["a0", "a1"]
    weak, hits = found((12, 1, 0.9), (31, 3, 0.4))
    assert ids(newest_first(QUESTION, weak, hits, least=LEAST)) == ["a0", "a1"]


@pytest.mark.parametrize(
    ("pieces", "marked"),
    [
        (((31, 3, 0.9), (12, 1, 0.8)), [(), (1,)]),
        (((31, 3, 0.9), (12, 1, 0.8), (19, 2, 0.7)), [(), (1, 3), (1,)]),
        (((12, 3, 0.9), (12, 1, 0.8)), [(), ()]),
        (((31, 3, 0.9), (12, None, 0.8)), [(), ()]),
    ],
)
def test_a_statement_names_the_newer_ones_that_take_it_back(
    pieces: tuple[tuple[int, int | None, float], ...], marked: list[tuple[int, ...]]
) -> None:
    evidence, hits = found(*pieces)
    cited = cite(evidence, hits, max_citations=5)
    made = with_contradictions(QUESTION, cited, evidence, hits)
    assert [tuple(one.contradicted_by) for one in made.statements] == marked
    assert made.citations == cited.citations


def test_an_answer_gives_the_newer_figure_and_marks_the_older(tmp_path: Path) -> None:
    older = article("older", "12 people were killed in the fire at Varnholm.", published_at=DAY)
    newer = article(
        "newer",
        "31 people were killed in the fire at Varnholm.",
        published_at=DAY + timedelta(days=2),
    )
    with open_newsroom(tmp_path, reader=TellingReader(0.9)) as newsroom:
        newsroom.publish(older, newer)
        answer = newsroom.bot.ask(QUESTION)
        assert_sound(answer, newsroom)
        assert answer.answer.startswith("31 people")
        assert [c.article_id for c in answer.citations] == ["newer", "older"]
        assert [tuple(s.contradicted_by) for s in answer.statements] == [(), (1,)]
        then = newsroom.bot.ask(Question(QUESTION, filters=Filters(as_of=DAY)))
        assert then.answer.startswith("12 people")
        assert [tuple(s.contradicted_by) for s in then.statements] == [()]


@given(PIECES)
def test_an_order_by_date_is_the_same_when_asked_again(
    pieces: list[tuple[int, int | None, float]],
) -> None:
    evidence, hits = found(*[(12, day, score) for _, day, score in pieces])
    ordered = newest_first(QUESTION, evidence, hits, least=0.0)
    best = ordered[:1]
    days = {hit.article.id: hit.article.published_at for hit in hits}
    equals = [one for one in ordered[:10] if best and evidence[0].score - one.score < EQUAL]
    dated = [days[one.article_id] for one in equals if days[one.article_id]]
    assert all(
        one is not None and other is not None and one >= other for one, other in pairwise(dated)
    )
