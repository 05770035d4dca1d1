"""What the articles have for and against somebody's statement: sentences, with their articles.

A sentence supports a statement where it says nearly the same; it contradicts it where it says the
opposite, or other figures of the same matter. In doubt it does neither. Knows nothing of where the
statement comes from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.amounts import Amount, amount_of, amount_phrases
from bot.ask import Bot
from bot.cite import quote_sentence
from bot.contradiction import Claim, contradicts
from bot.matter import matter_of
from bot.question_kind import names_in
from bot.speech_acts import Polarity, speech_polarity
from bot.types import Quote
from index.sentences import split_sentences
from index.types import Hit

MOST_STATEMENTS = 5
"""Sentences of what is checked that are looked up."""

SAME = 0.6
"""The least share of a statement's matter that a sentence has which is about the same."""

SUPPORTED = 0.75
"""The same for a sentence that supports it."""

_LEAST_MATTER = 3
_HITS = 10
_SHOWN = 3
_YES_NO = "Is that so?"
_NEVER = datetime.min.replace(tzinfo=UTC)
_NEGATION = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|cannot|without)\b|n['’]t\b", re.IGNORECASE
)


class Stance(StrEnum):
    """What a sentence makes of a statement."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement, and the sentences for and against it, the newest first."""

    statement: str
    supports: Sequence[Quote]
    contradicts: Sequence[Quote]


def check(bot: Bot, text: str) -> list[Checked]:
    """What there is on each of the first statements of a text that says something.

    Raises SnapshotError where the index cannot be used.
    """
    return [_check(bot, statement) for statement in _statements(text)]


def stance_of(statement: str, sentence: str) -> Stance | None:
    """What a sentence makes of a statement; None where it is about something else, or in doubt."""
    share = _share(statement, sentence)
    if share < SAME:
        return None
    own, other = speech_polarity(statement), speech_polarity(sentence)
    if contradicts(_YES_NO, Claim(statement, ""), Claim(sentence, "")):
        return Stance.CONTRADICTS
    if other is Polarity.DENIES and own is None:
        return Stance.CONTRADICTS
    stated, said = _amounts(statement), _amounts(sentence)
    if stated and said and not any(_agrees(one, said) for one in stated):
        return Stance.CONTRADICTS
    is_unlike = share < SUPPORTED or _negates(statement) != _negates(sentence)
    if is_unlike or not _holds_all_of(statement, sentence):
        return None
    return Stance.SUPPORTS if own is other or own is None else None


def _statements(text: str) -> list[str]:
    found = [text[one.start : one.end] for one in split_sentences(text)]
    telling = [one for one in found if len(matter_of(one)) >= _LEAST_MATTER]
    return telling[:MOST_STATEMENTS]


def _check(bot: Bot, statement: str) -> Checked:
    judged: dict[str, tuple[Stance, Quote]] = {}
    for hit in bot.search(statement, _HITS):
        for quote in _quotes(hit):
            stance = stance_of(statement, quote.quote)
            if stance is not None:
                judged.setdefault(quote.quote, (stance, quote))
    supports = [quote for stance, quote in judged.values() if stance is Stance.SUPPORTS]
    against = [quote for stance, quote in judged.values() if stance is Stance.CONTRADICTS]
    return Checked(statement, _newest(supports), _newest(against))


def _quotes(hit: Hit) -> Iterator[Quote]:
    for number in range(hit.first, hit.last):
        yield quote_sentence(hit, number, hit.score)


def _newest(quotes: Sequence[Quote]) -> list[Quote]:
    ordered = sorted(quotes, key=lambda one: one.published_at or _NEVER, reverse=True)
    return ordered[:_SHOWN]


def _share(statement: str, sentence: str) -> float:
    """Of the statement's matter, numbers left out, how much the sentence has."""
    wanted = _about(statement)
    return len(wanted & matter_of(sentence)) / len(wanted) if len(wanted) > 1 else 0.0


def _about(statement: str) -> frozenset[str]:
    amounts = [amount for one in amount_phrases(statement) for amount in one.split()[:1]]
    return matter_of(statement) - matter_of(" ".join(amounts))


def _holds_all_of(statement: str, sentence: str) -> bool:
    """Whether a sentence has every figure and name of a statement; months are names."""
    said = _amounts(sentence)
    has_figures = all(_agrees(one, said) for one in _amounts(statement))
    return has_figures and set(names_in(statement)) <= set(names_in(sentence))


def _amounts(text: str) -> list[Amount]:
    found = [amount_of(phrase) for phrase in amount_phrases(text)]
    return [amount for amount in found if amount is not None]


def _agrees(one: Amount, others: Sequence[Amount]) -> bool:
    return any(one.agrees_with(other) for other in others)


def _negates(text: str) -> bool:
    return len(_NEGATION.findall(text)) % 2 == 1
