"""A question becomes a cited answer; when it does not, see test_abstain."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.types import AbstainReason, Question
from index.types import Filters
from tests.bot.bots import MIN_CONFIDENCE, Newsroom, assert_sound, open_newsroom
from tests.newsroom import CLINIC, FERRY, NEWS, ORCHARD

FERRY_QUESTION = "Who opened the Varnholm ferry pier?"
YEAR_2025 = Filters(
    since=datetime(2025, 1, 1, tzinfo=UTC), until=datetime(2025, 12, 31, tzinfo=UTC)
)
WORDS = sorted({word for article in NEWS for word in article.text.split()})
FILTERS = st.builds(
    Filters,
    since=st.none() | st.datetimes(datetime(2023, 1, 1), timezones=st.just(UTC)),
    source=st.sampled_from([None, "Harbour Post", "valley herald", "Nobody"]),
    article_id=st.sampled_from([None, FERRY.id, ORCHARD.id, "nothing"]),
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        opened.publish(*NEWS)
        yield opened


def test_an_answer_is_the_sentence_that_answers_and_its_citation(newsroom: Newsroom) -> None:
    answer = newsroom.bot.ask(FERRY_QUESTION)
    assert_sound(answer, newsroom)
    assert answer.answer == "Mayor Ines Calder opened the Varnholm ferry pier on Monday."
    assert answer.answer == answer.statements[0].text == answer.citations[0].quote
    assert answer.confidence >= MIN_CONFIDENCE
    assert (answer.scope.articles, answer.scope.last_published_at) == (4, FERRY.published_at)
    assert list(answer.timings_ms) == ["retrieve", "read", "cite", "total"]


def test_a_sentence_that_leans_on_another_is_cited_with_it(newsroom: Newsroom) -> None:
    answer = newsroom.bot.ask("“Boats will leave every twenty minutes”")
    quotes = [citation.quote for citation in answer.citations[:2]]
    assert quotes[0] == "“Boats will leave every twenty minutes,” she said."
    assert "Calder" in quotes[1] or "crowns" in quotes[1]
    assert answer.statements[0].citations == [1, 2]


def test_without_an_index_the_answer_says_how_to_add_articles(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as empty:
        for _ in range(2):  # without a snapshot, then with one of nothing
            answer = empty.bot.ask("Who?")
            assert answer.abstain_reason is AbstainReason.EMPTY_INDEX
            assert "onrecord ingest" in answer.answer
            assert (answer.scope.articles, answer.closest) == (0, ())
            empty.publish()


def test_an_article_within_the_dates_is_answered_from(newsroom: Newsroom) -> None:
    asked = Question("How many patients did the Amberley clinic treat?", filters=YEAR_2025)
    assert newsroom.bot.ask(asked).citations[0].article_id == CLINIC.id


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), FILTERS, st.integers(1, 6))
def test_no_quote_is_outside_the_filters_and_no_citation_over_the_limit(
    newsroom: Newsroom, words: list[str], filters: Filters, max_citations: int
) -> None:
    asked = Question(" ".join(words), filters=filters, max_citations=max_citations)
    answer = newsroom.bot.ask(asked)
    assert_sound(answer, newsroom)
    assert len(answer.citations) <= max_citations
    for quote in [*answer.citations, *answer.closest]:
        assert filters.article_id in (None, quote.article_id)
        assert (filters.source or quote.source or "").lower() == (quote.source or "").lower()
        if filters.since is not None:
            assert quote.published_at is not None
            assert quote.published_at >= filters.since


@given(st.text(min_size=1).filter(str.strip))
def test_no_question_is_an_error(newsroom: Newsroom, question: str) -> None:
    answer = newsroom.bot.ask(question)
    assert_sound(answer, newsroom)
    assert answer.question == question


@pytest.mark.parametrize("question", ["", " \n\t", "\u3000"])
def test_a_question_without_any_text_is_a_mistake_of_the_caller(
    newsroom: Newsroom, question: str
) -> None:
    with pytest.raises(ValueError, match="no text"):
        newsroom.bot.ask(question)


def test_a_conversation_keeps_its_id_and_every_answer_has_its_own(newsroom: Newsroom) -> None:
    first, second = (newsroom.bot.ask(Question("Who?", "c-7")) for _ in range(2))
    assert first.conversation_id == second.conversation_id == "c-7"
    assert first.answer_id != second.answer_id
    assert newsroom.bot.ask("Who?").conversation_id != newsroom.bot.ask("Who?").conversation_id


def test_one_event_tells_of_a_question_but_not_its_text(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        answer = newsroom.bot.ask(FERRY_QUESTION)
    (event,) = caplog.records
    assert event.getMessage() == "question_answered"
    assert event.__dict__["answer_id"] == answer.answer_id
    assert event.__dict__["index_version"] == answer.scope.index_version
    assert not [value for value in event.__dict__.values() if FERRY_QUESTION in str(value)]
