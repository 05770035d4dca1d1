"""What is drawn for a question: windows of whole sentences, verbatim spans, and no answer in what
is unanswerable."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.training.reader.draw import (
    UNANSWERABLE_SHARE,
    WINDOW_CHARS,
    Example,
    Kind,
    answered,
    draw,
    of_kind,
)
from bench.training.reader.passages import Passage, TrainingQuestion
from index.types import Sentence
from tests.bench.training.sets import ORCHARD, asked, passage, some_questions

UNANSWERABLE = [kind for kind in Kind if kind is not Kind.ANSWERED]
SEEDS = st.integers(0, 1_000)
WORDS = st.sampled_from(
    "Varnholm pier Tom Ruck denied it that 14 boats 1987 more left, and ferry Ines".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=40).map(lambda words: " ".join(words) + ".")
ELSEWHERE = passage(ORCHARD, id="elsewhere")


@st.composite
def questions(draw_: st.DrawFn) -> TrainingQuestion:
    """A question on up to eight sentences, answered by one or two stretches of words in them."""
    texts = draw_(st.lists(SENTENCES, min_size=1, max_size=8))
    sentences, at = [], 0
    for text in texts:
        sentences.append(Sentence(at, at + len(text)))
        at += len(text) + 1
    whole = " ".join(texts)
    spans = []
    for _ in range(draw_(st.integers(1, 2))):
        start = draw_(st.integers(0, len(whole) - 2))
        spans.append((start, draw_(st.integers(start + 1, min(start + 40, len(whole))))))
    gold = [
        number
        for number, one in enumerate(sentences)
        if any(start < one.end and one.start < end for start, end in spans)
    ] or [0]
    text = draw_(SENTENCES).replace(".", "?")
    own = Passage(
        "own", "own", draw_(st.sampled_from(["", "The pier"])), whole, sentences, held_out=False
    )
    answers = [whole[start:end] for start, end in spans]
    return TrainingQuestion("q", "news", text, own, gold, spans, answers)


def sentences_of(text: str, sentences: Sequence[Sentence]) -> list[str]:
    return [text[one.start : one.end] for one in sentences]


def whole_sentences(example: Example, source: Passage) -> tuple[int, int] | None:
    """Which consecutive sentences of a passage a window has; None where it has others."""
    own, all_ = (sentences_of(x.text, x.sentences) for x in (example, source))
    for first in range(len(all_) - len(own) + 1):
        if all_[first : first + len(own)] == own:
            return first, first + len(own)
    return None


def elsewhere(_: TrainingQuestion) -> Passage | None:
    return ELSEWHERE


def nowhere(_: TrainingQuestion) -> Passage | None:
    return None


@given(questions(), SEEDS)
def test_an_answered_window_is_whole_sentences_around_an_answer(
    question: TrainingQuestion, seed: int
) -> None:
    example = answered(question, random.Random(seed))
    source = question.passage
    place = source.text.index(example.text)
    assert example.text == example.text.strip()
    assert whole_sentences(example, source)
    assert example.sentences[0].start == 0
    assert example.sentences[-1].end == len(example.text)
    assert len(example.text) <= WINDOW_CHARS[1] or len(example.sentences) == 1
    assert example.gold
    assert example.question == question.text
    for start, end in example.spans:
        assert (start + place, end + place) in question.spans or source.text.count(example.text) > 1
        assert example.text[start:end] in question.answers
    assert example.has_spans == bool(example.spans)


@given(questions(), SEEDS)
def test_gold_are_the_sentences_of_the_window_that_answer(
    question: TrainingQuestion, seed: int
) -> None:
    example = answered(question, random.Random(seed))
    own = sentences_of(example.text, example.sentences)
    answering = [
        sentences_of(question.passage.text, question.passage.sentences)[number]
        for number in question.gold
    ]
    assert all(own[number] in answering for number in example.gold)
    for start, end in example.spans:
        touched = {n for n, s in enumerate(example.sentences) if start < s.end and s.start < end}
        assert touched <= set(example.gold)


@given(questions(), st.sampled_from(UNANSWERABLE), SEEDS)
def test_what_is_unanswerable_has_neither_gold_nor_spans(
    question: TrainingQuestion, kind: Kind, seed: int
) -> None:
    example = of_kind(kind, question, elsewhere, random.Random(seed))
    if example is not None:
        assert example.kind is kind
        assert (list(example.gold), list(example.spans), example.has_spans) == ([], [], True)
        assert " ".join(sentences_of(example.text, example.sentences)) == example.text
        assert example.text


@given(questions(), SEEDS)
def test_without_the_answer_no_sentence_has_the_answers_words(
    question: TrainingQuestion, seed: int
) -> None:
    example = of_kind(Kind.WITHOUT_ANSWER, question, elsewhere, random.Random(seed))
    if example is not None:
        left = set(sentences_of(example.text, example.sentences))
        all_ = sentences_of(question.passage.text, question.passage.sentences)
        assert left <= {text for n, text in enumerate(all_) if n not in question.gold}
        for answer in question.answers:
            assert not any(answer.lower() in sentence.lower() for sentence in left)
            assert answer.lower() not in example.title.lower()


@given(questions(), SEEDS)
def test_an_edited_question_is_asked_of_a_window_that_is_as_it_was(
    question: TrainingQuestion, seed: int
) -> None:
    example = of_kind(Kind.EDITED_QUESTION, question, elsewhere, random.Random(seed))
    if example is not None:
        assert example.question != question.text
        assert whole_sentences(example, question.passage)


@given(questions(), SEEDS)
def test_in_an_edited_window_the_question_is_as_it_was_and_a_sentence_is_not(
    question: TrainingQuestion, seed: int
) -> None:
    example = of_kind(Kind.EDITED_SENTENCE, question, elsewhere, random.Random(seed))
    if example is not None:
        assert example.question == question.text
        assert not whole_sentences(example, question.passage)


def test_a_near_window_is_of_the_near_passage() -> None:
    example = of_kind(Kind.NEAR, asked(), elsewhere, random.Random(0))
    assert example
    assert whole_sentences(example, ELSEWHERE)
    assert of_kind(Kind.NEAR, asked(), nowhere, random.Random(0)) is None


@given(questions(), st.sampled_from(Kind), SEEDS)
def test_a_title_is_that_of_the_passage_or_the_sentence_it_begins_with(
    question: TrainingQuestion, kind: Kind, seed: int
) -> None:
    example = of_kind(kind, question, elsewhere, random.Random(seed))
    if example is not None and example.title:
        source = ELSEWHERE if kind is Kind.NEAR else question.passage
        lead = sentences_of(source.text, source.sentences)[0]
        assert example.title == (source.title or lead)
        assert source.title or not example.text.startswith(lead) or source.text.count(lead) > 1


@given(questions(), SEEDS)
def test_the_same_seed_draws_the_same(question: TrainingQuestion, seed: int) -> None:
    one, other = (draw(question, elsewhere, random.Random(seed)) for _ in range(2))
    assert one == other


def test_about_a_third_is_unanswerable_and_every_kind_is_drawn() -> None:
    drawn = [
        draw(question, elsewhere, random.Random(f"{seed}/{question.id}"))
        for seed in range(200)
        for question in some_questions()
    ]
    share = sum(not example.gold for example in drawn) / len(drawn)
    assert share == pytest.approx(UNANSWERABLE_SHARE, abs=0.05)
    assert {example.kind for example in drawn} == set(Kind)


def test_a_question_that_offers_nothing_else_is_answered() -> None:
    only = asked("why so", "ice", of=passage("Because of the ice.", id="ice"))
    for seed in range(50):
        assert draw(only, nowhere, random.Random(seed)).kind is Kind.ANSWERED


def test_the_name_that_is_put_in_is_not_the_answer() -> None:
    question = asked()
    for seed in range(50):
        example = of_kind(Kind.EDITED_QUESTION, question, nowhere, random.Random(seed))
        assert example is None or "Tom Ruck" not in example.question


def test_a_number_is_not_changed_within_a_longer_one() -> None:
    text = "On day 5 the pier of 1958 and 1955 fell to Tom Ruck."
    question = asked("What fell on day 5?", "the pier", of=passage(text, id="fall"))
    for seed in range(50):
        example = of_kind(Kind.EDITED_SENTENCE, question, nowhere, random.Random(seed))
        assert example
        assert "1958 and 1955" in example.text
        assert "day 5 " not in example.text
