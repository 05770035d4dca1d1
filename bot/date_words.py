"""Dates as news says them: "Jan. 13", "13 January 2019", "last Monday evening".

Finds them in a text and takes them apart, so that they can be compared. Nothing is computed:
"yesterday" stays "yesterday". Knows nothing of questions or answers.
"""

import re

from index.terms import words_of

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERED = {
    form: f"{kind} {number}"
    for kind, names in (("month", _MONTHS), ("weekday", _WEEKDAYS))
    for number, name in enumerate(names, start=1)
    for form in (name, name[:3], name[:4])
}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d{2})s?"
_SPAN = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|weekends?|months?|years?|decades?|centur(?:y|ies))"
)
_PART = r"(?:morning|afternoon|evening|night|noon|midnight|dawn|dusk)"
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|a few)"
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2}"
_UNIT = (
    rf"(?:{_CLOCK}|(?-i:{_MONTH})(?:\s+{_DAY}\b)?|{_DAY}\s+(?:of\s+)?(?-i:{_MONTH})"
    rf"|\b{_YEAR}\b|(?-i:{_WEEKDAY})|\b(?:today|yesterday|tomorrow|tonight)\b"
    rf"|\b(?:last|next|this|earlier this|later this)\s+(?:{_SPAN}|{_PART}|(?-i:{_WEEKDAY}))\b"
    rf"|\b{_COUNT}\s+{_SPAN}\s+(?:ago|earlier|later)\b|\b{_PART}\b|\b(?:spring|summer|autumn|winter)\b)"
)
_RUN = re.compile(
    r"(?:\b(?:early|late|mid|the\s+(?:end|beginning|start)\s+of)[\s-]+)?(?:\bthe\s+)?"
    rf"{_UNIT}(?:(?:,?\s+(?:(?:on|of|in|at|the)\s+){{0,2}}){_UNIT})*",
    re.IGNORECASE,
)
_FIXED = re.compile(
    rf"\d|(?-i:{_MONTH})|(?-i:{_WEEKDAY})|\b(?:to|yester)day|\bto(?:morrow|night)|\b(?:last|next|this)\b"
    r"|\b(?:ago|earlier|later)\b",
    re.IGNORECASE,
)
"""What makes a date of it: "the night" alone says nothing, "Monday night" does."""

_FILLERS = frozenset("on in at of the during".split())
_PARTS_OF_TIME = frozenset(
    "early late mid morning afternoon evening night today yesterday tomorrow tonight spring summer "
    "autumn winter".split()
)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_LONGEST = 60
"""Characters beyond which no text is a date alone."""


def date_phrases(text: str) -> list[str]:
    """The dates and times of a text, verbatim; what stands together is one."""
    return [match.group() for match in _RUN.finditer(text) if _FIXED.search(match.group())]


def date_of(text: str) -> frozenset[str]:
    """The parts of a date, such as `month 1` and `day 13`; none if the text is anything else.

    A part that is not said is absent: of two dates, one refines the other if it is a superset.
    """
    if len(text) > _LONGEST:
        return frozenset()
    words = [word for word in words_of(text) if word not in _FILLERS]
    if len(words) == 3 and _is_year(words[0]) and all(re.fullmatch(r"\d\d", w) for w in words[1:]):
        words = [words[0], _month_numbered(words[1]), words[2]]
    parts = frozenset(_part(word) for word in words)
    kinds = {part.split()[0] for part in parts if part}
    is_date = "" not in parts and not kinds.isdisjoint({"month", "weekday", "year"})
    is_whole = "day" not in kinds or "month" in kinds
    return parts if is_date and is_whole else frozenset()


def _part(word: str) -> str:
    """What a word says of a date, "" for nothing."""
    if word in _NUMBERED:
        return _NUMBERED[word]
    if _is_year(word):
        return f"year {word}"
    day = _ORDINAL.fullmatch(word)
    if day and 1 <= int(day.group(1)) <= 31:
        return f"day {int(day.group(1))}"
    return f"part {word}" if word in _PARTS_OF_TIME else ""


def _month_numbered(digits: str) -> str:
    number = int(digits)
    return _MONTHS[number - 1] if 1 <= number <= 12 else digits


def _is_year(word: str) -> bool:
    return re.fullmatch(r"1\d{3}|20\d{2}", word) is not None
