"""Who speaks in a sentence, by its own words: the verbs of speech and whose they are.

Surface rules for English news prose; what stands in quotation marks is not looked at. A subject
may be a name or only "he" or "the minister": whom those stand for is not known here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.clauses import (
    Clauses,
    Subject,
    antecedent,
    boundary_before,
    has_verb,
    subject_after,
    subject_at_start,
    subject_before_comma,
    subject_within,
)
from bot.quotations import HIDDEN
from bot.speech_acts import VERB, SpeechAct, act_of
from bot.types import Span

_INVERTIBLE = frozenset(
    "said says added adds wrote writes thinks believes thought recalled recalls remarked noted "
    "notes observed explained explains replied argued argues insisted insists claimed concluded "
    "continued joked quipped complained admitted conceded declared announced predicted predicts "
    "stated commented retorted countered lamented boasted asked warned responded answered "
    "whispered shouted tweeted promised vowed urged asserted revealed suggested".split()
)
_FILLERS = frozenset(
    "had has have would will did does do was is also later then now still again on in at first "
    "once never not last this earlier turn public immediately week month year morning evening "
    "night afternoon time january february march april may june july august september october "
    "november december".split()
)
_ACCORDING_TO = re.compile(
    r"\baccording to\b|\bin the (?:view|opinion|account|words|eyes) of\b", re.IGNORECASE
)
_IN_ONES_VIEW = re.compile(
    r"\bin\s+(?P<whose>[^,.]{1,60}?)\s+(?:view|opinion|account|words|eyes)\b", re.IGNORECASE
)
_HIS = re.compile(r"\b(?:his|her|their)$", re.IGNORECASE)
_BY = re.compile(rf"[\s{HIDDEN}]*\bby\s+(?=[\w ’'-]*[A-Z])")
_BY_FAR = re.compile(rf"[\s{HIDDEN}]*(?:[\w'’-]+[\s{HIDDEN}]+){{0,4}}?by\s+")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are)\s+(?:\w+\s+)?$")
_PHRASE = re.compile(rf"[^,;:{HIDDEN}]*?(?=[,;:{HIDDEN}]|(?<![A-Z])(?<!Dr|Mr|Ms)\.(?:\s|$)|$)")
_NARROWS = re.compile(r"\b(?:who|as|in|on|at|during|after)\b")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A verb of speech, in lower case, at `start`; `subject` is None for no person by its marks."""

    act: SpeechAct
    verb: str
    subject: Subject | None
    start: int


@dataclass(frozen=True, slots=True)
class _Verb:
    """Where a verb stands in the sentence of `clauses`."""

    clauses: Clauses
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.clauses.body[self.start : self.end].lower()

    @property
    def is_passive(self) -> bool:
        return _PASSIVE.search(self.clauses.body, 0, self.start) is not None

    @property
    def agent(self) -> re.Match[str] | None:
        """The "by" of "was called a fairy tale by Khoury" and "dismissed by Ruck"."""
        return (_BY_FAR if self.is_passive else _BY).match(self.clauses.body, self.end)


def attributions(text: str, span: Span) -> Sequence[Attribution]:
    """The verbs of speech in the sentence at `span` and whose they are, in order.

    Offsets are into `text`. A passive verb without "by" is nobody's and left out.
    """
    clauses = Clauses.of(text, span)
    found: list[Attribution] = []
    for match in VERB.finditer(clauses.body):
        verb = _Verb(clauses, match.start(), match.end())
        if verb.agent or not verb.is_passive:
            found.append(_attribution(verb, act_of(match), _subject_of(verb, found)))
    found.extend(_sources(clauses))
    return sorted(found, key=lambda one: one.start)


def _attribution(verb: _Verb, act: SpeechAct, subject: Subject | None) -> Attribution:
    return Attribution(act, verb.words, subject, verb.clauses.offset + verb.start)


def _subject_of(verb: _Verb, before: Sequence[Attribution]) -> Subject | None:
    clauses = verb.clauses
    if verb.agent is not None:
        return subject_after(clauses, verb.agent.end())
    boundary, start = boundary_before(clauses.body, verb.start)
    subject = subject_within(clauses, start, verb.start)
    if subject is not None:
        return subject
    if not all(_is_filler(word) for word in clauses.body[start : verb.start].lower().split()):
        return None
    if boundary in ("", ",", HIDDEN, "—", "–") and _is_inverted(verb):
        return subject_after(clauses, verb.end)
    return _subject_across(clauses, boundary, start, before)


def _subject_across(
    clauses: Clauses, boundary: str, start: int, before: Sequence[Attribution]
) -> Subject | None:
    """The subject of a verb that has none after its clause mark, which ends at `start`."""
    if boundary in ("and", "but", "or", "yet", "so"):
        return before[-1].subject if before else subject_at_start(clauses)
    if boundary == "who":
        return antecedent(clauses, start - len(boundary))
    return subject_before_comma(clauses, start - 1) if boundary == "," else None


def _is_filler(word: str) -> bool:
    return word in _FILLERS or word.endswith(("ly", "day")) or word.isdecimal()


def _is_inverted(verb: _Verb) -> bool:
    """Whether the subject follows the verb: `"...", said Tom Ruck, the harbour master`."""
    if verb.words not in _INVERTIBLE:
        return False
    phrase = _PHRASE.match(verb.clauses.body, verb.end)
    words = _NARROWS.split(phrase.group() if phrase else "", maxsplit=1)[0]
    return not has_verb(words) and subject_after(verb.clauses, verb.end) is not None


def _sources(clauses: Clauses) -> Iterator[Attribution]:
    """ "According to Lopez", "in Lopez's view", "in the view of Lopez"."""
    for match in _ACCORDING_TO.finditer(clauses.body):
        verb = _Verb(clauses, match.start(), match.end())
        yield _attribution(verb, SpeechAct.SAY, subject_after(clauses, verb.end))
    for match in _IN_ONES_VIEW.finditer(clauses.body):
        verb = _Verb(clauses, match.start(), match.end())
        yield _attribution(verb, SpeechAct.SAY, _whose(clauses, match))


def _whose(clauses: Clauses, view: re.Match[str]) -> Subject | None:
    """Lopez of "in Lopez's view", and "her" of "in her view"."""
    for name in clauses.names(view.start("whose"), view.end("whose") + 1):
        if name.is_possessive:
            return Subject(name.span, name)
    pronoun = _HIS.search(view["whose"])
    if pronoun is None:
        return None
    start = clauses.offset + view.start("whose") + pronoun.start()
    return Subject(Span(start, start + len(pronoun.group())))
