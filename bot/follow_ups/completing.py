"""The question before, with one thing exchanged: another word that asks, another name or place.

For follow-ups that are no question of their own: "And when?", "What about Italy?", "the Italian
one". Knows surface marks of English questions; knows nothing of articles.
"""

import re
from collections.abc import Sequence

from bot.follow_ups.phrases import Phrase, joined_phrases, tokens_of, verb_places
from bot.follow_ups.referents import Talk, short_answer
from bot.follow_ups.words import AUXILIARIES, OF_PLACES, PREPOSITIONS, PRONOUNS

_ASKS = (
    r"(?:(?:by|for|to|with|of|from|in|since|until) )?"
    r"(?:who|whom|whose|what|which|when|where|why|how)"
)
_LEADING = re.compile(
    rf"^\s*{_ASKS}\b(?: (?:many|much|old|long|far|often|exactly|else)\b)?", re.IGNORECASE
)
_ONE = re.compile(r"\b(?:ones?)\b", re.IGNORECASE)
_YEAR_OR_MONTH = re.compile(
    r"\b(?:\d{4}|january|february|march|april|june|july|august|september|october|november"
    r"|december|yesterday|today|(?:last|this|next) (?:week|month|year))\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r",?\s*\baccording to [^,]+$", re.IGNORECASE)
_TIME = re.compile(
    rf"\s*\b(?:(?:in|on|at|since|during|of) )?(?:{_YEAR_OR_MONTH.pattern})", re.IGNORECASE
)


def with_asking_word(asking: str, talk: Talk) -> str:
    """The question before, asked for something else: "When?" after "Who denied it?" is "When was
    it that Peskov denied it?"."""
    asks = asking.strip().rstrip("?!. ")
    asks = asks[:1].upper() + asks[1:]
    before = talk.last.standalone_question.strip().rstrip("?!. ")
    first = before.split()[0].lower() if before else ""
    if first in AUXILIARIES:
        return f"{asks} {_lowered(before)}?"
    leading = _LEADING.match(before)
    if leading is None:
        return f"{asks} ({before})?"
    rest = before[leading.end() :].strip()
    following = rest.split()[0].lower() if rest else ""
    has_subject = following in AUXILIARIES and 1 not in verb_places(rest)
    if has_subject and first not in {"who", "which"}:
        return f"{asks} {rest}?"
    if asks.lower().startswith("how"):
        return f"{asks} ({rest})?"
    return f"{asks} was it that {_subject(first, rest, talk)}{rest}?"


def instead_of(said: str, talk: Talk) -> str:
    """The question before with what was said in the place of what it is like."""
    new = said.strip().rstrip("?!. ")
    before = talk.last.standalone_question.strip()
    body = before.rstrip("?!. ")
    lead = new.split()[0].lower() if new else ""
    if _ONE.search(new):
        return clarified(new, talk)
    if _YEAR_OR_MONTH.search(new):
        return f"{_without_time(body)} {new if lead in PREPOSITIONS else _in_time(new)}?"
    if lead in PREPOSITIONS | {"according"}:
        return _with_part(body, lead, new)
    old = _like(_bare(new), joined_phrases(body), talk)
    return f"{body} ({new})?" if old is None else _exchanged(body, old, new)


def clarified(said: str, talk: Talk) -> str:
    """The question before, completed by what was said when more was asked for.

    "the Italian one" goes before what the question calls "the minister"; a name takes the place of
    "he" or "it"; anything else is added in brackets.
    """
    new = _bare(said.strip().rstrip("?!. "))
    before = talk.last.standalone_question.strip()
    body = before.rstrip("?!. ")
    if _ONE.search(new):
        quality = _ONE.sub("", new).strip()
        for phrase in joined_phrases(body):
            if phrase.has_the and quality and not phrase.is_name:
                return f"{body[: phrase.start]}{quality} {body[phrase.start :]}?"
        return f"{body} ({quality or new})?"
    for token in tokens_of(body):
        if token.lower in PRONOUNS:
            is_owner = token.lower in {"his", "its", "their"}
            put = f"{new}'s" if is_owner else new
            return f"{body[: token.start]}{put}{body[token.end :]}?"
    for phrase in joined_phrases(body):
        if phrase.has_the and phrase.text.split()[-1].lower() in new.lower().split():
            return _exchanged(body, phrase, new)
    return f"{body} ({new})?"


def _with_part(body: str, lead: str, new: str) -> str:
    """The question with "in Rome" for "in Oslo", or behind it where there is nothing like it."""
    if lead == "according":
        return f"{_ACCORDING.sub('', body)} {new}?"
    alike = [one for one in joined_phrases(body) if one.before == lead]
    return _exchanged(body, alike[-1], new.split(maxsplit=1)[-1]) if alike else f"{body} {new}?"


def _subject(first: str, rest: str, talk: Talk) -> str:
    """Who or what does what the rest says, and a space; nothing where the rest says so itself."""
    if first == "who":
        return f"{short_answer(talk.last) or 'somebody'} "
    if any(phrase.start == 0 for phrase in joined_phrases(rest)):
        return ""
    return f"{_within(short_answer(talk.last) or 'something')} "


def _like(new: str, phrases: Sequence[Phrase], talk: Talk) -> Phrase | None:
    """The phrase of a question that a new one stands beside: a place for a place, a name for a
    name, the topic else."""
    is_name = _bare(new)[:1].isupper()
    names = [one for one in phrases if one.is_name]
    if not is_name:
        head = new.rsplit(maxsplit=1)[-1].lower()
        same = [one for one in phrases if one.text.lower().endswith(head)]
        topic = [one for one in phrases if one.as_named == talk.topic]
        return next(iter([*same, *topic]), phrases[0] if len(phrases) == 1 else None)
    if len(names) == 1:
        return names[0]
    places = [one for one in names if one.before in OF_PLACES]
    others = [one for one in names if one.before not in OF_PLACES]
    alike = places if talk.is_place(_bare(new)) else others
    return next(iter([*alike, *names]), None)


def _exchanged(body: str, old: Phrase, new: str) -> str:
    is_owner = old.text.endswith(("'s", "’s")) and not new.endswith(("'s", "’s"))
    put = f"{new}'s" if is_owner else new
    before = re.sub(r"\b(?:the|an?)\s+$", "", body[: old.start], flags=re.IGNORECASE)
    return f"{before}{put}{body[old.end :]}?"


def _bare(text: str) -> str:
    """Without an article in front."""
    words = text.split()
    while len(words) > 1 and words[0].lower() in {"the", "a", "an"}:
        words.pop(0)
    return " ".join(words)


def _without_time(body: str) -> str:
    return _TIME.sub("", body).strip()


def _in_time(new: str) -> str:
    return new if re.match(r"(?:yesterday|today|last|this|next)\b", new, re.I) else f"in {new}"


def _within(text: str) -> str:
    """The words as they stand inside of a sentence."""
    words = text.split()
    is_name = len(words) < 2 or words[1][:1].isupper()
    return text if is_name else _lowered(text)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
