"""What a conversation is about, and whom "he", "it" and "there" may mean in its next question.

Read off the turns, the latest first: what was asked for counts before what was named. Knows
nothing of how a question is completed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversations import Turn
from bot.follow_ups.phrases import Phrase, joined_phrases, main_phrase, tokens_of
from bot.follow_ups.words import OF_PLACES, POINTERS, PRONOUNS
from bot.person_names import PEOPLE, Name, gender_of, names_within
from bot.question_kind import QuestionKind, kind_of
from bot.types import Span

_SHORT_ANSWER_CHARS = 60


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far, at least one turn, the oldest first."""

    turns: Sequence[Turn]

    @property
    def last(self) -> Turn:
        """The turn before the question that is to be completed."""
        return self.turns[-1]

    @property
    def topic(self) -> str | None:
        """What it is about since the topic last changed; None where no question named anything."""
        topic: str | None = None
        for turn in self.turns:
            leans = turn.standalone_question != turn.question or leans_by_words(turn.question)
            if topic is None or not leans:
                topic = main_phrase(turn.standalone_question) or topic
            elif is_instead(turn.question):
                topic = main_phrase(without_opening(turn.question)) or topic
        return topic

    def person(self, gender: str | None = None) -> str | None:
        """Who "he" or "she" is: who was asked for, else named, the latest first."""
        for turn in reversed(self.turns):
            found = list(_people(turn, gender)) or list(_unnamed_people(turn, gender))
            if found:
                return found[0]
        return None

    def thing(self) -> str | None:
        """What "it" is where that is no person: the topic, else what was named last."""
        people = {name for turn in self.turns for name in _people(turn, None)}
        people |= {name for turn in self.turns for name in _unnamed_people(turn, None)}
        topic = self.topic
        if topic is not None and topic not in people:
            return topic
        for turn in reversed(self.turns):
            named = [one.as_named for one in joined_phrases(turn.standalone_question)]
            others = [name for name in named if name not in people]
            if others:
                return others[-1]
        return None

    def place(self) -> str | None:
        """Where "there" is: a place that was asked for, else one that was named."""
        for turn in reversed(self.turns):
            short = _short_answer(turn)
            if short is not None and kind_of(turn.standalone_question) is QuestionKind.PLACE:
                return short
            for phrase in reversed(joined_phrases(turn.standalone_question)):
                if phrase.before in OF_PLACES and phrase.is_name:
                    return phrase.text
        return None

    def knows(self, name: str) -> bool:
        """Whether a name was mentioned, by either side."""
        words = {token.lower for text in self._texts() for token in tokens_of(text)}
        return all(token.lower in words for token in tokens_of(name))

    def is_place(self, name: str) -> bool:
        """Whether some text has a name behind "in" or "at"."""
        behind = re.compile(
            rf"\b(?:{'|'.join(sorted(OF_PLACES))})\s+(?:the\s+)?{re.escape(name)}\b"
        )
        return any(behind.search(text) for text in self._texts())

    def _texts(self) -> Iterator[str]:
        for turn in self.turns:
            yield turn.standalone_question
            if turn.said is not None and turn.said.answered:
                yield turn.said.answer
                yield from turn.said.statements
                yield from (article.title for article in turn.said.articles)


def leans_by_words(question: str) -> bool:
    """Whether a question has a word that stands for something said before."""
    return any(token.lower in PRONOUNS | POINTERS for token in tokens_of(question))


_INSTEAD = re.compile(
    r"^\s*(?:(?:and|but|so|ok|okay|well|also)\b[\s,]*)*(?:what|how) about\s+(?:the )?",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\s*(?:(?:and|but|so|also|then|ok|okay|well)\b[\s,]*)+", re.IGNORECASE)


def is_instead(question: str) -> bool:
    """Whether it only says what the question before is to be about instead."""
    return _INSTEAD.match(question) is not None


def without_opening(question: str) -> str:
    """The question without "And", "But", "What about"."""
    return _OPENING.sub("", _INSTEAD.sub("", question)).strip()


def _people(turn: Turn, gender: str | None) -> Iterator[str]:
    """Names of people in a turn, the one that was asked for first."""
    short = _short_answer(turn)
    if short is not None and kind_of(turn.standalone_question) is QuestionKind.PERSON:
        yield from _fitting(short, names_within(short, Span(0, len(short))), gender)
    question = turn.standalone_question
    phrases = {(one.start, one.end): one for one in joined_phrases(question)}
    named = names_within(question, Span(0, len(question)))
    yield from _fitting(question, [one for one in named if _is_person(one, phrases, turn)], gender)
    if turn.said is not None and turn.said.answered and turn.said.statements:
        first = turn.said.statements[0]
        told = names_within(first, Span(0, len(first)))
        yield from _fitting(first, [one for one in told if one.roles], gender)


def _unnamed_people(turn: Turn, gender: str | None) -> Iterator[str]:
    """Those that a question calls by what they are: "the Italian minister"."""
    for phrase in joined_phrases(turn.standalone_question):
        head = phrase.text.split(" of ")[0].split()[-1].lower()
        known = gender_of([head])
        if head in PEOPLE and (gender is None or known is None or known == gender):
            yield phrase.as_named


def _fitting(text: str, names: Sequence[Name], gender: str | None) -> Iterator[str]:
    for name in names:
        known = gender_of(name.roles)
        if name.is_body or (gender is not None and known is not None and known != gender):
            continue
        yield text[name.span.start : name.span.end]


def _is_person(name: Name, phrases: dict[tuple[int, int], Phrase], turn: Turn) -> bool:
    """Whether a name of a question is somebody's: by a title, two words, or what was said."""
    if name.roles:
        return True
    question = turn.standalone_question
    words = question[name.span.start : name.span.end].split()
    around = next(
        (p for (start, end), p in phrases.items() if start <= name.span.start < end), None
    )
    if around is not None and (around.has_the or around.before in OF_PLACES):
        return False
    if around is not None and len(around.text.split()) > len(words):
        return False
    return len(words) > 1 or _has_title(words[0], turn)


def _has_title(surname: str, turn: Turn) -> bool:
    if turn.said is None:
        return False
    for text in turn.said.statements:
        for name in names_within(text, Span(0, len(text))):
            written = text[name.span.start : name.span.end].split()
            if written[-1] == surname and (name.roles or len(written) > 1):
                return True
    return False


def _short_answer(turn: Turn) -> str | None:
    """The short answer where it is words cut from a sentence, not the sentence."""
    said = turn.said
    if said is None or not said.answered or len(said.answer) > _SHORT_ANSWER_CHARS:
        return None
    return None if said.answer.rstrip().endswith((".", "!", "?")) else said.answer
