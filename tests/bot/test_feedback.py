"""Verdicts on answers: one a person, and exported as cases that an evaluation takes."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answer_store import AnswerStore
from bot.api.models import AnswerModel
from bot.evaluation.dataset import load_dataset
from bot.feedback import FeedbackStore, Verdict
from bot.feedback_cases import Exported, export_cases
from bot.types import Answer
from index.errors import AnswerNotFoundError
from index.store import Store
from index.withdrawal import withdraw
from tests.bot.given import abstention, answer_citing, quote_of
from tests.builders import SteppingClock, article, stock

BRIDGE, FERRY = article(), article("ferry", "The ferry sank. Nobody died.", title="Ferry")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        stock(opened, BRIDGE, FERRY)
        yield opened


def keep(store: Store, answer: Answer) -> None:
    AnswerStore(store).keep(answer, AnswerModel.of(answer).model_dump_json())


def test_a_person_has_one_verdict_and_may_change_or_take_it_back(store: Store) -> None:
    keep(store, answer_citing(quote_of(BRIDGE, 1), answer_id="a-1"))
    feedback = FeedbackStore(store)
    feedback.give("a-1", "ann", Verdict.RIGHT)
    feedback.give("a-1", "ben", Verdict.OUTDATED, "  it was June  ")
    feedback.give("a-1", "ann", Verdict.WRONG_CITATION, " ")
    found = [(one.user, one.verdict, one.comment) for one in feedback.of("a-1")]
    assert found == [
        ("ben", Verdict.OUTDATED, "it was June"),
        ("ann", Verdict.WRONG_CITATION, None),
    ]
    assert feedback.take_back("a-1", "ben")
    assert not feedback.take_back("a-1", "ben")
    assert [one.user for one in feedback.of("a-1")] == ["ann"]


def test_feedback_is_for_answers_that_were_given(store: Store) -> None:
    with pytest.raises(AnswerNotFoundError, match="a-9"):
        FeedbackStore(store).give("a-9", "ann", Verdict.RIGHT)


def test_feedback_waits_for_an_answer_that_is_being_stored(store: Store) -> None:
    given = answer_citing(quote_of(BRIDGE, 1), answer_id="a-1")
    feedback = FeedbackStore(store, settle=lambda: keep(store, given))
    assert feedback.give("a-1", "ann", Verdict.RIGHT).verdict is Verdict.RIGHT


def test_judged_answers_become_a_set_that_an_evaluation_takes(store: Store, tmp_path: Path) -> None:
    feedback = FeedbackStore(store)
    right = answer_citing(quote_of(BRIDGE, 1), quote_of(FERRY, 0), answer_id="right")
    verdicts = {
        "right": (right, [Verdict.RIGHT]),
        "none": (abstention(quote_of(FERRY, 0), answer_id="none"), [Verdict.RIGHT]),
        "wrong": (answer_citing(quote_of(FERRY, 1), answer_id="wrong"), [Verdict.WRONG_ANSWER]),
        "split": (
            answer_citing(quote_of(FERRY, 1), answer_id="split"),
            [Verdict.RIGHT, Verdict.MISSING],
        ),
    }
    for name, (answer, said) in verdicts.items():
        keep(store, answer)
        for number, verdict in enumerate(said):
            feedback.give(name, f"user {number}", verdict, "because")
    assert export_cases(store, tmp_path / "out") == Exported(cases=2, open=2, gone=0)
    known = {one.id: one for one in load_dataset(tmp_path / "out").questions}
    assert known["feedback-none"].gold is None
    gold = known["feedback-right"].gold
    assert gold is not None
    assert gold.revision == BRIDGE.revision
    assert [BRIDGE.text[s.start : s.end] for s in gold.spans] == [right.statements[0].text]
    lines = (tmp_path / "out" / "open.jsonl").read_text("utf-8").splitlines()
    still_open = {record["id"]: record for record in map(json.loads, lines)}
    assert still_open.keys() == {"feedback-wrong", "feedback-split"}
    assert still_open["feedback-wrong"]["feedback"] == [
        {"verdict": "wrong_answer", "comment": "because"}
    ]
    assert "user 0" not in "".join(lines)


def test_what_was_withdrawn_is_not_exported(store: Store, tmp_path: Path) -> None:
    keep(store, answer_citing(quote_of(BRIDGE, 1), answer_id="a-1"))
    FeedbackStore(store).give("a-1", "ann", Verdict.RIGHT)
    withdraw(store, BRIDGE.id)
    assert export_cases(store, tmp_path / "out") == Exported(cases=0, open=0, gone=1)
    assert (tmp_path / "out" / "articles.jsonl").read_text() == ""
