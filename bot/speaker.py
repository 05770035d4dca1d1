"""Who said it: the speaker of a sentence, and the name behind "he" or "the minister".

Works on one article's text by surface rules; a wrong name is worse than none, so what the rules
do not see stays None. Knows nothing of readers or scores.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.attribution import Attribution, attributions
from bot.clauses import Clauses, Subject, subject_at_start
from bot.leaning import FURTHEST
from bot.person_names import gender_of, names_within
from bot.quotations import hide_quotations, is_quoted_at
from bot.speech_acts import VERB, SpeechAct, act_of, asked_verb, is_about_speaker
from bot.types import Span
from index.types import Sentence

_NEXT_BEST = {
    SpeechAct.SAY: (SpeechAct.SAY, SpeechAct.AFFIRM, SpeechAct.DENY, SpeechAct.ACCUSE),
    SpeechAct.AFFIRM: (SpeechAct.AFFIRM, SpeechAct.SAY, SpeechAct.ACCUSE, SpeechAct.DENY),
    SpeechAct.DENY: (SpeechAct.DENY, SpeechAct.SAY, SpeechAct.ACCUSE, SpeechAct.AFFIRM),
    SpeechAct.ACCUSE: (SpeechAct.ACCUSE, SpeechAct.SAY, SpeechAct.AFFIRM, SpeechAct.DENY),
}
_GENDERS = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_NOBODY = frozenset("they their them it its".split())
"""Several people, or a thing: no one name is behind them."""
_ANYBODY = frozenset("man woman boy girl".split())
_WORD = re.compile(r"[^\W_]+")
_WORD_CHARS = 4
_CLEARLY_MORE = 2
_OPENING_MARKS = tuple('"“«„‘')


@dataclass(frozen=True, slots=True)
class _Article:
    """An article and what was found in it so far: a chain of "he" goes to a sentence often."""

    text: str
    sentences: Sequence[Sentence]
    found: dict[int, Sequence[Attribution]] = field(default_factory=dict)

    def attributions(self, number: int) -> Sequence[Attribution]:
        if number not in self.found:
            self.found[number] = attributions(self.text, self.span(number))
        return self.found[number]

    def span(self, number: int) -> Span:
        return Span(self.sentences[number].start, self.sentences[number].end)

    def words(self, span: Span) -> list[str]:
        return _WORD.findall(self.text[span.start : span.end].lower())


def speaker_in(
    text: str, sentences: Sequence[Sentence], number: int, *, question: str = ""
) -> Span | None:
    """Where the name stands of who speaks in sentence `number`; None where no rule finds one.

    "He said" leads to the name in one of the FURTHEST sentences before; a quotation that goes on
    without "said" to a sentence near it that has its speaker. A `question` ("Who denied ...?")
    chooses among several who speak; a name that it gives itself is never the answer.
    """
    article = _Article(text, sentences)
    if _is_asked_within_quotation(article, number, question):
        return None
    found = _answering(article, number, question)
    if found:
        speakers = _named(article, number, found)
    elif _is_quotation(article, number):
        speakers = _speakers_around(article, number)
    else:
        return None
    given = set(_WORD.findall(question.lower()))
    return next((name for name in speakers if not given & set(article.words(name)[-1:])), None)


def name_behind(text: str, sentences: Sequence[Sentence], number: int, span: Span) -> Span | None:
    """Where the name stands that `span`, in sentence `number`, means by "she" or "the minister".

    It stands before `span`, in the same sentence or one of the FURTHEST before; None where no
    rule finds it. A span that has a name in it is cut down to that name.
    """
    named = names_within(text, span)
    if named:
        return named[0].span
    return _behind(_Article(text, sentences), number, span, max(0, number - FURTHEST))


def _answering(article: _Article, number: int, question: str) -> Sequence[Attribution]:
    """What may answer the question, best first; in the sentence's order without one."""
    found = article.attributions(number)
    asked = is_about_speaker(question)
    if asked is None or not found:
        return found
    order = _NEXT_BEST[asked]
    act = min((one.act for one in found), key=order.index)
    nearest = [one for one in found if one.act is act]
    chosen = _closest(article, number, nearest, question) or [
        one for one in nearest if one.verb == asked_verb(question)
    ]
    if chosen or act is SpeechAct.ACCUSE:
        return chosen or nearest
    return sorted(found, key=lambda one: order.index(one.act))


def _closest(
    article: _Article, number: int, found: Sequence[Attribution], question: str
) -> Sequence[Attribution]:
    """The one whose words the question repeats clearly more than any other's; else none."""
    asked = {word for word in _WORD.findall(question.lower()) if len(word) >= _WORD_CHARS}
    asked -= {asked_verb(question) or ""}
    ends = [*(one.start for one in found[1:]), article.sentences[number].end]
    shared = [
        len(asked & set(article.words(Span(one.start, end))))
        for one, end in zip(found, ends, strict=True)
    ]
    best, *rest = sorted(shared, reverse=True)
    if not rest or best - rest[0] < _CLEARLY_MORE:
        return []
    return [found[shared.index(best)]]


def _named(article: _Article, number: int, found: Sequence[Attribution]) -> Iterator[Span]:
    """The names of who speaks in sentence `number`, those that can be found."""
    for one in found:
        if one.subject is not None:
            name = _name_of(article, number, one.subject, max(0, number - FURTHEST))
            if name is not None:
                yield name


def _name_of(article: _Article, number: int, subject: Subject, first: int) -> Span | None:
    if subject.name is not None:
        return subject.name.span
    return _behind(article, number, subject.span, first)


def _behind(article: _Article, number: int, span: Span, first: int) -> Span | None:
    """The name that an unnamed subject means; sentence `first` is the earliest looked at."""
    words = article.words(span)
    if not words:
        return None
    if _is_anybody(words):
        gender = _GENDERS.get(words[-1]) or gender_of(words[-1:])
        return _last_subject(article, number, span.start, first, gender)
    for earlier in range(number, first - 1, -1):
        stretch = article.span(earlier)
        stretch = Span(stretch.start, min(stretch.end, span.start))
        found = _described(article.text, stretch, words[-1])
        if found is not None:
            return found
    return None


def _is_anybody(words: Sequence[str]) -> bool:
    """Whether an unnamed subject says nothing but perhaps the gender: "he", "the man"."""
    return words[-1] in _ANYBODY or (len(words) == 1 and words[-1] not in _NOBODY)


def _last_subject(
    article: _Article, number: int, before: int, first: int, gender: str | None
) -> Span | None:
    """The name of whom a sentence up to `number` is about, and who fits the gender."""
    for earlier in range(number, first - 1, -1):
        for subject in _subjects(article, earlier):
            if subject.span.end > before or not _fits(article, subject, gender):
                continue
            if subject.name is None and _is_anybody(article.words(subject.span)):
                # One "he" means what the other does: no second guess, and no second search.
                return _behind(article, earlier, subject.span, first)
            found = _name_of(article, earlier, subject, first)
            if found is not None:
                return found
    return None


def _subjects(article: _Article, number: int) -> Iterator[Subject]:
    """Whom a sentence is about: who speaks in it, then who it begins with."""
    for one in article.attributions(number):
        if one.subject is not None:
            yield one.subject
    opening = subject_at_start(Clauses.of(article.text, article.span(number)))
    if opening is not None:
        yield opening


def _fits(article: _Article, subject: Subject, gender: str | None) -> bool:
    words = article.words(subject.span)
    own = gender_of(subject.name.roles if subject.name else words) or _GENDERS.get(words[-1])
    is_person = subject.name is None or not subject.name.is_body
    return is_person and (gender is None or own is None or own == gender)


def _described(text: str, stretch: Span, noun: str) -> Span | None:
    """The last name within `stretch` that is called a `noun`: "Mayor Fisk", "its mayor, Fisk"."""
    before = re.compile(rf"\b{re.escape(noun)}\b[^.,;]*,\s*(?:[\w.]+\s)?$", re.IGNORECASE)
    after = re.compile(rf",\s*(?:the|a|an|its|his|her)\s[^.,;]*\b{re.escape(noun)}\b", re.I)
    for name in reversed(names_within(text, stretch)):
        if noun in name.roles or before.search(text, stretch.start, name.span.start):
            return name.span
        if after.match(text, name.span.end, stretch.end):
            return name.span
    return None


def _is_asked_within_quotation(article: _Article, number: int, question: str) -> bool:
    """Whether what the question asks for is done in a quotation alone: by another, then."""
    asked = is_about_speaker(question)
    span = article.span(number)
    whole = _verbs(article.text[span.start : span.end])
    said = _verbs(hide_quotations(article.text, span))
    if asked is SpeechAct.SAY:
        verb = asked_verb(question)
        return verb in whole and verb not in said
    return asked in whole.values() and asked not in said.values()


def _verbs(sentence: str) -> dict[str, SpeechAct]:
    return {verb.group().lower(): act_of(verb) for verb in VERB.finditer(sentence)}


def _is_quotation(article: _Article, number: int) -> bool:
    span = article.span(number)
    opened = article.text.startswith(_OPENING_MARKS, span.start)
    return opened or is_quoted_at(article.text, span.start)


def _speakers_around(article: _Article, number: int) -> Iterator[Span]:
    """Who may speak a sentence of a quotation without "said" in it, the likeliest first.

    Whoever speaks where it was opened, then where it is closed, then before it.
    """
    opener, last = number, number
    floor = max(0, number - FURTHEST)
    end = min(number + FURTHEST, len(article.sentences) - 1)
    while opener > floor and is_quoted_at(article.text, article.sentences[opener].start):
        opener -= 1
    while last < end and is_quoted_at(article.text, article.sentences[last + 1].start):
        last += 1
    for near in (*range(opener, number), *range(number + 1, last + 1)):
        yield from _named(article, near, article.attributions(near))
    if opener > floor:
        before = article.sentences[opener].start
        found = _last_subject(article, opener - 1, before, floor, None)
        if found is not None:
            yield found
