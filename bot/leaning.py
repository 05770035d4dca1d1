"""Which earlier sentences one leans on: "he said" means nothing without the name before it.

Plain surface marks of English news prose. Knows nothing of questions, nor what a score means.
"""

import re
from collections.abc import Sequence

from bot.question_kind import names_in
from bot.types import Evidence, Span
from index.types import Hit, Sentence

FURTHEST = 3
"""How many sentences back a name is looked for."""

_PRONOUN = re.compile(
    r"^[\s\"“”„«»‘’'(\[-]*(?:he|she|they|it|his|her|their|its|him|them|this|that|these|those)\b",
    re.IGNORECASE,
)
_SPEAKER_PRONOUN = re.compile(
    r"\b(?:he|she|they)\s+(?:also\s+)?(?:said|says|told|added|wrote|tweeted|insisted|denied|"
    r"claimed|warned|argued|explained|continued|replied|asked|insists|adds|tells|writes)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:said|says|told|added|wrote|insisted|denied|warned|according to)\b", re.IGNORECASE
)
_OPENING = '“"«„'


def evidence_of(hit: Hit, number: int, score: float, span: Span | None = None) -> Evidence:
    """Sentence `number` of a hit's article as evidence, with the sentences that it leans on."""
    sentence = hit.sentences[number]
    return Evidence(
        article_id=hit.article.id,
        revision=hit.revision,
        number=number,
        text=hit.article.text[sentence.start : sentence.end],
        score=score,
        leans_on=tuple(leans_on(hit.article.text, hit.sentences, number)),
        span=span,
    )


def leans_on(text: str, sentences: Sequence[Sentence], number: int) -> Sequence[int]:
    """Numbers of the earlier sentences that sentence `number` needs, in the article's order.

    Empty where it stands alone. One sentence for a pronoun (the nearest before it that has a
    name); for the continuation of a quotation, the sentence that opened it and what that needs.
    """
    body = _text_of(text, sentences, number)
    if _continues_quotation(text, sentences, number):
        opener = _opener(text, sentences, number)
        return (*_named_before(text, sentences, opener), opener)
    if _PRONOUN.match(body) or _SPEAKER_PRONOUN.search(body):
        return _named_before(text, sentences, number)
    return ()


def _named_before(text: str, sentences: Sequence[Sentence], number: int) -> tuple[int, ...]:
    body = _text_of(text, sentences, number)
    if not (_PRONOUN.match(body) or _SPEAKER_PRONOUN.search(body)):
        return ()
    for earlier in range(number - 1, max(number - 1 - FURTHEST, -1), -1):
        if names_in(_text_of(text, sentences, earlier)[1:]):
            return (earlier,)
    return ()


def _opener(text: str, sentences: Sequence[Sentence], number: int) -> int:
    """The nearest sentence before that says who speaks, else the one just before."""
    for earlier in range(number - 1, max(number - 1 - FURTHEST, -1), -1):
        if _names_speaker(_text_of(text, sentences, earlier)):
            return earlier
    return number - 1


def _continues_quotation(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    if number == 0:
        return False
    body = _text_of(text, sentences, number)
    before = _text_of(text, sentences, number - 1)
    opened = body.startswith(tuple(_OPENING))
    if _names_speaker(body):
        return False
    return _is_inside_quotation(text, sentences, number) or (
        opened and any(mark in before for mark in _OPENING)
    )


def _is_inside_quotation(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    # Straight marks do not tell which way they face.
    before = text[sentences[max(number - FURTHEST, 0)].start : sentences[number].start]
    return before.rfind("“") > before.rfind("”")


def _names_speaker(sentence: str) -> bool:
    return bool(_SPEECH.search(sentence))


def _text_of(text: str, sentences: Sequence[Sentence], number: int) -> str:
    return text[sentences[number].start : sentences[number].end]
