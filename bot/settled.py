"""Evidence once it is settled who is meant: the name behind "he", the speaker who was asked for.

A reader points at words; "he" is none that answers, and who denied something is told by the
grammar of the sentence. Knows speech and names; nothing of models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answer_form import AnswerForm, form_of
from bot.speaker import name_behind, speaker_in
from bot.speech_acts import asks_polarity, is_about_speaker, speech_polarity
from bot.stop_words import STOP_WORDS
from bot.types import Evidence, Span
from index.types import Hit, Sentence

LOOKED_AT = 10
"""Pieces of evidence, the best ones, that are settled; some 1 ms each."""

OPPOSITE = 0.3
"""What is left of a score where the sentence denies and a confirmation is asked for, or the other
way round. By judgement: the training sets ask for too few of either."""


def settled(question: str, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
    """The evidence, best first, with spans on the names that are meant.

    A name in another sentence adds that sentence to `leans_on`. Evidence of the opposite polarity
    falls back.
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
    asked, said = asks_polarity(question), speech_polarity(one.text)
    if asked is None or said is None or asked is said:
        return one
    return replace(one, score=one.score * OPPOSITE)


def _sentence_with(sentences: Sequence[Sentence], span: Span) -> int:
    return next(n for n, one in enumerate(sentences) if one.start <= span.start < one.end)
