"""What text is found by: examples for each rule, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import query_terms_of, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Libya's coast, Libya’s coast", ["libya", "coast", "libya", "coast"]),
        ("the teachers' union", ["the", "teachers", "union"]),
        ("O'Brien didn’t", ["o", "brien", "didn", "t"]),
        ("'s", ["s"]),
        ("café CAFÉ cafe\u0301 São İzmir straße", "cafe cafe cafe sao izmir strasse".split()),
        ("COVID-19, so-called", ["covid", "19", "so", "called"]),
        ("85,000 or 1,234,567 or 85000", ["85000", "or", "1234567", "or", "85000"]),
        ("in 2019,500 more; 1,2; 12,34", ["in", "2019", "500", "more", "1", "2", "12", "34"]),
        ("3.5 million, 10.5%, $7.", ["3.5", "million", "10.5", "7"]),
        ("the U.S. and US, U.S.-led U.K.'s p.m.", "the us and us us led uk pm".split()),
        ("the end.The start, J.K. Rowling", ["the", "end", "the", "start", "jk", "rowling"]),
        ("snake_case", ["snake", "case"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("Привет, мир", ["привет", "мир"]),
        ("مُحَمَّد محمد", ["محمد", "محمد"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("ﬁne ½", ["fine", "1", "2"]),
        ("\x00 \ud800 🌊 —", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_forms_of_a_word_share_a_term() -> None:
    assert len(set(terms_of("denied denies deny denying Denied"))) == 1
    assert len(set(terms_of("election elections election's elections’"))) == 1
    assert len(set(terms_of("denial Denver"))) == 2


def test_terms_keep_their_order_and_repetitions() -> None:
    assert terms_of("The river and the rivers") == ["the", "river", "and", "the", "river"]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("Who denied the claims of the mayor?", ["deni", "claim", "mayor"]),
        ("Who was that?", ["who", "was", "that"]),
        ("New York, new bridges, bridge", ["new", "york", "bridg"]),
        ("the US", ["us"]),
        ("...", []),
    ],
)
def test_query_terms(query: str, terms: list[str]) -> None:
    assert query_terms_of(query) == terms


@given(st.text())
def test_any_text_has_terms_that_are_words_of_letters_and_digits(text: str) -> None:
    for term in terms_of(text):
        assert term
        assert term.replace(".", "").isalnum()
        assert term.encode()


@given(left=st.text(), right=st.text())
def test_a_line_break_separates_terms(left: str, right: str) -> None:
    assert terms_of(f"{left}\n{right}") == terms_of(left) + terms_of(right)


@given(text=st.text(), query=st.text())
def test_a_query_looks_only_for_terms_of_its_text(text: str, query: str) -> None:
    terms = query_terms_of(f"{query} {text}")
    assert set(terms) <= set(terms_of(f"{query} {text}"))
    assert len(terms) == len(set(terms))
    assert bool(terms) == bool(terms_of(f"{query} {text}"))
