"""Training sets as they lie on disk become questions with the sentences and spans that answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.training.reader.near import NearPassages
from bench.training.reader.passages import HELD_OUT_SHARE, TrainingQuestion, load_questions
from tests.bench.training.sets import ORCHARD, PIER, asked, passage, write_set

DENIAL = "Harbour master Tom Ruck denied that the piles were cracked."


def record(**given: Any) -> dict[str, Any]:  # as JSON has it
    defaults: dict[str, Any] = {
        "id": "q",
        "question": "Who denied it?",
        "article_id": "a",
        "answers": ["Tom Ruck"],
        "evidence": [],
        "evidence_spans": [],
        "answerable": True,
    }
    return defaults | given


def loaded(
    tmp_path: Path, *questions: dict[str, Any], name: str = "news", text: str = PIER
) -> Sequence[TrainingQuestion]:
    write_set(tmp_path, name, [{"id": "a", "title": "Pier", "text": text}], questions)
    return load_questions(tmp_path, [name])


def test_spans_that_are_given_say_which_sentences_answer(tmp_path: Path) -> None:
    at, later = PIER.index("Tom Ruck"), PIER.index("Boats")
    spans = [[later, later + 5], [at, at + 8], [at, at + 8]]
    (question,) = loaded(tmp_path, record(question="  Who denied it? ", answer_spans=spans))
    assert question.text == "Who denied it?"
    assert question.of_set == "news"
    assert question.gold == [2, 3]
    assert [PIER[start:end] for start, end in question.spans] == ["Tom Ruck", "Boats"]


def test_answers_without_places_are_found_within_the_evidence(tmp_path: Path) -> None:
    text = f"Tom Ruck spoke. {DENIAL}"
    evidence = [[text.index(DENIAL), len(text)]]
    (question,) = loaded(
        tmp_path, record(answers=["tom ruck", "", "nobody"], evidence_spans=evidence), text=text
    )
    assert question.gold == [1]
    assert [text[start:end] for start, end in question.spans] == ["Tom Ruck"]
    assert question.spans[0][0] > evidence[0][0]


def test_letters_that_grow_in_lower_case_do_not_shift_an_answer(tmp_path: Path) -> None:
    text = "İİİ: Tom Ruck denied it."
    (question,) = loaded(tmp_path, record(evidence_spans=[[0, len(text)]]), text=text)
    assert [text[start:end] for start, end in question.spans] == ["Tom Ruck"]


def test_where_only_the_sentence_is_known_there_are_no_spans(tmp_path: Path) -> None:
    at = PIER.index(DENIAL)
    (question,) = loaded(tmp_path, record(answers=[], evidence_spans=[[at, at + len(DENIAL)]]))
    assert (question.gold, question.spans) == ([2], [])


def test_questions_without_a_known_answer_are_left_out(tmp_path: Path) -> None:
    answered = record(id="known", answer_spans=[[0, 5]])
    found = loaded(tmp_path, record(answers=[]), answered, record(answers=["Tom Ruck"]))
    assert [question.id for question in found] == ["known"]


@pytest.mark.parametrize(("name", "by"), [("squadshifts_newwiki", "title"), ("qamr", "id")])
def test_a_small_share_of_whole_articles_is_held_out(tmp_path: Path, name: str, by: str) -> None:
    articles = [
        {"id": f"p{n}", "title": f"Article {n // 2}", "text": f"Boat {n} left."}
        for n in range(1_000)
    ]
    questions = [
        record(id=f"q{n}", article_id=f"p{n}", answer_spans=[[0, 4]]) for n in range(1_000)
    ]
    write_set(tmp_path, name, articles, questions)
    found = load_questions(tmp_path, [name])
    titles = {article["id"]: article["title"] for article in articles}
    sides = {q.passage.id: q.passage.held_out for q in found}
    assert sum(sides.values()) / len(sides) == pytest.approx(HELD_OUT_SHARE, abs=0.025)
    sides_of_title = {(titles[id_], held_out) for id_, held_out in sides.items()}
    torn = len(sides_of_title) > len(set(titles.values()))
    assert torn == (by == "id")


def test_a_near_passage_is_like_the_question_and_without_its_answer() -> None:
    own, similar = passage(), passage("Nobody denied that the piles were cracked.", id="similar")
    with_answer = passage("Tom ruck denied that the piles were cracked again.", id="same answer")
    held_out = passage("Who denied that the piles were cracked?", id="held out", held_out=True)
    question = asked(of=own)
    others = [asked("?", p.text[:5], of=p) for p in (similar, with_answer, held_out)]
    near = NearPassages([question, *others])
    assert near(question) is similar
    assert near(asked("Who denied cracked piles?", "Who", of=held_out)) is None
    assert NearPassages([question, others[1]])(question) is None


def test_near_passages_come_from_the_same_set() -> None:
    question, other = asked(), asked("?", "Frost", of=passage(ORCHARD, id="o"), of_set="other")
    assert NearPassages([question, other])(question) is None
