"""A language is a tag that is declared, else what the text shows; a short text shows none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.language import language_of, tag_of

TEXTS = {
    "en": "Ministers from nine countries met in Oslo on Friday to agree on a ferry route.",
    "de": "Minister aus neun Ländern trafen sich am Freitag in Oslo, um sich zu einigen.",
    "fr": "Les ministres de neuf pays se sont réunis vendredi à Oslo pour convenir d'une liaison.",
    "es": "Los ministros de nueve países se reunieron el viernes en Oslo para acordar una ruta.",
    "pl": "Ministrowie z dziewięciu krajów spotkali się w piątek w Oslo, aby uzgodnić trasę promu.",
    "ru": "Министры девяти стран встретились в пятницу в Осло, чтобы договориться о пароме.",
    "ar": "اجتمع وزراء من تسع دول في أوسلو يوم الجمعة للاتفاق على خط عبارات جديد يمر عبر المضايق.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_shows_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language
    assert language_of(TEXTS[language] * 200) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Some words.",
        "Ferry agreed in Oslo on Friday",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29",
        "Lakers 102, Bulls 99; Heat 120, Nets 101; Spurs 88, Suns 97; Jazz 99, Magic 80; Kings 9",
        "w" * 500,
        "asdf qwer zxcv lkjh poiu mnbv qazx wsxc edcv rfvt gbyh asdf qwer zxcv lkjh poiu mnbv",
    ],
)
def test_a_text_that_shows_none_stays_unknown(text: str) -> None:
    assert language_of(text) is None


def test_what_is_declared_goes_before_what_is_shown() -> None:
    assert language_of(TEXTS["de"], declared="en_us") == "en-US"
    assert language_of(TEXTS["de"], declared="German") == "de"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("en_US", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        (" de ", "de"),
        ("gsw", "gsw"),
        ("English", None),
        ("und", None),
        ("e", None),
        ("en-", None),
        ("en;q=1", None),
        (None, None),
    ],
)
def test_a_tag_has_its_usual_case_or_is_none(written: str | None, tag: str | None) -> None:
    assert tag_of(written) == tag


@given(st.text())
def test_any_declaration_gives_a_tag_or_none_and_twice_the_same(written: str) -> None:
    tag = tag_of(written)
    assert tag is None or re.fullmatch(r"[a-zA-Z0-9-]+", tag)
    assert tag_of(tag) == tag


@given(st.text(min_size=60))
def test_any_text_has_a_language_or_none_the_same_each_time(text: str) -> None:
    assert language_of(text) == language_of(text)
