"""What a question speaks of, as phrases: "throat cancer", "Dmitry Peskov", "types of sharks".

Word lists and surface marks of English questions; a guess, never a parse. Knows nothing of
conversations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.follow_ups.words import (
    ASKING,
    AUXILIARIES,
    DETERMINERS,
    FORMS_OF_BE,
    GENERIC,
    GRAMMAR,
    PAST_FORMS,
    PREPOSITIONS,
    TAKES_BASE_FORM,
    verb_stems,
)
from index.terms import stems_of

_TOKEN = re.compile(r"[^\W_]+(?:['’.\-/&][^\W_]+)*")
_TAKE_A_NOUN = frozenset({"which", "what", "whose"})
_SUBJECTS = frozenset("i you we he she it they anyone anybody someone nobody everyone".split())
_PREDICATE = re.compile(r".{3,}(?:ed|ing|able|ible|ous|ful|less)$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `start` to `end`, as written and in lower case without typographic marks."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it is written like a name."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that name something. `before` is the word before it, its article left out."""

    text: str
    start: int
    end: int
    before: str | None
    has_the: bool

    @property
    def as_named(self) -> str:
        """The phrase with the article that it had: "the ferry"."""
        return f"the {self.text}" if self.has_the else self.text

    @property
    def is_name(self) -> bool:
        """Whether its last word is written like a name."""
        return self.text.split()[-1][:1].isupper()

    @property
    def names(self) -> Sequence[str]:
        """Its words that are written like names: Amberley, of "Amberley clinic"."""
        return [word for word in self.text.split() if word[:1].isupper()]

    @property
    def is_generic(self) -> bool:
        """Whether it tells nothing without what it is of."""
        return all(word.lower() in GENERIC for word in self.text.split())


def tokens_of(text: str) -> Sequence[Token]:
    """The words of a text."""
    return [
        Token(m.group(), m.group().replace("’", "'").lower(), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def phrases_of(question: str) -> Sequence[Phrase]:
    """The phrases of a question, in order."""
    tokens = tokens_of(question)
    verbs = _verbs(tokens)
    found: list[Phrase] = []
    run: list[int] = []
    for number, token in enumerate(tokens):
        adjoins = not run or not question[tokens[run[-1]].end : token.start].strip()
        is_part = token.lower not in GRAMMAR and number not in verbs
        if run and not (is_part and adjoins):
            found.append(_phrase(question, tokens, run))
            run = []
        if is_part:
            run.append(number)
    if run:
        found.append(_phrase(question, tokens, run))
    return found


def joined_phrases(question: str) -> Sequence[Phrase]:
    """The phrases, those that "of" joins as one: "leader of the party"."""
    joined: list[Phrase] = []
    for phrase in phrases_of(question):
        last = joined[-1] if joined else None
        between = "" if last is None else question[last.end : phrase.start]
        if last is not None and re.fullmatch(r"\s+of(?:\s+(?:the|a|an))?\s+", between):
            text = question[last.start : phrase.end]
            joined[-1] = Phrase(text, last.start, phrase.end, last.before, last.has_the)
        else:
            joined.append(phrase)
    return joined


def main_phrase(question: str) -> str | None:
    """What a question is mostly about; None where it names nothing."""
    between = re.search(r"\bbetween (?:the |an? )?(.+?)\s*[?.!]*$", question)
    if between:
        return between.group(1)
    for phrase in joined_phrases(question):
        of = re.split(r"\s+of(?:\s+(?:the|a|an))?\s+", phrase.text)
        telling = [part for part in of if not _is_all_generic(part)]
        if len(of) > 1 and telling and _is_all_generic(of[0].split()[-1]):
            return telling[-1]
        if telling:
            return phrase.as_named
    return None


def verb_places(question: str) -> frozenset[int]:
    """The numbers of the tokens that are verbs with a meaning, as far as can be told."""
    return _verbs(tokens_of(question))


def _is_all_generic(text: str) -> bool:
    return all(word.lower() in GENERIC for word in text.split())


def _phrase(question: str, tokens: Sequence[Token], run: Sequence[int]) -> Phrase:
    first, last = run[0], run[-1]
    place = first - 1
    has_the = place >= 0 and tokens[place].lower == "the"
    while place >= 0 and tokens[place].lower in DETERMINERS:
        place -= 1
    before = tokens[place].lower if place >= 0 else None
    start, end = tokens[first].start, tokens[last].end
    return Phrase(question[start:end], start, end, before, has_the)


def _verbs(tokens: Sequence[Token]) -> frozenset[int]:
    stems = stems_of([token.lower for token in tokens])
    found: set[int] = set()
    needs_base = needs_predicate = False
    run = 0
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else None
        if token.lower in AUXILIARIES:
            needs_base = token.lower in TAKES_BASE_FORM
            needs_predicate = token.lower not in TAKES_BASE_FORM
            run = 0
        elif token.lower in GRAMMAR:
            needs_base = needs_base or token.lower in _TAKE_A_NOUN
            run = run if token.lower in DETERMINERS else int(token.lower in _SUBJECTS)
        elif _is_measure(token, before):
            found.add(number)
        elif _is_noun_here(token, before):
            run += 1
        elif _is_verb_here(token, stems[number], run, needs_base=needs_base, before=before):
            found.add(number)
            needs_base, run = False, 0
        elif needs_predicate and run and _PREDICATE.match(token.lower):
            found.add(number)
            needs_predicate, run = False, 0
        else:
            run += 1
    return frozenset(found | set(_last_verb(tokens, found)))


def _is_measure(token: Token, before: Token | None) -> bool:
    """Whether a word says how much: "fast" after "how", a number."""
    return token.text.isdecimal() or (before is not None and before.lower == "how")


def _is_noun_here(token: Token, before: Token | None) -> bool:
    if before is None:
        return False
    if before.lower in PREPOSITIONS and token.lower.endswith("ing") and not token.is_capitalised:
        return False
    return before.lower in DETERMINERS | PREPOSITIONS or token.is_capitalised


def _is_verb_here(
    token: Token, stem: str, run: int, *, needs_base: bool, before: Token | None
) -> bool:
    opens = before is None or before.lower in {"who", "and", "to"} or before.lower in AUXILIARIES
    if before is not None and before.lower == "who":
        return True
    if before is not None and before.lower == "what" and token.lower.endswith("ed"):
        return True
    if before is not None and before.lower in PREPOSITIONS:
        return token.lower.endswith("ing") and stem in verb_stems()
    if before is not None and before.lower in FORMS_OF_BE and token.lower.endswith("ed"):
        return True
    if stem not in verb_stems():
        return False
    is_past = token.lower.endswith("ed") or token.lower in PAST_FORMS
    return (needs_base and run > 0) or is_past or (opens and run == 0) or _asks(before)


def _asks(before: Token | None) -> bool:
    return before is not None and before.lower in ASKING - {"which", "whose"}


def _last_verb(tokens: Sequence[Token], found: set[int]) -> Iterator[int]:
    """The last word of "How do sharks reproduce?": a verb has to be somewhere."""
    places = [n for n, token in enumerate(tokens) if token.lower in TAKES_BASE_FORM]
    if not places or any(number > places[0] for number in found) or not tokens:
        return
    last = len(tokens) - 1
    is_alone = last - places[0] >= 2 and tokens[last - 1].lower not in GRAMMAR
    if is_alone and not tokens[last].is_capitalised and tokens[last].lower not in GRAMMAR:
        yield last
