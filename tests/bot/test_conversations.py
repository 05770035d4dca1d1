"""Turns of conversations: readable at once, kept for a while, put right, forgotten."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answer_store import AnswerStore
from bot.conversations import Conversations, Turn, before, turn_of
from bot.feedback import FeedbackStore, Verdict
from index.errors import AnswerNotFoundError
from index.store import Store
from index.withdrawal import withdraw
from tests.bot.given import abstention, answer_citing, quote_of
from tests.builders import START, SteppingClock, article, stock

BRIDGE, FERRY = article(), article("ferry", "The ferry sank. Nobody died.", title="Ferry")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        stock(opened, BRIDGE, FERRY)
        yield opened


def turn(answer_id: str, key: str | None = None, question: str = "When?") -> Turn:
    """A turn whose answer cites the bridge."""
    given = answer_citing(quote_of(BRIDGE, 1), answer_id=answer_id, question=question)
    return turn_of(given, at=START, key=key)


def ids(turns: object) -> list[str]:
    assert isinstance(turns, list)
    return [one.answer_id for one in turns]


def test_turns_come_back_as_they_were_added(store: Store) -> None:
    kept = Conversations(store, keep_days=30)
    turns = [turn("a-1"), turn_of(abstention(answer_id="a-2"), at=START, key="m-2")]
    for one in turns:
        kept.add("c-1", one)
    kept.add("c-2", turn("a-3"))
    assert kept.turns("c-1") == turns
    assert Conversations(store, keep_days=30).turns("c-1") == turns
    assert kept.turns("c-9") == []


def test_a_turn_can_be_read_before_it_is_stored_and_once_after(store: Store) -> None:
    jobs: list[Callable[[], None]] = []
    kept = Conversations(store, keep_days=30, later=jobs.append)
    kept.add("c-1", turn("a-1"))
    kept.add("c-1", turn("a-2"))
    assert ids(kept.turns("c-1")) == ["a-1", "a-2"]
    assert Conversations(store, keep_days=30).turns("c-1") == []
    jobs[0]()
    assert ids(kept.turns("c-1")) == ["a-1", "a-2"]
    jobs[1]()
    assert ids(kept.turns("c-1")) == ids(Conversations(store, keep_days=30).turns("c-1"))


@pytest.mark.parametrize("stored_first", [True, False])
def test_a_question_that_was_edited_takes_its_own_place(store: Store, stored_first: bool) -> None:
    jobs: list[Callable[[], None]] = []
    kept = Conversations(store, keep_days=30, later=jobs.append)
    kept.add("c-1", turn("a-1", "m-1"))
    kept.add("c-1", turn("a-2", "m-2"))
    if stored_first:
        for job in jobs:
            job()
    kept.add("c-1", turn("a-3", "m-1", question="Where?"))
    for job in jobs:
        job()
    found = kept.turns("c-1")
    assert [(one.answer_id, one.question) for one in found] == [("a-3", "Where?"), ("a-2", "When?")]
    assert before(found, "m-2") == found[:1]
    assert before(found, "m-3") == before(found, None) == found


def test_what_is_forgotten_goes_with_its_answers_and_feedback(store: Store) -> None:
    kept, answers, feedback = Conversations(store, keep_days=30), AnswerStore(store), None
    feedback = FeedbackStore(store)
    for name in ("a-1", "a-2", "a-3"):
        given = answer_citing(quote_of(BRIDGE, 1), answer_id=name)
        answers.keep(given, "body")
        kept.add("c-1", turn_of(given, at=START, key=name))
        feedback.give(name, "u", Verdict.RIGHT)
    assert kept.remove("c-1", "a-2")
    assert not kept.remove("c-1", "a-2")
    assert ids(kept.turns("c-1")) == ["a-1", "a-3"]
    with pytest.raises(AnswerNotFoundError):
        answers.get("a-2")
    assert answers.get("a-1") == "body"
    assert kept.forget("c-1")
    assert not kept.forget("c-1")
    assert kept.turns("c-1") == []
    assert feedback.of("a-1") == []


def test_a_turn_that_is_forgotten_before_it_was_stored_stays_forgotten(store: Store) -> None:
    jobs: list[Callable[[], None]] = []
    kept = Conversations(store, keep_days=30, later=jobs.append)
    kept.add("c-1", turn("a-1", "m-1"))
    kept.add("c-1", turn("a-2", "m-2"))
    assert kept.remove("c-1", "m-1")
    assert kept.forget("c-1")
    for job in jobs:
        job()
    assert kept.turns("c-1") == []


def test_a_conversation_ends_some_days_after_its_last_question(tmp_path: Path) -> None:
    clock = SteppingClock()
    with closing(Store.open(tmp_path / "onrecord.db", clock=clock)) as store:
        kept = Conversations(store, keep_days=3)
        kept.add("old", turn("a-1"))
        kept.add("c-1", turn("a-2"))
        later = Store(store.engine, lambda: START + timedelta(days=4))
        assert Conversations(later, keep_days=3).turns("old") == []
        assert Conversations(later, keep_days=3).prune() == 2
        assert kept.turns("old") == []


def test_with_no_days_nothing_is_kept(store: Store) -> None:
    kept = Conversations(store, keep_days=0)
    kept.add("c-1", turn("a-1"))
    assert kept.turns("c-1") == []


def test_of_an_article_that_was_withdrawn_a_conversation_keeps_no_word(store: Store) -> None:
    kept = Conversations(store, keep_days=30)
    answers = AnswerStore(store)
    quoting = answer_citing(quote_of(BRIDGE, 1), answer_id="a-1")
    answers.keep(quoting, "body")
    kept.add("c-1", turn_of(quoting, at=START))
    leaning = turn_of(abstention(answer_id="a-2"), at=START)
    kept.add("c-1", Turn("And why?", "Why will it be rebuilt in May?", "a-2", START, leaning.said))
    kept.add("c-2", turn_of(answer_citing(quote_of(FERRY, 0), answer_id="a-3"), at=START))
    withdraw(store, BRIDGE.id)
    assert [(one.standalone_question, one.said) for one in kept.turns("c-1")] == [
        (quoting.question, None),
        ("And why?", None),
    ]
    [untouched] = kept.turns("c-2")
    assert untouched.said is not None
    kept.add("c-3", turn("a-4"))  # answered before, stored after the withdrawal
    assert [one.said for one in kept.turns("c-3")] == [None]
