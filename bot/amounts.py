"""Numbers as news writes them: "more than 1,200 fighters", "$1.2 billion", "thirty-five".

Finds them in a text and works out what they are worth, so that "35" and "thirty-five" compare as
equal. Knows nothing of questions or answers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.stop_words import STOP_WORDS
from index.terms import stems_of, words_of

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: float(value) for value, word in enumerate(_ONES)} | {
    word: 10.0 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9} | {
    "trillion": 1e12,
    "bn": 1e9,
    "mn": 1e6,
}
_VAGUE = "dozens hundreds thousands millions billions several half once twice none nobody".split()
_WORD = "|".join(sorted((*_SMALL, *_SCALES, *_VAGUE), key=len, reverse=True))
_DIGITS = r"(?:(?:US|HK|A|C)?[$€£¥]\s?)?(?<!\w)[-−]?(?<![\d.])\d+(?:[.,]\d+)*"
_SPELLED = rf"\b(?:an?\s+(?=hundred|thousand|million|billion|dozen))?(?:{_WORD})\b"
_JOINER = r"(?:[\s-]+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)"
_SCALE = rf"(?:[\s-]?(?:{'|'.join(_SCALES)}|m|k)\b)"
_ONE = rf"(?:{_DIGITS}{_SCALE}?|{_SPELLED}(?:{_JOINER}(?:{_WORD})\b)*)"
_QUALIFIER = (
    r"(?:(?:(?:no|not)\s+)?(?:more|fewer|less|greater)\s+than|at\s+(?:least|most)|up\s+to|about"
    r"|around|approximately|roughly|nearly|almost|over|under|above|below|some|an\s+estimated|only"
    r"|as\s+(?:many|few|much|little)\s+as|just|between|close\s+to|every)"
)
_NOUN = r"(?:[a-z]+(?<![sui])s|people|men|women|children|per\s?cent|percentage\s+points?|degrees)"
_FUNCTION_WORD = rf"(?:{'|'.join(sorted(STOP_WORDS, key=len, reverse=True))})\b"
_UNIT = (
    rf"(?:\s?%|\s+(?!{_FUNCTION_WORD})(?:[a-z-]+\s+)??(?!{_FUNCTION_WORD}){_NOUN}\b)?"
    r"(?:\s+(?:an?|per|each|every)\s+[a-z]+\b)?"
)
_PHRASE = re.compile(
    rf"(?:\b(?:{_QUALIFIER})\s+){{0,2}}{_ONE}(?:\s*(?:to|and|or|-|–)\s*{_ONE})?{_UNIT}",
    re.IGNORECASE,
)
_HOLDS = re.compile(rf"\d|\b(?:{_WORD})\b", re.IGNORECASE)
_SCALE_FOLLOWS = re.compile(rf"{_SCALE}|\s?%|\s+per\s?cent\b", re.IGNORECASE)

_SHORTHAND = {
    "$": " dollar ",
    "€": " euro ",
    "£": " pound ",
    "%": " percent ",
    "m": " million ",
    "bn": " billion ",
    "k": " thousand ",
}
_SHORT = re.compile(r"[$€£%]|(?<=\d)(?:m|bn|k)\b|\bper\s+cent\b", re.IGNORECASE)
_MORE = frozenset("more over above greater least".split())
_LESS = frozenset("less fewer under below most up nearly almost".split())
_NEITHER = frozenset(
    "than at to about around roughly approximately some an a estimated as many few much little "
    "only just no not between close dollar euro pound us every".split()
)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a text counts: its numbers in order, the stems of its unit, and which way it leans.

    `direction` is 1 for "more than", -1 for "less than", else 0.
    """

    values: tuple[float, ...]
    unit: frozenset[str]
    direction: int

    def agrees_with(self, other: "Amount") -> bool:
        """Whether both can be true of one thing: a unit that is not named fits any."""
        return (
            self.values == other.values
            and self.direction * other.direction >= 0
            and (not self.unit or not other.unit or not self.unit.isdisjoint(other.unit))
        )


def holds_number(text: str) -> bool:
    """Whether there is a number at all, in digits or in words; "none" and "several" count."""
    return _HOLDS.search(text) is not None


def amount_phrases(text: str) -> list[str]:
    """The numbers of a text, verbatim, each with what qualifies it and with its unit."""
    return [match.group().strip() for match in _PHRASE.finditer(text)]


def end_of_scale(text: str, end: int) -> int:
    """Where a number that ends at `end` really ends: after its "million" or "percent", if any."""
    follows = _SCALE_FOLLOWS.match(text, end)
    return follows.end() if follows else end


def amount_of(text: str) -> Amount | None:
    """What a text counts, if it opens with a number; None if it does not."""
    if not holds_number(text):
        return None
    words = words_of(_SHORT.sub(_spelled_out, text))
    items = list(_numbers_in(words))
    before = [str(item) for item in items[: _first_number(items)]]
    values = tuple(item for item in items if isinstance(item, float))
    if not values or not all(word in _MORE | _LESS | _NEITHER for word in before):
        return None
    unit = [i for i in items if isinstance(i, str) and i not in _MORE | _LESS | _NEITHER]
    stems = stems_of([word for word in unit if word not in STOP_WORDS])
    signs = [word for word in before if word in ("dollar", "euro", "pound")]
    return Amount(values, frozenset([*stems, *signs]), _direction(before))


def _spelled_out(short: re.Match[str]) -> str:
    return _SHORTHAND.get(short.group().lower(), " percent ")


def _first_number(items: Sequence[float | str]) -> int:
    return next((n for n, item in enumerate(items) if isinstance(item, float)), len(items))


def _direction(before: Sequence[str]) -> int:
    leaning = next((1 if w in _MORE else -1 for w in before if w in _MORE | _LESS), 0)
    return -leaning if "no" in before or "not" in before else leaning


def _numbers_in(words: Sequence[str]) -> Iterator[float | str]:
    """The words in order, each run of number words as the one number that it spells."""
    total, group, is_open = 0.0, 0.0, False
    for n, word in enumerate(words):
        worth = _worth(word)
        if worth is None and is_open and _links(words, n):
            continue
        if is_open and (worth is None or not (word in _SCALES or _can_add(worth, group, word))):
            yield total + group
            total, group, is_open = 0.0, 0.0, False
        if worth is None:
            yield word
        elif word not in _SCALES:
            group, is_open = group + worth, True
        elif worth <= 100:
            group, is_open = (group or 1.0) * worth, True
        else:
            total, group, is_open = total + (group or 1.0) * worth, 0.0, True
    if is_open:
        yield total + group


def _worth(word: str) -> float | None:
    if word in _SMALL:
        return _SMALL[word]
    if word in _SCALES:
        return _SCALES[word]
    # Not float(word) alone: "nan", "1e9" and "infinity" are words; 400 digits are infinite.
    if word.isascii() and re.fullmatch(r"\d{1,15}(?:\.\d{1,9})?", word):
        return float(word)
    return None


def _can_add(worth: float, group: float, word: str) -> bool:
    if word not in _SMALL or group != int(group):
        return False
    is_after_tens = group % 10 == 0 and group % 100 >= 20 and worth < 10
    return is_after_tens or (group % 100 == 0 and worth < 100)


def _links(words: Sequence[str], n: int) -> bool:
    """The "and" of "two hundred and five"."""
    is_and = words[n] == "and" and words[n - 1] in ("hundred", "thousand")
    return is_and and n + 1 < len(words) and words[n + 1] in _SMALL
