"""What a conversation is about, and whom "he", "it" and "there" may mean in its next question.

Read off the turns, the latest first: what was asked for counts before what was named. Knows
nothing of how a question is completed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversations import Turn
from bot.follow_ups.phrases import Phrase, joined_phrases, main_phrase, phrases_of, tokens_of
from bot.follow_ups.words import GENERIC, GRAMMAR, OF_PLACES, POINTERS, PRONOUNS
from bot.matter import matter_of
from bot.person_names import PEOPLE, Name, gender_of, names_within
from bot.question_kind import QuestionKind, kind_of
from bot.types import Span

_SHORT_ANSWER_CHARS = 60
_PASSAGE_WORDS = 60
_OFTEN = 3


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
                topic = main_phrase(turn.standalone_question) or _name_answered(turn) or topic
            elif is_instead(turn.question):
                topic = main_phrase(without_opening(turn.question)) or topic
        return topic

    @property
    def is_on_topic(self) -> bool:
        """Whether what was said last speaks of the topic. A few words need not, a passage does."""
        said = self.last.said
        if self.topic is None or said is None or not said.answered:
            return True
        titles = [article.title for article in said.articles]
        spoken = " ".join([said.answer, *said.statements, *titles])
        is_passage = len(spoken.split()) >= _PASSAGE_WORDS
        return not is_passage or bool(matter_of(self.topic) & matter_of(spoken))

    @property
    def subject(self) -> str | None:
        """The topic, or what a passage that left it speaks of again and again."""
        if self.is_on_topic or self.last.said is None:
            return self.topic
        return _repeated(self.last.said.answer)

    def person(self, gender: str | None = None) -> str | None:
        """Who "he" or "she" is: who was asked for, else named, the latest first."""
        for kind in (_people, _unnamed_people, _perhaps_people):
            for turn in reversed(self.turns):
                found = next(kind(turn, gender), None)
                if found is not None:
                    return found
        return None

    def thing(self) -> str | None:
        """What "it" is where that is no person: the topic, else what was named last."""
        people = {name for turn in self.turns for name in _people(turn, None)}
        people |= {name for turn in self.turns for name in _unnamed_people(turn, None)}
        asked_for = _name_answered(self.last)
        which = _WHICH.match(self.last.standalone_question)
        if asked_for is not None and which is not None and asked_for not in people:
            return asked_for
        topic = self.subject
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
            short = short_answer(turn)
            if short is not None and kind_of(turn.standalone_question) is QuestionKind.PLACE:
                return _LEADING_PLACE.sub("", short)
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


_LEADING_PLACE = re.compile(r"^(?:in|at|near|from|on)\s+")
_WHICH = re.compile(r"\s*(?:which|what) (?!(?:is|are|was|were|did|do|does|has|have)\b)", re.I)
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


def _repeated(text: str) -> str | None:
    """The word that says something and occurs most often, at least three times."""
    words = [token.text for token in tokens_of(text) if token.lower not in GRAMMAR | GENERIC]
    counts = Counter(word.lower() for word in words)
    most = max(words, key=lambda word: counts[word.lower()], default=None)
    return most if most is not None and counts[most.lower()] >= _OFTEN else None


def _people(turn: Turn, gender: str | None) -> Iterator[str]:
    """Names of people in a turn, the one that was asked for first."""
    short = short_answer(turn)
    if short is not None and _asks_for_a_person(turn.standalone_question):
        told = names_within(short, Span(0, len(short)))
        meant = [one for one in told if not _is_in_place(short, one)]
        yield from _fitting(short, sorted(meant, key=lambda one: not one.roles), gender)
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


def _perhaps_people(turn: Turn, gender: str | None) -> Iterator[str]:
    """Names of a question that are no place: "Ferri" in "Why was Ferri's film refused?"."""
    question = turn.standalone_question
    phrases = {p.start: p for p in phrases_of(question) if p.before not in OF_PLACES}
    for name in names_within(question, Span(0, len(question))):
        phrase = phrases.get(name.span.start)
        is_whole = phrase is not None and not phrase.has_the and phrase.end == name.span.end
        if name.is_possessive or is_whole:
            yield from _fitting(question, [name], gender)


def _asks_for_a_person(question: str) -> bool:
    """ "Who ...?", and "Which architect ...?"."""
    words = [token.lower for token in tokens_of(question)[:2]]
    is_role = len(words) > 1 and words[0] in {"which", "what"} and words[1] in PEOPLE
    return is_role or kind_of(question) is QuestionKind.PERSON


def _is_in_place(text: str, name: Name) -> bool:
    """Whether a name stands behind "in" or "at"."""
    before = text[: name.span.start].split()
    return bool(before) and before[-1].lower() in OF_PLACES


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


def _name_answered(turn: Turn) -> str | None:
    """The short answer where it is a name."""
    short = short_answer(turn)
    return short if short is not None and short.split()[-1][:1].isupper() else None


def short_answer(turn: Turn) -> str | None:
    """The short answer where it is words cut from a sentence, not the sentence."""
    said = turn.said
    if said is None or not said.answered or len(said.answer) > _SHORT_ANSWER_CHARS:
        return None
    short = said.answer.strip()
    return None if not short or short.endswith((".", "!", "?")) else short
