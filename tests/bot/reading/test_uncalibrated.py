"""Log-odds become scores, and sentences evidence, without losing their order."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.uncalibrated import ScoredSentence, probability, reading_of
from bot.types import Span
from index.sentences import split_sentences
from tests.bot.material import hit_on
from tests.newsroom import NEWS

HITS = [
    replace(hit_on(article, split_sentences(article.text)), rank=rank)
    for rank, article in enumerate(NEWS, start=1)
]


@given(st.floats(allow_nan=False))
def test_a_probability_and_that_of_the_opposite_add_up_to_one(log_odds: float) -> None:
    assert 0 <= probability(log_odds) <= 1
    assert probability(log_odds) + probability(-log_odds) == pytest.approx(1)


def test_even_odds_are_a_half_and_no_odds_are_nothing() -> None:
    assert (probability(0.0), probability(-inf), probability(inf)) == (0.5, 0.0, 1.0)


def test_sentences_are_ordered_by_odds_that_are_too_far_from_even_for_a_float() -> None:
    scored = [ScoredSentence(0, 0, 50.0), ScoredSentence(0, 1, 60.0), ScoredSentence(1, 0, 55.0)]
    evidence = reading_of(HITS, scored).evidence
    assert [one.score for one in evidence] == [1.0, 1.0, 1.0]
    assert [(one.article_id, one.number) for one in evidence] == [
        (NEWS[0].id, 1),
        (NEWS[1].id, 0),
        (NEWS[0].id, 0),
    ]


def test_the_better_of_two_scores_counts_with_its_span() -> None:
    spans = [Span(0, 5), Span(6, 10)]
    scored = [
        ScoredSentence(0, 0, odds, span) for odds, span in zip((1.0, 2.0), spans, strict=True)
    ]
    for given_scores in (scored, scored[::-1]):
        reading = reading_of(HITS, given_scores)
        assert [one.span for one in reading.evidence] == [spans[1]]
        assert reading.confidence == probability(2.0)


def test_of_equal_scores_the_better_ranked_hit_comes_first() -> None:
    scored = [ScoredSentence(hit, 0, 0.0) for hit in (2, 0, 1)]
    evidence = reading_of(HITS, scored).evidence
    assert [one.article_id for one in evidence] == [article.id for article in NEWS[:3]]
