"""What a question asks for, and whether a sentence has such a thing at all.

Plain surface marks of English questions: a sentence without any number cannot say how many.
Knows nothing of retrieval; a hint for scoring, never proof.
"""

import re
from enum import StrEnum

_QUOTE_MARKS = '"“”„«»‘'


class QuestionKind(StrEnum):
    """What would answer the question."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    SPEECH = "speech"
    OTHER = "other"


_QUESTIONS = (
    (QuestionKind.NUMBER, r"\bhow (many|much|old|long|far|often|big|large|tall|high|fast)\b"),
    (QuestionKind.NUMBER, r"\b(what|which) (number|percentage|percent|share|amount|age|price)\b"),
    (QuestionKind.DATE, r"\bwhen\b|\b(what|which) (year|date|day|month|century|decade|time)\b"),
    (QuestionKind.SPEECH, r"\bwhat (did|does|do|has|have)\b.*\b(say|said|tell|told|claim\w*)\b"),
    (QuestionKind.PERSON, r"\b(who|whom|whose)\b|\b(what|which) (person|man|woman|people)\b"),
    (QuestionKind.PLACE, r"\bwhere\b|\b(what|which) (country|city|town|state|place|region)\b"),
)

_NUMBER_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|twice|once|several|"
    r"first|second|third|no|none"
)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|yesterday|tomorrow|tonight|morning|"
    r"evening|night|noon|midnight|week|weekend|century|centuries|years?|months?|days?|hours?"
)
_NUMBER = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_DATE = re.compile(rf"\b\d{{4}}s?\b|\b(?:{_MONTHS}|{_DAYS})\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_NAME = re.compile(r"\b[A-Z][\w’'.-]*[a-z]\w*|\b[A-Z]{2,}\b")
_PRONOUN_OR_OPENER = frozenset(
    "The A An This That These Those It He She They We I In On At As But And Or If When While After "
    "Before His Her Their Its Our My Your There Here For From With By To Of Not No Yes".split()
)


def kind_of(question: str) -> QuestionKind:
    """The kind of thing that would answer a question; OTHER where no mark is seen."""
    lowered = question.lower()
    for kind, pattern in _QUESTIONS:
        if re.search(pattern, lowered):
            return kind
    return QuestionKind.OTHER


def names_in(text: str) -> list[str]:
    """Words that are written like names, openers such as "The" left out, in order."""
    return [name for name in _NAME.findall(text) if name not in _PRONOUN_OR_OPENER]


def could_answer(kind: QuestionKind, sentence: str, question: str) -> bool:
    """Whether a sentence holds anything of the kind that the question itself does not name."""
    if kind is QuestionKind.NUMBER:
        return _holds_new(_NUMBER, sentence, question)
    if kind is QuestionKind.DATE:
        return _holds_new(_DATE, sentence, question)
    if kind is QuestionKind.SPEECH:
        return any(mark in sentence for mark in _QUOTE_MARKS) or " said" in sentence
    if kind in (QuestionKind.PERSON, QuestionKind.PLACE):
        known = set(_WORD.findall(question.lower()))
        return any(name.lower() not in known for name in names_in(sentence))
    return True


def _holds_new(pattern: re.Pattern[str], sentence: str, question: str) -> bool:
    known = {match.group().lower() for match in pattern.finditer(question)}
    return any(match.group().lower() not in known for match in pattern.finditer(sentence))
