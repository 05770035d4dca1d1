"""Standing questions: told when what was cited changed, and only then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.standing import StandingQuestions
from index.build import publish
from index.errors import StandingQuestionNotFoundError
from index.withdrawal import withdraw
from tests.bot.bots import Newsroom, open_newsroom
from tests.builders import QuietProgress, article

QUESTION = "How many people died on the Varnholm ferry?"
FIRST = article("first", "The Varnholm ferry sank. 12 people died on the ferry.", title="Ferry")
LATER = article(
    "later", "How many people died on the Varnholm ferry: 19 people died.", title="Toll"
)
OTHER = article("other", "The orchard opens in spring. Apples are cheap.", title="Orchard")


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path) as opened:
        opened.publish(FIRST)
        yield opened


def test_questions_are_listed_paused_and_deleted(newsroom: Newsroom) -> None:
    standing = StandingQuestions(newsroom.bot.store)
    one = standing.add("ann", f" {QUESTION} ", "room 1")
    two = standing.add("ann", "Why?", "room 2")
    assert [each.id for each in standing.of(owner="ann")] == [one.id, two.id]
    assert [each.question for each in standing.of(place="room 1")] == [QUESTION]
    assert standing.of(owner="ann", place="room 2") == [two]
    assert standing.pause(one.id)
    assert standing.get(one.id).is_paused
    assert [each.id for each in standing.due(newsroom.bot)] == [two.id]
    assert standing.resume(one.id)
    assert len(standing.due(newsroom.bot)) == 2
    assert standing.delete(one.id)
    assert not standing.delete(one.id)
    assert not standing.pause(one.id)
    with pytest.raises(StandingQuestionNotFoundError):
        standing.get(one.id)
    with pytest.raises(ValueError, match="no text"):
        standing.add("ann", "  ", "room 1")


def test_new_evidence_is_told_once(newsroom: Newsroom) -> None:
    standing = StandingQuestions(newsroom.bot.store)
    one = standing.add("ann", QUESTION, "room", answer=newsroom.bot.ask(QUESTION))
    assert standing.due(newsroom.bot) == []
    newsroom.publish(OTHER)
    [due] = standing.due(newsroom.bot)
    assert standing.check(newsroom.bot, due) is None
    newsroom.publish(LATER)
    [due] = standing.due(newsroom.bot)
    change = standing.check(newsroom.bot, due)
    assert change is not None
    assert {was.citation.article_id for was in change.was} == {FIRST.id}
    assert all(was.quote in FIRST.text for was in change.was if was.quote)
    new = {c.marker: c.article_id for c in change.now.citations}
    assert {new[marker] for marker in change.new} == {LATER.id}
    assert change.gone == []
    assert standing.check(newsroom.bot, due) is None  # another process had it
    assert standing.due(newsroom.bot) == []
    assert one.id == change.standing.id


def test_what_is_not_said_any_more_is_told(newsroom: Newsroom) -> None:
    standing = StandingQuestions(newsroom.bot.store)
    standing.add("ann", QUESTION, "room", answer=newsroom.bot.ask(QUESTION))
    newsroom.publish(replace(FIRST, text="The Varnholm ferry sank. 14 people died on the ferry."))
    [due] = standing.due(newsroom.bot)
    change = standing.check(newsroom.bot, due)
    assert change is not None
    assert [was.quote for was in change.gone] == ["12 people died on the ferry."]
    withdraw(newsroom.bot.store, FIRST.id)
    publish(newsroom.workshop, QuietProgress())
    [due] = standing.due(newsroom.bot)
    change = standing.check(newsroom.bot, due)
    assert change is not None
    assert not change.now.answered
    assert {was.quote for was in change.gone} == {None}


def test_an_article_that_moves_a_sentence_is_no_news(newsroom: Newsroom) -> None:
    standing = StandingQuestions(newsroom.bot.store)
    standing.add("ann", QUESTION, "room", answer=newsroom.bot.ask(QUESTION))
    newsroom.publish(replace(FIRST, text=f"It was a Monday. {FIRST.text}"))
    [due] = standing.due(newsroom.bot)
    assert standing.check(newsroom.bot, due) is None


def test_the_first_check_of_one_without_an_answer_is_what_later_ones_compare_with(
    newsroom: Newsroom,
) -> None:
    standing = StandingQuestions(newsroom.bot.store)
    one = standing.add("ann", QUESTION, "room")
    assert standing.check(newsroom.bot, one) is None
    assert standing.get(one.id).citations
