"""The measures against slow oracles that follow their definitions word for word."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.metrics import (
    Graded,
    Ratio,
    answer_f1,
    holds_answer,
    is_exact_match,
    names_answer,
    normalise_answer,
    percentile,
    risk_curve,
)

words = st.sampled_from(["the", "a", "An", "cat", "cats", "dog,", "“Dog”", "in", "2011", "—"])
phrases = st.lists(words, max_size=7).map(" ".join)
graded_answers = st.lists(
    st.builds(Graded, st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), max_size=12
)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_answer(text)
    assert normalise_answer(once) == once


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("The  Wagner Group.", "wagner group"),
        ("“a heavy heart”", "heavy heart"),
        ("U.S.", "us"),
        ("an and the Thebes", "and thebes"),
        ("85,000", "85000"),
    ],
)
def test_normalisation_is_that_of_squad(text: str, normalised: str) -> None:
    assert normalise_answer(text) == normalised


def f1_by_crossing_out(said: str, wanted: str) -> float:
    left, right = normalise_answer(said).split(), normalise_answer(wanted).split()
    if not left or not right:
        return 1.0 if left == right else 0.0
    remaining = list(right)
    common = 0
    for word in left:
        if word in remaining:
            remaining.remove(word)
            common += 1
    if common == 0:
        return 0.0
    precision, recall = common / len(left), common / len(right)
    return 2 * precision * recall / (precision + recall)


@given(phrases, st.lists(phrases, max_size=3))
def test_answer_f1_is_the_best_over_the_golds(said: str, golds: list[str]) -> None:
    expected = max((f1_by_crossing_out(said, gold) for gold in golds), default=0.0)
    assert answer_f1(said, golds) == pytest.approx(expected)


@given(phrases, st.lists(phrases, max_size=3))
def test_an_exact_match_has_an_f1_of_one(said: str, golds: list[str]) -> None:
    assert is_exact_match(said, golds) == any(
        normalise_answer(said) == normalise_answer(gold) for gold in golds
    )
    if is_exact_match(said, golds):
        assert answer_f1(said, golds) == 1.0


@given(phrases, st.lists(phrases, max_size=3))
def test_a_sentence_holds_an_answer_where_its_words_stand_in_a_row(
    sentence: str, answers: list[str]
) -> None:
    tokens = normalise_answer(sentence).split()
    golds = [normalise_answer(answer).split() for answer in answers]
    expected = any(
        gold and tokens[at : at + len(gold)] == gold for gold in golds for at in range(len(tokens))
    )
    assert holds_answer(sentence, answers) == expected


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ada Kerr", True),
        ("the Mayor, Ada Kerr", True),
        ("Kerr.", True),
        ("Ben Holm", False),
        ("Ada Kerr and Ben Holm", False),
        ("Ada Kerry", False),
        ("“We will rebuild the bridge,” said Ada Kerr.", False),
        ("", False),
    ],
)
def test_an_answer_names_a_gold_in_few_words_and_no_other_beside_it(said: str, names: bool) -> None:
    assert names_answer(said, ["Ada Kerr", "Kerr"]) == names


def test_a_gold_of_many_words_is_named_by_itself() -> None:
    gold = "the bridge over the river, the old ferry pier and the road to Holm"
    assert names_answer(gold.upper(), [gold])


@given(graded_answers, st.integers(0, 5))
def test_the_risk_curve_counts_the_most_confident_answers(
    graded: list[Graded], unanswered: int
) -> None:
    asked = len(graded) + unanswered
    curve = risk_curve(graded, asked=asked)
    by_confidence = sorted(graded, key=lambda one: (one.confidence, not one.is_right))[::-1]
    for kept in range(1, len(graded) + 1):
        right = sum(one.is_right for one in by_confidence[:kept])
        assert curve.coverage[kept - 1] == pytest.approx(kept / asked)
        assert curve.accuracy[kept - 1] == pytest.approx(right / kept)
    steps = zip([0.0, *curve.coverage], curve.coverage, curve.accuracy, strict=False)
    rectangles = sum((here - before) * accuracy for before, here, accuracy in steps)
    assert curve.area == pytest.approx(rectangles)


@given(graded_answers, st.randoms(use_true_random=False))
def test_the_risk_curve_does_not_depend_on_order(
    graded: list[Graded], shuffling: random.Random
) -> None:
    shuffled = list(graded)
    shuffling.shuffle(shuffled)
    assert risk_curve(shuffled, asked=20) == risk_curve(graded, asked=20)


def test_ties_in_confidence_never_flatter() -> None:
    tied = [Graded(0.5, is_right=True), Graded(0.5, is_right=False)]
    assert risk_curve(tied, asked=2).accuracy == [0.0, 0.5]


def test_more_answers_than_questions_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="1 answers to 0 questions"):
        risk_curve([Graded(0.5, is_right=True)], asked=0)


@given(
    st.lists(st.floats(allow_nan=False), min_size=1, max_size=30),
    st.floats(0, 1, exclude_min=True),
)
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[float], share: float
) -> None:
    enough = [
        value for value in values if sum(other <= value for other in values) >= share * len(values)
    ]
    assert percentile(values, share) == min(enough)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_is_a_mistake(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_a_share_of_nothing_is_unknown_and_not_zero() -> None:
    assert Ratio(0, 0).share is None
    assert Ratio(1, 4).share == 0.25
