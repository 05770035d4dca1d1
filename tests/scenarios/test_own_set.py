"""A person brings a set of their own, with known answers, and learns how good the answers are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import onrecord
from tests.newsroom import CLINIC, FERRY, NEWS, write_jsonl


@pytest.fixture
def own_set(tmp_path: Path) -> Path:
    folder = tmp_path / "our news"
    folder.mkdir()
    write_jsonl(folder / "articles.jsonl", *NEWS)
    answers = [
        ("ferry-1", "Who opened the Varnholm ferry pier?", FERRY, "Ines Calder"),
        ("clinic-1", "How many patients did the Amberley clinic treat?", CLINIC, "312"),
    ]
    lines: list[dict[str, object]] = [
        {
            "id": number,
            "question": question,
            "article_id": article.id,
            "answers": [answer],
            "answer_spans": [
                [article.text.index(answer), article.text.index(answer) + len(answer)]
            ],
            "answerable": True,
        }
        for number, question, article, answer in answers
    ]
    lines.append({"id": "none", "question": "Who won the chess title?", "answerable": False})
    text = "\n".join(json.dumps(line) for line in lines)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_set_is_asked_and_scored(own_set: Path, new_data_dir: Callable[[], Path]) -> None:
    data_dir = new_data_dir()
    told = onrecord("eval", str(own_set), "--json", data_dir=data_dir)
    assert told.returncode == 0, told.stderr
    report = json.loads(told.stdout)
    assert (report["cited_at_1"]["count"], report["cited_at_1"]["total"]) == (2, 2)
    assert report["verbatim"]["count"] == report["verbatim"]["total"] > 0
    again = onrecord("eval", str(own_set), "--limit", "1", data_dir=data_dir)
    assert again.returncode == 0, again.stderr
    assert "cited@1" in again.stdout
    within = onrecord("eval", str(own_set), "--within-article", "--json", data_dir=data_dir)
    assert within.returncode == 0, within.stderr
    # The question that names no article is left out.
    assert json.loads(within.stdout)["questions"] == 2
    asked = onrecord("ask", "Who opened the Varnholm ferry pier?", data_dir=data_dir)
    assert "There are no articles" in asked.stdout, "the set stays apart from the articles"


def test_a_folder_that_is_no_set_is_told_with_what_is_missing(
    tmp_path: Path, new_data_dir: Callable[[], Path]
) -> None:
    told = onrecord("eval", str(tmp_path), data_dir=new_data_dir())
    assert told.returncode == 1
    assert "articles.jsonl" in told.stderr
    assert "Traceback" not in told.stderr
