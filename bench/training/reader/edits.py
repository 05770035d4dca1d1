"""Small changes that make a question unanswerable: another name, number, or the opposite.

People who ask what an article does not say mostly ask about somebody or something near to what it
does say. Every edit returns None where the text offers nothing to change.
"""

import random
import re
from collections.abc import Sequence

_NAME = re.compile(
    r"\b[A-Z][a-z’'-]+(?:\s+(?:(?:of|the|de|van|von|al)\s+)?[A-Z][\w’'-]*)*|\b[A-Z]{2,}\b"
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty".split()
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_NOT_NAMES = frozenset(
    "Who What When Where Which Why How Whose Whom Is Are Was Were Do Does Did Has Have Had Can "
    "Could Will Would Should In On At By For From With To Of According After Before During The A "
    "An And If As Besides Other Along I It He She They We You This That These Those There Their "
    "His Her Its My Our Your But Not No Also While Since Although However Name".split()
)
_OPPOSITES = [
    tuple(pair.split("/"))
    for pair in (
        "more/less more/fewer most/least before/after increase/decrease increased/decreased "
        "first/last largest/smallest biggest/smallest higher/lower highest/lowest high/low "
        "north/south east/west northern/southern eastern/western begin/end began/ended start/end "
        "started/ended early/late earlier/later earliest/latest old/new older/younger "
        "oldest/youngest good/bad better/worse best/worst like/dislike liked/disliked win/lose "
        "won/lost winner/loser buy/sell bought/sold open/close opened/closed allow/forbid "
        "allowed/banned accept/reject accepted/rejected support/oppose supported/opposed "
        "supports/opposes agree/disagree agreed/refused confirm/deny confirmed/denied "
        "confirms/denies arrive/leave arrived/left enter/leave entered/left male/female "
        "men/women man/woman boy/girl father/mother son/daughter brother/sister husband/wife "
        "king/queen public/private right/left long/short longer/shorter longest/shortest "
        "fast/slow faster/slower strong/weak stronger/weaker hot/cold warm/cool inside/outside "
        "above/below over/under import/export imports/exports teacher/student attack/defend "
        "attacked/defended rise/fall rose/fell gain/lose gained/lost positive/negative "
        "possible/impossible legal/illegal known/unknown always/never cheap/expensive "
        "easy/difficult easiest/hardest major/minor majority/minority maximum/minimum "
        "success/failure succeed/fail succeeded/failed wet/dry rich/poor birth/death born/died "
        "north/east south/west summer/winter day/night morning/evening friend/enemy "
        "ally/rival arrested/released guilty/innocent hired/fired built/destroyed "
        "founded/dissolved joined/left guests/hosts happy/unhappy"
    ).split()
]
_OPPOSITE_OF: dict[str, list[str]] = {}
for _one, _other in _OPPOSITES:
    _OPPOSITE_OF.setdefault(_one, []).append(_other)
    _OPPOSITE_OF.setdefault(_other, []).append(_one)
_OPPOSABLE = re.compile(rf"\b(?:{'|'.join(sorted(_OPPOSITE_OF, key=len, reverse=True))})\b")
_AUXILIARY = re.compile(
    r"\b(?:can[’']t|cannot|won[’']t"
    r"|(did|does|do|was|were|is|are|can|could|would|will|has|have|had)(n[’']t| not)?)\b"
)
_SHORT_NOT = {"can": "can't", "will": "won't"}


def other_name(text: str, others: Sequence[str], rng: random.Random) -> str | None:
    """One name of a text replaced by one of the other names, no word of which it shares."""
    places = names_of(text)
    rng.shuffle(places)
    for start, end in places:
        words = set(text[start:end].lower().split())
        fitting = [name for name in others if not words & set(name.lower().split())]
        if fitting:
            return text[:start] + rng.choice(fitting) + text[end:]
    return None


def other_number(text: str, others: Sequence[str], rng: random.Random) -> str | None:
    """One number or number word of a text replaced by another."""
    places = list(_NUMBER.finditer(text))
    if places:
        place = rng.choice(places)
        fitting = [n for n in others if n != place.group() and len(n) == len(place.group())]
        new = rng.choice(fitting) if fitting else _moved(place.group(), rng)
        return text[: place.start()] + new + text[place.end() :]
    words = list(_NUMBER_WORD.finditer(text))
    if not words:
        return None
    place = rng.choice(words)
    new = rng.choice([word for word in _NUMBER_WORDS if word != place.group().lower()])
    return text[: place.start()] + new + text[place.end() :]


def opposite(text: str, rng: random.Random) -> str | None:
    """One word of a text replaced by its opposite."""
    places = list(_OPPOSABLE.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    return text[: place.start()] + rng.choice(_OPPOSITE_OF[place.group()]) + text[place.end() :]


def negated(text: str) -> str | None:
    """The text with its first auxiliary verb negated, or freed of its negation."""
    place = _AUXILIARY.search(text)
    if place is None:
        return None
    verb, negation = place.groups()
    if verb is None:
        new = "will" if place.group().startswith("w") else "can"
    elif negation:
        new = verb
    else:
        new = _SHORT_NOT.get(verb, f"{verb}n't")
    return text[: place.start()] + new + text[place.end() :]


def replaced(text: str, words: str, new: str) -> str:
    """The text with other words wherever these stand, but not as a part of longer ones."""
    return re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: new, text)


def names_of(text: str) -> list[tuple[int, int]]:
    """Where a text has what is written like a name; a word that opens a question is none."""
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        opener = text[start:end].split(maxsplit=1)[0]
        if re.split("[’']", opener)[0] in _NOT_NAMES:  # "What's" is none either
            start += len(opener)
            while start < end and text[start].isspace():
                start += 1
            if start >= end or not text[start].isupper():
                continue
        found.append((start, end))
    return found


def numbers_of(text: str) -> list[str]:
    """The numbers in digits of a text."""
    return _NUMBER.findall(text)


def _moved(number: str, rng: random.Random) -> str:
    """The same number with one digit changed."""
    at = rng.choice([i for i, char in enumerate(number) if char.isdigit()])
    digits = [digit for digit in "123456789" if digit != number[at]]
    return number[:at] + rng.choice(digits) + number[at + 1 :]
