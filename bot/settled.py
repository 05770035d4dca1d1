"""Evidence once it is settled who is meant: the name behind "he", the speaker who was asked for.

A reader points at words; "he" is none that answers, and who denied something is told by the
grammar of the sentence. Knows speech and names; nothing of models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answer_form import AnswerForm, form_of
from bot.matter import matter_of
from bot.speaker import name_behind, speaker_in
from bot.speech_acts import (
    Polarity,
    asked_verb,
    asks_polarity,
    is_about_speaker,
    says_no,
    speech_polarity,
)
from bot.stop_words import STOP_WORDS
from bot.types import Evidence, Span
from index.types import Hit, Sentence

LOOKED_AT = 10
"""Pieces of evidence, the best ones, that are settled; some 1 ms each."""

OPPOSITE = 0.3
"""What is left of a score where the sentence denies and a confirmation is asked for, or the other
way round. By judgement: the training sets ask for too few of either."""

SPOKEN = 0.25
"""How likely a sentence answers for this alone: it denies where a denial is asked for, or confirms
where a confirmation is, and shares half of what the question is about. By judgement likewise."""

_HALF = 0.5


def settled(question: str, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
    """The evidence, best first, with spans on the names that are meant.

    A name in another sentence adds that sentence to `leans_on`. Evidence of the opposite polarity
    falls back, evidence of the one that is asked for rises.
    """
    articles = {hit.article.id: hit for hit in hits}
    found = [_weighed(question, _named(question, one, articles)) for one in evidence[:LOOKED_AT]]
    rest = evidence[LOOKED_AT:]
    return sorted([*found, *rest], key=lambda one: -one.score)


def _named(question: str, one: Evidence, articles: Mapping[str, Hit]) -> Evidence:
    text, sentences = articles[one.article_id].article.text, articles[one.article_id].sentences
    span = _meant(question, one, text, sentences)
    if span is None or span == one.span:
        return one
    holding = _sentence_with(sentences, span)
    if holding in (one.number, *one.leans_on):
        return replace(one, span=span)
    return replace(one, span=span, leans_on=(*one.leans_on, holding))


def _meant(question: str, one: Evidence, text: str, sentences: Sequence[Sentence]) -> Span | None:
    if is_about_speaker(question):
        speaker = speaker_in(text, sentences, one.number, question=question)
        if speaker is not None:
            return speaker
    if one.span is None or form_of(question) is not AnswerForm.NAME:
        return None
    words = text[one.span.start : one.span.end].split()
    if any(word[:1].isupper() and word.lower() not in STOP_WORDS for word in words):
        return None
    return name_behind(text, sentences, one.number, one.span)


def _weighed(question: str, one: Evidence) -> Evidence:
    asked = asks_polarity(question)
    if asked is None:
        return one
    said = speech_polarity(one.text)
    if said is not None and said is not asked:
        return replace(one, score=one.score * OPPOSITE)
    does_it = said is asked or (asked is Polarity.DENIES and says_no(one.text))
    if does_it and _is_about(question, one.text):
        return replace(one, score=one.score + (1 - one.score) * SPOKEN)
    return one


def _is_about(question: str, sentence: str) -> bool:
    verb = asked_verb(question) or ""
    asked = matter_of(question) - matter_of(verb)
    return bool(asked) and len(asked & matter_of(sentence)) >= _HALF * len(asked)


def _sentence_with(sentences: Sequence[Sentence], span: Span) -> int:
    return next(n for n, one in enumerate(sentences) if one.start <= span.start < one.end)
