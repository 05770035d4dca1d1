"""Where nothing is good enough, the reason is right, and what came closest is no answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.risk import Risk
from bot.types import AbstainReason, Question
from index.types import Filters
from tests.bot.bots import (
    MIN_CONFIDENCE,
    Newsroom,
    TellingReader,
    assert_sound,
    open_newsroom,
)
from tests.newsroom import CLINIC, FERRY, NEWS

FERRY_QUESTION = "Who opened the Varnholm ferry pier?"
DIAMONDS = "Which ferry smuggled diamonds into Patagonia?"
QUASAR = "Which quasar emitted neutrinos?"
NOBODY = Filters(source="Nobody")
YEAR_2025 = Filters(
    since=datetime(2025, 1, 1, tzinfo=UTC), until=datetime(2025, 12, 31, tzinfo=UTC)
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        opened.publish(*NEWS)
        yield opened


@pytest.mark.parametrize(
    ("question", "filters", "reason", "next_step"),
    [
        (QUASAR, Filters(), AbstainReason.NO_MATCH, "Ask in other words"),
        (FERRY_QUESTION, NOBODY, AbstainReason.NO_MATCH, "Ask in other words"),
        ("What did he say?", NOBODY, AbstainReason.NO_MATCH, "Ask in other words"),
        (DIAMONDS, Filters(), AbstainReason.WEAK_EVIDENCE, "Ask more exactly"),
        (FERRY_QUESTION, YEAR_2025, AbstainReason.OUTSIDE_DATES, "Widen the dates"),
        (QUASAR, YEAR_2025, AbstainReason.NO_MATCH, "Ask in other words"),
        ("What did he say?", Filters(), AbstainReason.AMBIGUOUS, "Name the place"),
        ("When did it happen?", YEAR_2025, AbstainReason.AMBIGUOUS, "Name the place"),
    ],
)
def test_an_abstention_has_its_reason_and_says_what_to_do(
    newsroom: Newsroom, question: str, filters: Filters, reason: AbstainReason, next_step: str
) -> None:
    answer = newsroom.bot.ask(Question(question, filters=filters))
    assert_sound(answer, newsroom)
    assert (answer.abstain_reason, answer.citations) == (reason, [])
    assert answer.confidence < MIN_CONFIDENCE
    assert next_step in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        Question("What did he say about Patagonia?"),
        Question("Where did the smuggler hide it?"),
        Question("What did they smuggle into the vault?"),
        Question("When did diamonds arrive?"),
        Question("What did he say?", filters=Filters(article_id=FERRY.id)),
    ],
    ids=str,
)
def test_who_is_meant_is_open_only_where_nothing_tells_it(
    newsroom: Newsroom, question: Question
) -> None:
    answer = newsroom.bot.ask(question)
    assert not answer.answered
    assert answer.abstain_reason is not AbstainReason.AMBIGUOUS


@pytest.mark.parametrize(
    ("confidence", "rivals", "reason"),
    [
        (0.3, 1, AbstainReason.AMBIGUOUS),
        (0.3, 0, AbstainReason.WEAK_EVIDENCE),
        # Even all of them together would not be enough.
        (0.1, 3, AbstainReason.WEAK_EVIDENCE),
        (0.9, 3, None),
    ],
)
def test_answers_that_rival_each_other_are_a_reason_but_never_a_new_abstention(
    tmp_path: Path, confidence: float, rivals: int, reason: AbstainReason | None
) -> None:
    with open_newsroom(tmp_path, reader=TellingReader(confidence, rivals=rivals)) as told:
        told.publish(*NEWS)
        answer = told.bot.ask(FERRY_QUESTION)
    assert (answer.abstain_reason, answer.answered) == (reason, reason is None)
    assert ("more than one possible answer" in answer.answer) == (reason is AbstainReason.AMBIGUOUS)


def test_a_question_that_names_nobody_is_answered_by_a_reader_that_is_sure(
    tmp_path: Path,
) -> None:
    with open_newsroom(tmp_path, reader=TellingReader(0.9)) as sure:
        sure.publish(*NEWS)
        assert sure.bot.ask("What did she say?").answered


def test_what_came_closest_is_what_would_have_been_cited_at_a_higher_risk(
    newsroom: Newsroom,
) -> None:
    answered = newsroom.bot.ask(FERRY_QUESTION)
    declined = newsroom.bot.ask(Question(FERRY_QUESTION, risk=1.0))
    assert (declined.answered, declined.confidence) == (False, answered.confidence)
    assert (declined.statements, declined.citations, answered.closest) == ([], [], ())
    best = answered.citations[0]
    assert len(declined.closest) == 3
    assert (declined.closest[0].quote, declined.closest[0].start) == (best.quote, best.start)
    scores = [quote.score for quote in declined.closest]
    assert scores == sorted(scores, reverse=True)


def test_outside_the_dates_the_closest_are_those_within(newsroom: Newsroom) -> None:
    answer = newsroom.bot.ask(Question(FERRY_QUESTION, filters=YEAR_2025))
    assert answer.abstain_reason is AbstainReason.OUTSIDE_DATES
    assert {quote.article_id for quote in answer.closest} == {CLINIC.id}


def test_where_nothing_was_found_nothing_was_close(newsroom: Newsroom) -> None:
    assert list(newsroom.bot.ask(Question(FERRY_QUESTION, filters=NOBODY)).closest) == []


@given(
    st.sampled_from([FERRY_QUESTION, DIAMONDS, QUASAR, "Who killed cherry trees?"]),
    st.floats(0, 1),
)
def test_a_number_as_risk_is_the_least_confidence_of_an_answer(
    newsroom: Newsroom, question: str, risk: float
) -> None:
    answer = newsroom.bot.ask(Question(question, risk=risk))
    assert_sound(answer, newsroom)
    assert answer.answered == (answer.confidence >= risk)


@pytest.mark.parametrize(
    ("confidence", "answers_at"),
    [
        (0.8, {Risk.LOW, Risk.NORMAL, Risk.HIGH}),
        (0.6, {Risk.NORMAL, Risk.HIGH}),
        (0.3, {Risk.HIGH}),
        (0.1, set()),
    ],
)
def test_a_level_of_risk_is_the_readers_threshold(
    tmp_path: Path, confidence: float, answers_at: set[Risk]
) -> None:
    with open_newsroom(tmp_path, reader=TellingReader(confidence)) as told:
        told.publish(*NEWS)
        answered = {
            risk for risk in Risk if told.bot.ask(Question(FERRY_QUESTION, risk=risk)).answered
        }
    assert answered == answers_at


@pytest.mark.parametrize("risk", [-0.1, 1.5, float("nan"), float("inf")])
def test_a_risk_that_is_none_is_a_mistake_of_the_caller(newsroom: Newsroom, risk: float) -> None:
    with pytest.raises(ValueError, match="low, normal, high or a number from 0 to 1"):
        newsroom.bot.ask(Question(FERRY_QUESTION, risk=risk))
