"""The seed questions themselves: their gold is in the seeds, word for word."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.seeds import Kind, SeedQuestion, is_right, read_seed_questions
from tests.bot.evaluation.builders import BRIDGE, MAY, MAYOR, TEXT, answer, citation

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTIONS = read_seed_questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_gold_sentences_and_answers_are_verbatim_in_the_seeds(question: SeedQuestion) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt"))
    for gold in question.gold:
        assert gold in text
    for wanted in question.answers:
        assert any(wanted.casefold() in gold.casefold() for gold in question.gold) or (
            wanted in text and question.kind in (Kind.WHO, Kind.DENIAL, Kind.WHEN)
        )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_only_answerable_questions_have_gold(question: SeedQuestion) -> None:
    assert question.answerable == bool(question.gold) == bool(question.answers)
    assert question.answerable == (question.kind is not Kind.NOT_ANSWERED)


def test_the_set_has_every_kind_and_enough_that_is_not_answered() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert set(kinds) == set(Kind)
    assert kinds[Kind.NOT_ANSWERED] >= 8
    assert 28 <= len(QUESTIONS) <= 32


def test_ids_and_questions_occur_once() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.question for question in QUESTIONS}) == len(QUESTIONS)


def text_of(article_id: str, revision: str) -> str:
    return TEXT


ASKED = SeedQuestion("q", "Who spoke?", Kind.WHO, answerable=True, gold=[MAYOR], answers=["mayor"])


def test_a_gold_sentence_among_the_first_three_citations_is_right() -> None:
    others = [citation(BRIDGE), citation(MAY)]
    assert is_right(ASKED, answer([*others, citation(MAYOR)]), text_of)
    assert not is_right(ASKED, answer([*others, citation(MAY), citation(MAYOR)]), text_of)
    assert not is_right(ASKED, answer(others), text_of)


def test_an_abstention_is_right_only_where_the_seeds_do_not_answer() -> None:
    unanswerable = replace(ASKED, kind=Kind.NOT_ANSWERED, answerable=False, gold=[], answers=[])
    assert not is_right(ASKED, answer(), text_of)
    assert is_right(unanswerable, answer(), text_of)
    assert not is_right(unanswerable, answer([citation(MAYOR)]), text_of)
