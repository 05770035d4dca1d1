"""The words of a span, cut to the form that a question asks for; verbatim, or none that fit.

A model's span may begin at "by", end in a comma, miss half a word or run on. What is given back is
always one piece of the quote it was found in. Knows nothing of evidence, scores or lists.
"""

import re

from bot.amounts import amount_phrases, end_of_scale, holds_number
from bot.answer_form import AnswerForm
from bot.date_words import date_phrases
from bot.stop_words import STOP_WORDS
from bot.types import Span
from index.sentence_words import EITHER, MONTHS, TIMES, TITLES

MOST_WORDS = {
    AnswerForm.NAME: 12,
    AnswerForm.PLACE: 12,
    AnswerForm.NUMBER: 9,
    AnswerForm.DATE: 12,
}
"""More are no name, place, number or date: the sentence is clearer."""

_BRIEF_AMOUNT = 4
"""An amount of so many words is left as it stands, one of more is cut to its number and unit."""

_BRIEF_DATE = 5
"""As for amounts: "the night before the vote" is no date phrase, but answers."""

_LONGEST_NAME = 300
"""Characters of a text in which a name and its description are looked for."""

_MARKS = " \t\n\r\f\v\u00a0\u2028\u2029,;:!?…–—-/·•*_|~"
_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ("(", ")"), ("[", "]"), ("‘", "’"))
_STRAIGHT = '"'
_WHOLE = re.compile(r"[$€£¥]?(?<![\w.,])[-−]?\d+(?:[.,]\d+)*%?|(?:\w|[\u0300-\u036f])+")
_LAST_WORD = re.compile(r"[\w.]+\Z")
_ABBREVIATIONS = TITLES | EITHER | MONTHS | TIMES
_WORD = re.compile(r"[^\W_](?:[\w’']*[^\W_])?")

_ALWAYS = "and|or|but"
_LEADING = {
    form: re.compile(rf"(?:{words})\s+")
    for form, words in (
        (AnswerForm.NAME, rf"{_ALWAYS}|by|with|to|from|of|for"),
        (AnswerForm.PLACE, rf"(?i:{_ALWAYS}|in|at|on|to|from|into)"),
        (AnswerForm.NUMBER, rf"(?i:{_ALWAYS}|by|of|for|to|in|at(?!\s+(?:least|most)\b))"),
        (AnswerForm.DATE, rf"(?i:{_ALWAYS}|on|in|at|during|of)"),
        (AnswerForm.PHRASE, rf"{_ALWAYS}|by|of|as"),
    )
}
_LOOSE_ENDS = frozenset("and or but of the a an that which who whose where".split())
_LOOSE_ENDS_OF_NAMES = _LOOSE_ENDS | frozenset(
    "in on at by to from for with as is was said".split()
)
# "Ines Calder, the mayor" and "Ines Calder, 54", but not "Paris, Texas".
_APPOSITION = re.compile(
    r"\A(?P<head>[^,]*\b[A-Z][\w’'.-]*),\s+(?:(?:the|an?|who|whose|which|where|his|her|its|their"
    r"|then|now|former)\b(?P<rest>.*)|\d{1,3}\Z)",
    re.S,
)
_ANOTHER_NAME = re.compile(r"\band\s+(?:the\s+)?[A-Z]")
_POINTS_ELSEWHERE = frozenset(
    "a an the he him his she her hers it its they them their theirs we our you your i me my this "
    "that these those who whom whose which what where when there here of in on at by to".split()
)


def fit(quote: str, span: Span, form: AnswerForm, question: str) -> str:
    """A piece of the quote that answers in this form; "" where the span has no such thing.

    `span` is within the quote. The piece has whole words, no loose punctuation, and neither
    less nor more than a name, a place, an amount or a date where that is asked for.
    """
    words = without_loose_marks(_whole_words(quote, span, form))
    if form is AnswerForm.NUMBER:
        words = _amount(words, question)
    elif form is AnswerForm.DATE:
        words = _date(words)
    elif form in (AnswerForm.NAME, AnswerForm.PLACE):
        words = without_apposition(words)
    if form in _LEADING:
        words = _without_loose_ends(words, form)
    is_short_enough = len(words.split()) <= MOST_WORDS.get(form, len(words))
    return words if is_short_enough and _says_something(words, form) else ""


def without_apposition(name: str) -> str:
    """The name alone where a comma and a description follow it; else the text as it is."""
    found = _APPOSITION.match(name[:_LONGEST_NAME]) if "," in name else None
    if found is None or _ANOTHER_NAME.search(found["rest"] or ""):
        return name
    return found["head"]


def without_loose_marks(text: str) -> str:
    """The text without punctuation, brackets or quotation marks that belong to something else.

    The full stop of an abbreviation stays, and so do marks that come in pairs.
    """
    before = None
    while text != before:
        before = text
        text = text.strip(_MARKS) if not re.match(r"\s*[-−]\d", text) else text.strip(" \n\t,;:")
        if text.endswith(".") and not _is_abbreviation(text[:-1]):
            text = text[:-1]
        if text.startswith(".") and not text[1:2].isdigit():
            text = text[1:]
        text = _without_odd_marks(text)
    return text


def _without_odd_marks(text: str) -> str:
    for opening, closing in _PAIRS:
        if text.startswith(opening) and closing not in text:
            text = text[1:]
        if text.endswith(closing) and opening not in text:
            text = text[:-1]
    if text.count(_STRAIGHT) % 2:
        text = text.removeprefix(_STRAIGHT) if text.startswith(_STRAIGHT) else text
        text = text.removesuffix(_STRAIGHT) if text.count(_STRAIGHT) % 2 else text
    return text


def _whole_words(quote: str, span: Span, form: AnswerForm) -> str:
    """The span without half words: no "Hif" of Hifter, no "35" of $35 million."""
    start, end = span.start, span.end
    for word in _WHOLE.finditer(quote):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
            break
    if form is AnswerForm.NUMBER and holds_number(quote[start:end]):
        end = end_of_scale(quote, end)
    if quote[end : end + 1] == "." and _is_abbreviation(quote[start:end]):
        end += 1
    return quote[start:end]


def _is_abbreviation(text: str) -> bool:
    found = _LAST_WORD.search(text)
    last = found.group() if found else ""
    return last in _ABBREVIATIONS or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last) is not None


def _without_loose_ends(words: str, form: AnswerForm) -> str:
    loose = _LOOSE_ENDS if form is AnswerForm.PHRASE else _LOOSE_ENDS_OF_NAMES
    while opening := _LEADING[form].match(words):
        words = words[opening.end() :]
    while (parts := words.rsplit(None, 1))[1:] and parts[1] in loose:
        words = parts[0]
    return without_loose_marks(words)


def _amount(words: str, question: str) -> str:
    """The one amount that the question does not name itself; the words as they are in doubt."""
    if len(words.split()) <= _BRIEF_AMOUNT:
        return words
    dates = " ".join(date_phrases(words))
    known = f"{question} {dates}".casefold()
    new = [phrase for phrase in amount_phrases(words) if phrase.casefold() not in known]
    return new[0] if len(new) == 1 else words


def _date(words: str) -> str:
    if len(words.split()) <= _BRIEF_DATE:
        return words
    found = date_phrases(words)
    return found[0] if len(found) == 1 else words


def _says_something(words: str, form: AnswerForm) -> bool:
    """Whether it is more than function words. "US" and "May" are names, "one" is an amount."""
    if form is AnswerForm.NUMBER and holds_number(words):
        return True
    return any(not _is_function_word(word) for word in _WORD.findall(words))


def _is_function_word(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return False
    return word.lower() in _POINTS_ELSEWHERE or (word.islower() and word in STOP_WORDS)
