"""Whether one sentence that answers a question takes back what another one says.

Two figures, two dates, two holders of one office; or the same person who first denied and then
admitted. Plain surface marks that would rather see none than one too many: two people who say
opposite things do not take anything back. Knows nothing of who is newer.
"""

import re
from dataclasses import dataclass

from bot.agreement import Said
from bot.answer_form import AnswerForm, asks_for_several, form_of
from bot.matter import matter_of
from bot.question_kind import names_in
from bot.speech_acts import speech_polarity

SHARED = 0.5
"""The least share of the shorter sentence's matter, what answers left out, that the other has."""

NEARLY_ALL = 0.7
"""The same where nothing but a "not" tells the two apart."""

_LEAST = 2
"""Words of matter that they share at least."""

_ONE_AT_A_TIME = re.compile(
    r"\W*(?:who|what|which|where)(?:\s+[\w-]+){0,2}?(?:\s+(?:is|was)\b|['’]s\b)", re.IGNORECASE
)
"""Asks for what there is only one of at a time: "Who is the mayor?", not "Who denied it?"."""

_NEGATION = re.compile(r"\b(?:not?|never|none|nobody|cannot|without)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and the words in it (or before it) that answer; "" where none are known."""

    sentence: str
    answer: str


def contradicts(question: str, one: Claim, other: Claim) -> bool:
    """Whether both cannot stand as answers to a question. Symmetric; False where in doubt."""
    if form_of(question) is AnswerForm.YES_NO:
        return _oppose(one.sentence, other.sentence)
    if asks_for_several(question) or not (one.answer and other.answer):
        return False
    return _answers_differ(question, one, other) and _share(one, other) >= SHARED


def _answers_differ(question: str, one: Claim, other: Claim) -> bool:
    form = form_of(question)
    is_counted = form in (AnswerForm.NUMBER, AnswerForm.DATE)
    if not is_counted and _ONE_AT_A_TIME.match(question) is None:
        return False
    a, b = Said.of(one.answer), Said.of(other.answer)
    if a.agrees_with(b):
        return False
    if form is AnswerForm.NUMBER:
        return a.amount is not None and b.amount is not None
    return bool(a.date and b.date) if form is AnswerForm.DATE else bool(a.name and b.name)


def _oppose(one: str, other: str) -> bool:
    """Whether one denies what the other affirms, and the same person does both, or only a "not"
    is between them.
    """
    shared = _shared(matter_of(_NEGATION.sub(" ", one)), matter_of(_NEGATION.sub(" ", other)))
    stances = speech_polarity(one), speech_polarity(other)
    if all(stances):
        is_same_speaker = bool(set(names_in(one)[:1]) & set(names_in(other)[:1]))
        return stances[0] is not stances[1] and is_same_speaker and shared >= SHARED
    if any(stances):
        return False
    differ = (len(_NEGATION.findall(one)) + len(_NEGATION.findall(other))) % 2 == 1
    return differ and shared >= NEARLY_ALL


def _share(one: Claim, other: Claim) -> float:
    return _shared(
        matter_of(one.sentence) - matter_of(one.answer),
        matter_of(other.sentence) - matter_of(other.answer),
    )


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / min(len(one), len(other)) if both >= _LEAST else 0.0
