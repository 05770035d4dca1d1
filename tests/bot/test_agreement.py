"""Answers that say the same agree, whatever the style; answers that differ do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agreement import Said, same_answer

FIRST_NAMES = st.sampled_from("Ines Dorian Mara Tomas Édith Ahmed".split())
SURNAMES = st.sampled_from("Calder Wex Lind Ó’Brien al-Masri Weber-Stahl".split())
NEWS_WORDS = st.sampled_from(
    "the Mr. Dorian Wex 35 thirty five hundred and more than less $ % people Jan. 13 2019 Monday "
    "UN United Nations , ferry ferries".split()
)
ANSWERS = st.text() | st.lists(NEWS_WORDS).map(" ".join)
ONES = "one two three four five six seven eight nine".split()
TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
)
TENS = "thirty forty fifty sixty seventy eighty ninety".split()


@given(ANSWERS)
def test_every_answer_is_the_same_as_itself(answer: str) -> None:
    assert same_answer(answer, answer)


@given(ANSWERS, ANSWERS)
def test_which_of_two_comes_first_is_indifferent(a: str, b: str) -> None:
    assert same_answer(a, b) == same_answer(b, a)
    assert same_answer(a, b) == Said.of(a).agrees_with(Said.of(b))


@given(FIRST_NAMES, SURNAMES, st.sampled_from(["", "Mr. ", "Dr ", "Mayor ", "the "]))
def test_a_surname_is_the_same_as_the_full_name(first: str, last: str, title: str) -> None:
    assert same_answer(f"{first} {last}", title + last)
    assert same_answer(f"{first} {last}, the mayor of Selby", last)


@given(FIRST_NAMES, FIRST_NAMES, SURNAMES)
def test_relatives_are_different_people(first: str, other: str, last: str) -> None:
    assert same_answer(f"{first} {last}", f"{other} {last}") == (first == other)


@pytest.mark.parametrize("value", range(1, 21))
def test_numbers_are_the_same_in_digits_and_in_words(value: int) -> None:
    assert same_answer(str(value), [*ONES, *TEENS][value - 1])
    assert not same_answer(str(value + 1), [*ONES, *TEENS][value - 1])


@given(st.integers(3, 9), st.integers(1, 9), st.integers(1, 9))
def test_composed_numbers_are_worth_what_they_spell(tens: int, ones: int, hundreds: int) -> None:
    spelled = f"{TENS[tens - 3]}-{ONES[ones - 1]}"
    worth = 10 * tens + ones
    assert same_answer(spelled, str(worth))
    assert same_answer(f"{ONES[hundreds - 1]} hundred and {spelled}", str(100 * hundreds + worth))
    assert same_answer(f"{spelled} thousand", f"{worth},000")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("35 people", "thirty-five"),
        ("$1.2 billion", "1,200,000,000 dollars"),
        ("$35m", "35 million dollars"),
        ("10%", "ten per cent"),
        ("about 30 boats", "30"),
        ("more than 30", "30"),
        ("no more than 30", "fewer than 30"),
        ("between 1,000 and 1,200 fighters", "1,000 to 1,200"),
        ("a dozen boats", "12 boats"),
        ("two thousand five hundred", "2,500"),
        ("13 January", "Jan. 13"),
        ("on Jan. 13, 2019", "January 13"),
        ("2019-01-13", "13 January 2019"),
        ("January 2019", "in 2019"),
        ("Monday, Jan. 13", "Monday"),
        ("the UN", "United Nations"),
        ("The UN", "The United Nations"),
        ("U.N.", "the United Nations"),
        ("ASA", "Amberland Shipping Authority"),
        ("the mayor’s boat", "The mayor's boat."),
        ("Café Zürich", "Cafe Zurich"),
        ("by Dorian Wex", "Wex"),
    ],
)
def test_style_makes_no_difference(a: str, b: str) -> None:
    assert same_answer(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("35 people", "35 percent"),
        ("35", "53"),
        ("more than 30", "fewer than 30"),
        ("two and five", "7"),
        ("January 2019", "13 January"),
        ("Jan. 13", "Jan. 14"),
        ("Jan. 13", "13"),
        ("Monday", "Tuesday"),
        ("Ingria", "North Ingria"),
        ("the Army", "Amberland National Army"),
        ("Selby, Amberland", "Selby, Ingria"),
        ("UN", "European Commission"),
        ("he", "she"),
        ("", "Selby"),
        ("?", "!"),
    ],
)
def test_different_answers_do_not_agree(a: str, b: str) -> None:
    assert not same_answer(a, b)
