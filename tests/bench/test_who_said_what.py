"""The test set of who said what: its offsets, its breadth, and what the rules make of it."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import pytest
from pydantic import BaseModel, ConfigDict

from bot.evaluation.dataset import load_dataset
from bot.evaluation.metrics import names_answer
from bot.speaker import speaker_in
from bot.speech_acts import is_about_speaker
from index.sentences import split_sentences

FOLDER = Path(__file__).resolve().parents[2] / "bench" / "who_said_what"
Kind = Literal[
    "denial", "attribution", "reported_speech", "negation", "swapped", "apart", "two_names",
    "continuation", "accused", "name_variant",
]  # fmt: skip
RIGHT_AT_LEAST = 0.95


class Question(BaseModel):
    """A line of questions.jsonl, no field more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    kind: Kind
    answerable: bool
    article_id: str
    answers: tuple[str, ...]
    answer_spans: tuple[tuple[int, int], ...]
    evidence_spans: tuple[tuple[int, int], ...]


def lines(name: str) -> Sequence[bytes]:
    return (FOLDER / name).read_bytes().splitlines()


TEXTS = {article["id"]: article["text"] for article in map(json.loads, lines("articles.jsonl"))}
QUESTIONS = [Question.model_validate_json(line) for line in lines("questions.jsonl")]
ANSWERABLE = [question for question in QUESTIONS if question.answerable]


def test_an_evaluation_takes_the_set() -> None:
    assert len(load_dataset(FOLDER).questions) == len(QUESTIONS)


def test_the_set_is_large_and_every_kind_is_well_represented() -> None:
    kinds = Counter(question.kind for question in ANSWERABLE)
    assert set(kinds) == set(get_args(Kind))
    assert min(kinds.values()) >= 6
    assert len(ANSWERABLE) >= 80
    assert len(QUESTIONS) - len(ANSWERABLE) >= 12
    assert len(TEXTS) >= 24


def test_articles_and_questions_occur_once() -> None:
    assert len(TEXTS) == len(lines("articles.jsonl"))
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.question for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_spans_are_the_name_and_the_whole_sentence_that_makes_the_claim(
    question: Question,
) -> None:
    text = TEXTS[question.article_id]
    assert question.answerable == bool(question.answers) == bool(question.answer_spans)
    assert question.answerable == bool(question.evidence_spans)
    sentences = {(sentence.start, sentence.end) for sentence in split_sentences(text)}
    assert set(question.evidence_spans) <= sentences
    for (start, end), *others in [question.answer_spans] * question.answerable:
        assert text[start:end] in question.answers
        assert set(others) <= set(question.evidence_spans)


def test_the_rules_find_the_speaker_of_the_gold_sentence() -> None:
    asked = [question for question in ANSWERABLE if is_about_speaker(question.question)]
    right = [question for question in asked if is_right(question)]
    assert len(asked) / len(ANSWERABLE) >= 0.85
    assert len(right) / len(asked) >= RIGHT_AT_LEAST


def is_right(question: Question) -> bool:
    """Whether the rules name the speaker, given the sentence that makes the claim."""
    text = TEXTS[question.article_id]
    sentences = split_sentences(text)
    starts = [sentence.start for sentence in sentences]
    number = starts.index(question.evidence_spans[0][0])
    found = speaker_in(text, sentences, number, question=question.question)
    return found is not None and names_answer(text[found.start : found.end], question.answers)
