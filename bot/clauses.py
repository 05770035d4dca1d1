"""Whom a clause is about: the name, pronoun or description that its verb belongs to.

Surface rules for English news prose, over one sentence whose quotations are hidden. Knows
nothing of verbs of speech, nor whom "he" stands for.
"""

import re
from dataclasses import dataclass, replace

from bot.person_names import PEOPLE, ROLES, Name, names_within
from bot.quotations import HIDDEN, hide_quotations
from bot.types import Span


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a clause is about. `name` is None for "he" or "the minister", whose words `span` has."""

    span: Span
    name: Name | None = None


_BOUNDARY = re.compile(
    rf"[,;:()\[\]{HIDDEN}\n—–]|\s-\s|\b(?:and|but|that|which|who|whom|because|while|when|as|after|"
    r"before|if|where|though|although|than|yet|so|or|whose)\b"
)
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_PERSON_NOUN = "|".join(sorted(PEOPLE))
_DESCRIPTION = re.compile(
    rf"\b(?:the|his|her|its|their)\s+(?:[\w'’-]+\s+){{0,3}}?(?:{_PERSON_NOUN})\b", re.IGNORECASE
)
_MODIFIES = re.compile(
    r"\b(?:of|from|at|in|on|to|by|with|for|including|like|as)(?: the)?$", re.IGNORECASE
)
_PREPOSITION = re.compile(r"\b(?:of|from|at|for|with|in|on|near|by|to|against|under|about|into)\b")
_BELONGING = re.compile(r"\b(?:of|from|at|for|in)\b")
_OPENS_DESCRIPTION = re.compile(
    rf"\s*(?:(?:the|a|an|who|whose|which|of|from|in|at|one|once|his|her|its|their|then|now|"
    rf"formerly|{_PERSON_NOUN})\b|\d)",
    re.IGNORECASE,
)
_CALLS_HIMSELF = re.compile(r"\bwho calls (?:him|her)self\b")
_ARTICLES = frozenset({"the", "a", "an"})
_THE = re.compile(r"\b[Tt]he $")
_TAIL = re.compile(r" (?:of|for)(?: the)?(?: [A-Z][\w'’-]*)+")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|would|will|could|can|may|did|does|that|not|to|must|"
    r"should|it|they|there)\b|\b[a-z]\w+ed\b"
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """One sentence: `body` is its text without quotations, `offset` where it stands in `text`.

    Places are characters of `body`; subjects have offsets of `text`.
    """

    text: str
    offset: int
    body: str

    @classmethod
    def of(cls, text: str, span: Span) -> "Clauses":
        """The sentence at `span` of an article."""
        return cls(text, span.start, hide_quotations(text, span))

    def names(self, start: int, end: int) -> list[Name]:
        """The names between two places."""
        return names_within(self.text, Span(self.offset + start, self.offset + end))

    def place(self, offset: int) -> int:
        """Where an offset of the article is in `body`."""
        return offset - self.offset


def boundary_before(body: str, end: int) -> tuple[str, int]:
    """The last clause mark before a place ("" for none), and where what follows it starts."""
    last = None
    for last in _BOUNDARY.finditer(body, 0, end):  # noqa: B007 - the last one is wanted
        pass
    return (last.group().strip(), last.end()) if last else ("", 0)


def has_verb(words: str) -> bool:
    """Whether some words have a verb in them, by the marks that a verb may have."""
    return _FINITE.search(words) is not None


def subject_within(clauses: Clauses, start: int, end: int) -> Subject | None:
    """The last name between two places that is no mere modifier, else "he" or "the minister"."""
    head: Name | None = None
    for name in clauses.names(start, end):
        place = clauses.place(name.span.start)
        before = clauses.body[start:place].rstrip()
        after_head = clauses.place(head.span.end) if head else place
        is_modifier = _MODIFIES.search(before) or _PREPOSITION.search(
            clauses.body, after_head, place
        )
        if not name.is_possessive and not is_modifier:
            head = name
    return _unnamed(clauses, start, end) if head is None else _whole(clauses, head, end)


def subject_after(clauses: Clauses, start: int) -> Subject | None:
    """The subject that follows "said" or "according to": "its lawyer, Piet Haldane"."""
    end = _end_of_phrase(clauses.body, start)
    return _or_apposed(clauses, subject_within(clauses, start, end), end)


def subject_at_start(clauses: Clauses) -> Subject | None:
    """Whom the sentence begins with; None where it begins with a thing."""
    end = _end_of_phrase(clauses.body, 0)
    return _or_apposed(clauses, _first_within(clauses, end), end)


def subject_before_comma(clauses: Clauses, comma: int) -> Subject | None:
    """Whom an apposition that ends at `comma` is about.

    Stahl of "Its director, Ingeborg Stahl," and Brandt of "Ove Brandt, a diver from Marden,".
    """
    end = comma
    while True:
        start = clauses.body.rfind(",", 0, end) + 1
        calls = _CALLS_HIMSELF.search(clauses.body, start, end)
        led = _led_by_name(clauses, calls.end() if calls else start, end)
        if led is not None:
            return led
        if start == 0 or not _OPENS_DESCRIPTION.match(clauses.body, start, end):
            break
        end = start - 1
    is_apposition = end < comma or _OPENS_DESCRIPTION.match(clauses.body, start, end)
    _, start = boundary_before(clauses.body, end)
    return subject_within(clauses, start, end) if is_apposition else None


def antecedent(clauses: Clauses, who: int) -> Subject | None:
    """Whom the "who" at a place stands for: the name right before, or the one described there."""
    end = len(clauses.body[:who].rstrip(" ,"))
    _, start = boundary_before(clauses.body, end)
    names = [name for name in clauses.names(start, end) if not name.is_possessive]
    while len(names) > 1:
        between = clauses.place(names[-2].span.end), clauses.place(names[-1].span.start)
        if not _BELONGING.search(clauses.body, *between):
            break
        names.pop()
    if names:
        return Subject(names[-1].span, names[-1])
    return _unnamed(clauses, start, end) or subject_before_comma(clauses, end)


def _unnamed(clauses: Clauses, start: int, end: int) -> Subject | None:
    for pattern in (_PRONOUN, _DESCRIPTION):
        match = pattern.search(clauses.body, start, end)
        if match:
            return Subject(Span(clauses.offset + match.start(), clauses.offset + match.end()))
    return None


def _whole(clauses: Clauses, head: Name, end: int) -> Subject:
    """The subject with all of its name: "the Ministry of Home Affairs"."""
    if head.roles or not _THE.search(clauses.text, max(0, head.span.start - 4), head.span.start):
        return Subject(head.span, head)
    tail = _TAIL.match(clauses.text, head.span.end, clauses.offset + end)
    span = Span(head.span.start, tail.end() if tail else head.span.end)
    return Subject(span, replace(head, span=span, is_body=True))


def _end_of_phrase(body: str, start: int) -> int:
    stop = _BOUNDARY.search(body, start)
    return stop.start() if stop else len(body)


def _or_apposed(clauses: Clauses, subject: Subject | None, end: int) -> Subject | None:
    """The name that follows a description and a comma, where one does."""
    if (subject is None or subject.name is None) and clauses.body.startswith(",", end):
        phrase_end = _end_of_phrase(clauses.body, end + 1)
        return _led_by_name(clauses, end + 1, phrase_end) or subject
    return subject


def _led_by_name(clauses: Clauses, start: int, end: int) -> Subject | None:
    """The name that a phrase begins with, after nothing but titles ("the actress")."""
    for name in clauses.names(start, end)[:1]:
        led = clauses.body[start : clauses.place(name.span.start)].lower().split()
        titles = [word for word in led if word.strip(".") in ROLES]
        articles = len(_ARTICLES & set(led[:1])) if titles else 0
        if len(titles) + articles == len(led) and not name.is_possessive:
            return Subject(name.span, name)
    return None


def _first_within(clauses: Clauses, end: int) -> Subject | None:
    """The first name before a place, unless a verb or preposition comes before it."""
    head: Name | None = None
    for name in clauses.names(0, end):
        after = clauses.place(head.span.end) if head else 0
        between = clauses.body[after : clauses.place(name.span.start)]
        if head and not all(word.lower() in ROLES for word in between.split()):
            break
        if has_verb(between) or _PREPOSITION.search(between):
            break
        head = head if name.is_possessive else name
    if head is not None:
        return _whole(clauses, head, end)
    unnamed = _unnamed(clauses, 0, end)
    if unnamed is None or has_verb(clauses.body[: clauses.place(unnamed.span.start)]):
        return None
    return unnamed
