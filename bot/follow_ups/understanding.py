"""A question in a conversation, understood: what it asks when it stands alone.

What points back is replaced by what it means, what is left out is added in brackets, and a question
that stands by itself stays as it is. Knows how questions lean on those before; knows nothing of
articles or indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations import Turn
from bot.follow_ups.completing import clarified, instead_of, with_asking_word
from bot.follow_ups.phrases import Token, phrases_of, tokens_of
from bot.follow_ups.pointing import resolved
from bot.follow_ups.referents import Talk, is_instead, without_opening
from bot.follow_ups.words import (
    ASKING,
    AUXILIARIES,
    GRAMMAR,
    LINKS,
    PREPOSITIONS,
    PRONOUNS,
)
from bot.matter import matter_of

_MOST_MATTER = 1
"""Telling words with which a question that names nobody may still lean on the topic."""

_MOST_MATTER_WITH_NAME = 1
_MOST_OF_A_PIECE = 6
_MOST_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it stands alone.

    `article_ids` are those that the conversation cited, none where it is about something else now.
    `as_typed` is the question itself where completing it was a guess, to be asked if that fails.
    """

    text: str
    article_ids: frozenset[str] = frozenset()
    as_typed: str | None = None


def understand(question: str, turns: Sequence[Turn]) -> Understood:
    """What a question means after some turns, the oldest first. Pure; costs about a millisecond."""
    if not turns:
        return Understood(question)
    talk = Talk(turns)
    articles = frozenset(
        article.id for turn in turns if turn.said is not None for article in turn.said.articles
    )
    whole = _completed(question, talk)
    if whole is not None:
        return Understood(whole, articles)
    pointed = resolved(question, talk)
    if pointed is not None:
        return Understood(pointed, articles)
    if _is_other_topic(question, talk):
        return Understood(question)
    if _is_thin(question, talk):
        added = with_topic(question, talk.subject)
        return Understood(added, articles, as_typed=question if added != question else None)
    return Understood(question, articles)


def with_topic(question: str, topic: str | None) -> str:
    """The question with the topic in brackets, before the mark at its end."""
    if topic is None or matter_of(topic) <= matter_of(question):
        return question
    body = question.rstrip()
    bare = body.rstrip("?.! ")
    return f"{bare} ({topic}){body[len(bare) :].strip() or '?'}"


def _completed(question: str, talk: Talk) -> str | None:
    """The question before it with something exchanged, where it only says what; else None."""
    rest = without_opening(question)
    tokens = tokens_of(rest)
    if tokens and _is_bare(tokens):
        return with_asking_word(rest, talk)
    if _is_a_question(tokens) or not _is_piece(question, tokens):
        return None
    if _is_open(talk) and not is_instead(question):
        return clarified(rest, talk)
    is_exchange = _is_exchange(question, rest, tokens)
    return instead_of(resolved(rest, talk) or rest, talk) if is_exchange else None


def _is_open(talk: Talk) -> bool:
    """Whether the question before was not answered, or left open whom it meant."""
    said = talk.last.said
    leans = any(token.lower in PRONOUNS for token in tokens_of(talk.last.standalone_question))
    return leans or (said is not None and not said.answered)


def _is_exchange(question: str, rest: str, tokens: Sequence[Token]) -> bool:
    """Whether it says so ("And ...", "What about ..."), or is a place, a time or a name."""
    says_so = rest != question.strip() or tokens[0].lower in PREPOSITIONS | {"according", "the"}
    return says_so or (len(tokens) <= _MOST_OF_A_NAME and tokens[0].is_capitalised)


def _is_bare(tokens: Sequence[Token]) -> bool:
    """Whether there is only a word that asks: "When?", "By whom?", "How many?"."""
    telling = [t for t in tokens if t.lower not in GRAMMAR | LINKS]
    asks = any(token.lower in ASKING for token in tokens)
    plain = any(t.lower in AUXILIARIES or _points(t) for t in tokens)
    return asks and not telling and not plain and len(tokens) <= 3


def _points(token: Token) -> bool:
    return token.lower in {"he", "she", "it", "they", "him", "her", "them", "that", "this"}


def _is_a_question(tokens: Sequence[Token]) -> bool:
    opens = [token.lower for token in tokens[:3]]
    asks = bool(opens) and opens[0] in ASKING | AUXILIARIES
    orders = bool(opens) and opens[0] in {"tell", "give", "name", "list", "explain", "describe"}
    return asks or orders or any(word in ASKING for word in opens[1:2])


def _is_piece(question: str, tokens: Sequence[Token]) -> bool:
    return bool(tokens) and (is_instead(question) or _is_fragment(tokens))


def _is_fragment(tokens: Sequence[Token]) -> bool:
    """Whether it is a piece of a sentence: "the Italian one", "in Rome", "Salvini"."""
    is_clause = any(token.lower in AUXILIARIES | {"i"} for token in tokens)
    return len(tokens) <= _MOST_OF_A_PIECE and not is_clause


def _is_other_topic(question: str, talk: Talk) -> bool:
    """Whether it names somebody or something that nobody spoke of."""
    return any(not talk.knows(name) for phrase in phrases_of(question) for name in phrase.names)


def _is_thin(question: str, talk: Talk) -> bool:
    """Whether it says too little to stand alone."""
    topic = talk.subject
    if topic is None or matter_of(topic) & matter_of(question):
        return False
    own = [phrase for phrase in phrases_of(question) if not phrase.is_generic]
    own = [phrase for phrase in own if phrase.before not in {"many", "much"}]
    return all(phrase.has_the and not phrase.names for phrase in own)
