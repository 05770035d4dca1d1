"""Answers are kept in the background: no one waits for it, and nobody's answer fails by it."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answer_store import AnswerStore
from bot.keeping import AnswerKeeper
from bot.types import Answer
from index.errors import AnswerNotFoundError
from index.store import Store
from tests.bot.given import answer_citing, quote_of
from tests.builders import SteppingClock, article, stock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        stock(opened, article())
        yield opened


def answer(answer_id: str) -> Answer:
    return answer_citing(quote_of(article(), 1), answer_id=answer_id)


def body_of(given: Answer) -> str:
    """The answer's id; one called "broken" has no body."""
    if given.answer_id == "broken":
        raise ValueError("the bridge will be rebuilt")
    return f"body of {given.answer_id}"


def test_what_was_handed_in_is_kept_when_the_keeper_closes(store: Store) -> None:
    answers = AnswerStore(store)
    with closing(AnswerKeeper(answers, body_of, keep_days=90)) as keeper:
        for number in range(20):
            keeper.keep(answer(f"a-{number}"))
    assert [answers.get(f"a-{n}") for n in range(20)] == [f"body of a-{n}" for n in range(20)]


def test_nobody_waits_while_another_is_writing(store: Store) -> None:
    answers = AnswerStore(store)
    with closing(AnswerKeeper(answers, body_of, keep_days=90)) as keeper:
        with store.batch():
            keeper.keep(answer("a-1"))  # would wait for ever if it wrote
        keeper.keep(answer("a-2"))
    assert answers.get("a-1") == "body of a-1"


def test_an_answer_that_cannot_be_kept_is_logged_without_its_words(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    answers = AnswerStore(store)
    with (
        caplog.at_level(logging.ERROR),
        closing(AnswerKeeper(answers, body_of, keep_days=90)) as keeper,
    ):
        for name in ("broken", "a-1", "a-1", "a-2"):  # an id is kept once
            keeper.keep(answer(name))
    assert answers.get("a-2") == "body of a-2"
    logged = [(r.getMessage(), r.__dict__["answer_id"]) for r in caplog.records]
    assert logged == [("answer_not_kept", "broken"), ("answer_not_kept", "a-1")]
    assert "bridge" not in str([record.__dict__ for record in caplog.records])


def test_zero_days_keep_nothing_and_delete_what_was_kept(store: Store) -> None:
    answers = AnswerStore(store)
    answers.keep(answer("before"), "{}")
    with closing(AnswerKeeper(answers, body_of, keep_days=0)) as keeper:
        keeper.keep(answer("a-1"))
    for name in ("before", "a-1"):
        with pytest.raises(AnswerNotFoundError):
            answers.get(name)


def test_a_keeper_that_kept_nothing_closes(store: Store) -> None:
    AnswerKeeper(AnswerStore(store), body_of, keep_days=90).close()
