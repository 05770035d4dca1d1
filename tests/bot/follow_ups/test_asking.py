"""A bot goes on from earlier questions, and undoes what a conversation adds where it hurts."""

from collections.abc import Iterator

import pytest

from bot.follow_ups.nearer import nearer
from bot.types import Answer, Question
from index.sentences import split_sentences
from tests.bot.bots import Newsroom, assert_sound, open_newsroom
from tests.bot.material import hit_on
from tests.builders import article

FERRY = article(
    "ferry",
    "The Varnholm ferry sank on Monday. Ines Calder owned the Varnholm ferry. She wept.",
    title="Ferry",
)
CLINIC = article("clinic", "Omar Reyes runs the Amberley clinic. Nurses left.", title="Clinic")
MINE = article("mine", "Nobody owned the mine. The mine closed in Karvina.", title="Mine")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        opened.publish(FERRY, CLINIC, MINE)
        yield opened


def ask(
    newsroom: Newsroom, text: str, conversation_id: str | None, key: str | None = None
) -> Answer:
    answer = newsroom.bot.ask(Question(text, conversation_id=conversation_id, key=key))
    assert_sound(answer, newsroom)
    return answer


def test_a_follow_up_is_answered_as_it_is_understood(newsroom: Newsroom) -> None:
    first = ask(newsroom, "When did the Varnholm ferry sink?", None)
    then = ask(newsroom, "Who owned it?", first.conversation_id)
    assert then.conversation_id == first.conversation_id
    assert then.question == "Who owned it?"
    assert then.standalone_question == "Who owned the Varnholm ferry?"
    assert then.citations[0].article_id == FERRY.id
    turns = newsroom.bot.conversations.turns(first.conversation_id)
    assert [turn.answer_id for turn in turns] == [first.answer_id, then.answer_id]
    assert [turn.standalone_question for turn in turns] == [
        first.question,
        then.standalone_question,
    ]


def test_the_same_words_stand_alone_outside_of_the_conversation(newsroom: Newsroom) -> None:
    ask(newsroom, "When did the Varnholm ferry sink?", "c-1")
    assert ask(newsroom, "Who owned it?", "c-2").standalone_question == "Who owned it?"
    other = ask(newsroom, "Who runs the Amberley clinic?", "c-1")
    assert other.standalone_question == other.question
    assert other.citations[0].article_id == CLINIC.id


def test_an_edited_question_is_understood_from_those_before_it(newsroom: Newsroom) -> None:
    ask(newsroom, "When did the Varnholm ferry sink?", "c-3", key="m-1")
    ask(newsroom, "Who runs the Amberley clinic?", "c-3", key="m-2")
    edited = ask(newsroom, "Who owned it?", "c-3", key="m-2")
    assert edited.standalone_question == "Who owned the Varnholm ferry?"
    kept = [turn.question for turn in newsroom.bot.conversations.turns("c-3")]
    assert kept == ["When did the Varnholm ferry sink?", "Who owned it?"]


def test_a_guess_that_finds_nothing_is_undone(newsroom: Newsroom) -> None:
    ask(newsroom, "Who runs the Amberley clinic?", "c-4")
    answer = ask(newsroom, "How many nurses left?", "c-4")
    assert answer.answered
    assert answer.standalone_question in {
        "How many nurses left?",
        "How many nurses left (the Amberley clinic)?",
    }


def test_what_is_not_to_be_kept_is_no_turn(newsroom: Newsroom) -> None:
    newsroom.bot.ask(Question("Who runs the Amberley clinic?", "c-5", is_kept=False))
    assert newsroom.bot.conversations.turns("c-5") == []


def test_the_articles_of_a_conversation_take_half_of_the_places_at_most() -> None:
    hits = [hit_on(article(f"a{n}", "One. Two."), split_sentences("One. Two.")) for n in range(12)]
    near = {hit.article.id for hit in hits[6:]}
    chosen = [hit.article.id for hit in nearer(hits, near, 4)]
    assert chosen == ["a0", "a1", "a6", "a7"]
    assert [hit.article.id for hit in nearer(hits, {"a11"}, 4)] == ["a0", "a1", "a11", "a2"]
    assert nearer(hits, set(), 4) == hits[:4]
    assert nearer([], near, 4) == []
