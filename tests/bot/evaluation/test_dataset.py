"""Data sets from disk: what is read, and what is refused with file and line."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation.dataset import DatasetError, load_dataset
from bot.types import Span
from index.types import revision_of
from tests.bot.evaluation.builders import MAYOR, TEXT

ARTICLE = {"id": "a", "text": TEXT, "title": "ignored here"}
QUESTION = {
    "id": "q",
    "question": "When?",
    "article_id": "a",
    "answers": ["Monday"],
    "answer_spans": [[19, 25]],
    "evidence_spans": [[0, len(MAYOR)]],
    "answerable": True,
}


def write_set(
    folder: Path, articles: Sequence[object] = (ARTICLE,), questions: Sequence[object] = (QUESTION,)
) -> Path:
    for stem, records in (("articles", articles), ("questions", questions)):
        lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
        (folder / f"{stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_answer_spans_are_the_gold_where_a_set_has_them(tmp_path: Path) -> None:
    dataset = load_dataset(write_set(tmp_path))
    (question,) = dataset.questions
    assert dataset.name == tmp_path.name
    assert dataset.revisions == {"a": revision_of(TEXT)}
    assert question.gold is not None
    assert question.gold.spans == [Span(19, 25)]
    assert question.gold.revision == revision_of(TEXT)
    assert question.gold.answer_revisions == {}


def test_evidence_and_relevant_articles_are_the_gold_where_there_are_no_answer_spans(
    tmp_path: Path,
) -> None:
    articles = [ARTICLE, {"id": "b", "text": "On Monday."}]
    evidence = {**QUESTION, "answer_spans": [], "also_relevant": ["b", "left out of the set"]}
    (question,) = load_dataset(write_set(tmp_path, articles, [evidence])).questions
    assert question.gold is not None
    assert question.gold.spans == [Span(0, len(MAYOR))]
    assert question.gold.answer_revisions == {
        "a": revision_of(TEXT),
        "b": revision_of("On Monday."),
    }


def test_an_unanswerable_question_has_no_gold(tmp_path: Path) -> None:
    unanswerable = {"id": "q", "question": "Why?", "article_id": None, "answerable": False}
    (question,) = load_dataset(write_set(tmp_path, questions=[unanswerable])).questions
    assert question.gold is None
    assert question.article_id is None


@pytest.mark.parametrize("answerable", [True, False])
def test_a_question_keeps_the_article_that_it_is_about(tmp_path: Path, answerable: bool) -> None:
    record = {**QUESTION, "answerable": answerable}
    (question,) = load_dataset(write_set(tmp_path, questions=[record])).questions
    assert question.article_id == "a"


def test_an_article_that_is_not_in_the_set_is_not_the_one_of_a_question(tmp_path: Path) -> None:
    elsewhere = {"id": "q", "question": "Why?", "article_id": "z", "answerable": False}
    (question,) = load_dataset(write_set(tmp_path, questions=[elsewhere])).questions
    assert question.article_id is None


def test_gzipped_files_say_the_same_as_plain_ones(tmp_path: Path) -> None:
    plain = load_dataset(write_set(tmp_path))
    for stem in ("articles", "questions"):
        path = tmp_path / f"{stem}.jsonl"
        (tmp_path / f"{stem}.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert load_dataset(tmp_path) == plain


def test_blank_lines_are_skipped_and_still_counted(tmp_path: Path) -> None:
    write_set(tmp_path, questions=["", QUESTION, "", "{"])
    with pytest.raises(DatasetError, match=r"questions\.jsonl:4: "):
        load_dataset(tmp_path)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("{", "EOF"),
        ("[]", "object"),
        ({"question": "When?"}, "id: Field required"),
        ({**QUESTION, "question": ""}, "question: "),
        (QUESTION, "the question id 'q' occurs twice"),
        ({**QUESTION, "id": "r", "article_id": "z"}, "no article has the id 'z'"),
        ({**QUESTION, "id": "r", "article_id": None}, "no article has the id None"),
        ({**QUESTION, "id": "r", "answer_spans": [[0, 9999]]}, "not inside the"),
        ({**QUESTION, "id": "r", "answer_spans": [[3, 3]]}, "not inside the"),
        ({**QUESTION, "id": "r", "answer_spans": [[-1, 3]]}, "answer_spans.0.0"),
        (
            {**QUESTION, "id": "r", "answer_spans": [], "evidence_spans": []},
            "neither answer_spans nor evidence_spans",
        ),
    ],
)
def test_a_bad_question_is_refused_with_its_line(
    tmp_path: Path, record: object, reason: str
) -> None:
    write_set(tmp_path, questions=[QUESTION, record])
    with pytest.raises(DatasetError) as caught:
        load_dataset(tmp_path)
    assert "questions.jsonl:2: " in str(caught.value)
    assert reason in str(caught.value)
    assert "docs/evaluation.md" in caught.value.remedy


def test_a_doubled_article_is_refused_with_its_line(tmp_path: Path) -> None:
    write_set(tmp_path, articles=[ARTICLE, ARTICLE])
    with pytest.raises(DatasetError, match=r"articles\.jsonl:2: the article id 'a' occurs twice"):
        load_dataset(tmp_path)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    (write_set(tmp_path) / "questions.jsonl").unlink()
    with pytest.raises(DatasetError, match=r"neither questions\.jsonl nor"):
        load_dataset(tmp_path)


def test_a_file_with_no_question_is_refused(tmp_path: Path) -> None:
    write_set(tmp_path, questions=[])
    with pytest.raises(DatasetError, match="there is not one question"):
        load_dataset(tmp_path)


@pytest.mark.parametrize(
    "spoilt",
    [b"not gzip", gzip.compress(b'{"id": "a"}' * 99, mtime=0)[:-12]],
    ids=["not gzip", "cut short"],
)
def test_a_broken_gzip_file_is_refused_by_name(tmp_path: Path, spoilt: bytes) -> None:
    write_set(tmp_path)
    (tmp_path / "questions.jsonl").unlink()
    (tmp_path / "questions.jsonl.gz").write_bytes(spoilt)
    with pytest.raises(DatasetError, match=r"questions\.jsonl\.gz: it is not a whole gzip file"):
        load_dataset(tmp_path)
