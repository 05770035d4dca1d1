"""Edits change one thing, to what they say, or nothing at all."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.training.reader.edits import (
    names_of,
    negated,
    numbers_of,
    opposite,
    other_name,
    other_number,
    replaced,
)

WORDS = (
    "Who What's Where did the mayor of Varnholm Ines Calder UN NATO open opened in 1987 on 14 "
    "1,200 3.5 two Twelve more first north didn't can't was not won’t – “ ’s ٣"
).split()
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
NAMES = st.lists(st.sampled_from(["Tom Ruck", "Varnholm", "Calder", "Selby Council"]), max_size=3)
SEEDS = st.integers(0, 100)


def one_replacement(before: str, after: str, place: tuple[int, int]) -> str | None:
    """What stands at a place afterwards, where all else is as it was."""
    start, end = place
    kept = len(before) - (end - start)
    same = after[:start] == before[:start] and after.endswith(before[end:])
    return after[start : start + len(after) - kept] if same and len(after) >= kept else None


@given(TEXTS, NAMES, SEEDS)
def test_another_name_stands_where_one_stood(text: str, others: list[str], seed: int) -> None:
    made = other_name(text, others, random.Random(seed))
    names = {place: set(text[slice(*place)].lower().split()) for place in names_of(text)}
    possible = {
        (place, other)
        for place, words in names.items()
        for other in others
        if not words & set(other.lower().split())
    }
    if made is None:
        assert not possible
    else:
        assert any(one_replacement(text, made, place) == other for place, other in possible)
        assert made != text


@given(TEXTS, st.lists(st.sampled_from(["15", "1987", "1988", "7"]), max_size=3), SEEDS)
def test_another_number_stands_where_one_stood(text: str, others: list[str], seed: int) -> None:
    made = other_number(text, others, random.Random(seed))
    if made is None:
        assert numbers_of(text) == []
        return
    assert made != text
    if numbers_of(text):
        assert len(made) == len(text)
        before, after = numbers_of(text), numbers_of(made)
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    else:
        assert sum(a != b for a, b in zip(text.split(), made.split(), strict=True)) == 1


@given(TEXTS, SEEDS)
def test_the_opposite_differs_in_one_word(text: str, seed: int) -> None:
    made = opposite(text, random.Random(seed))
    if made is not None:
        before, after = text.split(), made.split()
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


@given(TEXTS)
def test_a_negation_changes_the_sense_or_there_is_none(text: str) -> None:
    made = negated(text)
    assert made is None or (made != text and abs(len(made) - len(text)) <= 4)


@given(TEXTS)
def test_names_lie_in_the_text_in_order_and_begin_with_a_capital(text: str) -> None:
    places = names_of(text)
    assert places == sorted(places)
    for (_, end), (start, _) in pairwise(places):
        assert end <= start
    for start, end in places:
        assert text[start].isupper()
        assert text[start:end].strip() == text[start:end]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who opened the Varnholm ferry?", ["Varnholm"]),
        ("Did Ines Calder meet the UN?", ["Ines Calder", "UN"]),
        ("When was the Bank of England founded?", ["Bank of England"]),
        ("What's Tom Ruck's job?", ["Tom Ruck's"]),
        ("Where’s the pier?", []),
        ("What did she open?", []),
        ("In April Selby froze.", ["April Selby"]),
        ("", []),
    ],
)
def test_names_are_told_from_words_that_open(text: str, names: Sequence[str]) -> None:
    assert [text[start:end] for start, end in names_of(text)] == names


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Who did deny it?", "Who didn't deny it?"),
        ("Who didn't deny it?", "Who did deny it?"),
        ("Who didn’t deny it?", "Who did deny it?"),
        ("Who did not deny it?", "Who did deny it?"),
        ("What can break?", "What can't break?"),
        ("What can't break?", "What can break?"),
        ("What cannot break?", "What can break?"),
        ("Who will come?", "Who won't come?"),
        ("Who won't come?", "Who will come?"),
        ("Who was nothing?", "Who wasn't nothing?"),
        ("Who denied it?", None),
        ("The cannon of Doha", None),
    ],
)
def test_the_first_auxiliary_verb_is_negated_or_freed(text: str, made: str | None) -> None:
    assert negated(text) == made


@pytest.mark.parametrize("text", ["", "Who spoke?", "éé", "\ud800"])
def test_where_there_is_nothing_to_change_nothing_is_changed(text: str) -> None:
    rng = random.Random(0)
    assert other_name(text, ["Tom Ruck"], rng) is None
    assert other_number(text, ["5"], rng) is None
    assert opposite(text, rng) is None
    assert negated(text) is None


def test_the_number_of_another_place_is_preferred_and_else_a_digit_changes() -> None:
    rng = random.Random(0)
    assert other_number("In 1987", ["1987", "1990", "14"], rng) == "In 1990"
    made = other_number("In 1987", [], rng)
    assert made is not None
    assert sum(one != other for one, other in zip("In 1987", made, strict=True)) == 1
    assert made.startswith("In ")


def test_words_are_replaced_wherever_they_stand_whole() -> None:
    text = "14 boats left on 14 March 2014, the 14th."
    assert replaced(text, "14", "15") == "15 boats left on 15 March 2014, the 14th."
    assert replaced("Tom’s", "Tom", r"\1") == r"\1’s"
