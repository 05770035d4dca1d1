"""A program goes on from earlier questions over HTTP, says what it thinks of answers, and has the
conversation forgotten; a person does the same in the terminal."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from bot.evaluation.dataset import load_dataset
from tests.asking import ask, citations_of
from tests.commands import onrecord
from tests.newsroom import FERRY, NEWS, write_jsonl

QUESTION = "Who opened the Varnholm ferry pier?"
FOLLOW_UP = "And when?"


def test_a_follow_up_is_understood_shown_and_forgotten(http: httpx2.Client) -> None:
    first = ask(http, QUESTION)
    conversation_id = first["conversation_id"]
    then = ask(http, FOLLOW_UP, conversation_id=conversation_id)
    assert then["question"] == FOLLOW_UP
    assert str(then["standalone_question"]).startswith("When was it that")
    assert "opened the Varnholm ferry pier" in str(then["standalone_question"])
    assert citations_of(then)[0]["article_id"] == FERRY.id
    path = f"/conversations/{conversation_id}"
    turns = http.get(path).json()["turns"]
    assert [turn["question"] for turn in turns] == [QUESTION, FOLLOW_UP]
    assert [turn["standalone_question"] for turn in turns] == [
        QUESTION,
        then["standalone_question"],
    ]
    assert [turn["answer_id"] for turn in turns] == [first["answer_id"], then["answer_id"]]
    assert turns[0]["answer"] == first["answer"]
    assert turns[0]["article_ids"][0] == FERRY.id
    assert http.delete(path).status_code == 204
    for reply in (http.get(path), http.delete(path), http.get(f"/answers/{first['answer_id']}")):
        assert reply.status_code == 404
        assert reply.json()["type"] == "urn:onrecord:problem:not-found"
    assert ask(http, FOLLOW_UP, conversation_id=conversation_id)["standalone_question"] == FOLLOW_UP


def test_feedback_is_taken_for_an_answer_as_soon_as_it_was_given(http: httpx2.Client) -> None:
    answer_id = ask(http, QUESTION)["answer_id"]
    path = f"/answers/{answer_id}/feedback"
    reply = http.post(path, json={"verdict": "wrong_citation", "user": "ann", "comment": "No."})
    assert reply.status_code == 200, reply.text
    given = reply.json()
    assert given.pop("at")
    assert given == {
        "answer_id": answer_id,
        "user": "ann",
        "verdict": "wrong_citation",
        "comment": "No.",
    }
    assert http.post(path, json={"verdict": "right"}).json()["user"] == "http"


@pytest.mark.parametrize(
    ("answer_id", "body", "status"),
    [
        ("nothing", {"verdict": "right"}, 404),
        (None, {"verdict": "good"}, 422),
        (None, {}, 422),
        (None, {"verdict": "right", "comment": "x" * 2001}, 422),
        (None, {"verdict": "right", "user": ""}, 422),
        (None, {"verdict": "right", "stars": 5}, 422),
    ],
    ids=str,
)
def test_feedback_that_makes_no_sense_is_refused(
    http: httpx2.Client, answer_id: str | None, body: dict[str, object], status: int
) -> None:
    known = ask(http, QUESTION)["answer_id"]
    reply = http.post(f"/answers/{answer_id or known}/feedback", json=body)
    assert reply.status_code == status, reply.text


def test_in_the_terminal_a_conversation_has_a_name(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    onrecord("ingest", str(write_jsonl(tmp_path / "news.jsonl", *NEWS)), data_dir=data_dir)
    onrecord("ask", QUESTION, "--conversation", "mine", data_dir=data_dir)
    then = onrecord("ask", FOLLOW_UP, "--conversation", "mine", data_dir=data_dir)
    assert then.stdout.startswith("Understood as: When was it that")
    alone = onrecord("ask", QUESTION, "--json", data_dir=data_dir)
    assert json.loads(alone.stdout)["standalone_question"] == QUESTION
    exported = onrecord("feedback", data_dir=data_dir)
    assert exported.stdout.startswith("0 cases, 0 open, 0 no longer kept"), exported.stderr
    assert (data_dir / "feedback" / "questions.jsonl").read_text() == ""
    with pytest.raises(Exception, match="not one question"):
        load_dataset(data_dir / "feedback")
