"""Words of a question that say when: what they mean by the clock, or that it is not clear.

Words that could be part of a name, of what is asked, or of the future limit nothing; they are
given back without dates, so that an answer can show them. Knows nothing of articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import time_points as points
from bot.periods import Period
from bot.time_asking import Bounds, bounds_of, is_about_articles
from bot.types import TimeWords

_TICK = timedelta(microseconds=1)


def time_words_of(question: str, now: datetime) -> Sequence[TimeWords]:
    """The time words of a question asked at `now` (aware, UTC), in order, never overlapping.

    `since` and `until` are the first and last moment of what the words mean. Words that exclude
    each other all come without dates. Never raises.
    """
    found: list[TimeWords] = []
    for pattern in (_RANGE, _SINGLE, _VAGUE):
        for match in pattern.finditer(_without_quotations(question)):
            if not any(match.start() < w.end and w.start < match.end() for w in found):
                found += _read(_Place(question, match, now))
    ordered = sorted(found, key=lambda words: words.start)
    return ordered if _is_possible(ordered) else [_undated(words) for words in ordered]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a question time words seem to be, and when it is asked."""

    question: str
    match: re.Match[str]
    now: datetime

    def group(self, name: str) -> str:
        """What a part of the pattern matched, in lower case and with single spaces."""
        said = self.match.groupdict().get(name) or ""
        return " ".join(said.lower().split())

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()

    def words(self, since: datetime | None = None, until: datetime | None = None) -> TimeWords:
        text = self.question[self.start : self.end]
        return TimeWords(text, self.start, self.end, since, until)


def _read(place: _Place) -> Iterator[TimeWords]:
    """What stands there as time words; nothing where it is a name."""
    if place.match.re is _VAGUE:
        if not _is_title(place, place.match.group()):
            yield place.words()
    elif place.match.re is _RANGE:
        yield _range(place) if _ends_well(place) else place.words()
    elif not _is_name(place):
        yield _single(place) if _ends_well(place) or place.group("own") else place.words()


def _range(place: _Place) -> TimeWords:
    first, last = place.group("first"), place.group("last")
    year = re.search(points.YEAR, last)
    if first.isdigit():
        first = re.sub(r"\d+(?:st|nd|rd|th)?", first, last, count=1)
    elif year and re.fullmatch(rf"{points.DAY_OF_MONTH}|{points.MONTH}", first):
        first = f"{first} {year.group()}"
    begin, end = (points.period_of(said, place.now) for said in (first, last))
    if begin is None or end is None or not begin.start <= end.start <= place.now:
        return place.words()
    return _bounded(place, begin.up_to(end))


def _single(place: _Place) -> TimeWords:
    relation = place.group("relation")
    period = points.period_of(place.group("point"), place.now)
    if period is None or period.start > place.now:
        return place.words()
    if relation in _FROM_ON or relation in _UP_TO:
        return _open_ended(place, relation, period)
    is_dated_event = relation == "of" and not is_about_articles(place.question)
    if place.group("own") or (is_dated_event and _RELATIVE.match(place.group("point"))):
        return _since(place, period.start)
    if is_dated_event:
        return place.words()
    return _bounded(place, period) if _fits(place, relation) else place.words()


def _open_ended(place: _Place, relation: str, period: Period) -> TimeWords:
    """What "since", "after", "before", "until" and the like make of a time."""
    if relation == "since":
        return place.words(since=period.start)
    if relation == "after":
        is_over = period.end < place.now and not _COUNTED_OFF.search(place.question[: place.start])
        return _since(place, period.end + _TICK) if is_over else place.words()
    is_included = relation in ("until", "till", "by", "up to")
    return _until(place, period.end if is_included else period.start - _TICK)


def _since(place: _Place, start: datetime) -> TimeWords:
    bounds = bounds_of(place.question, place.start, is_long=False, is_over=True)
    return place.words(since=start) if bounds is not Bounds.NEITHER else place.words()


def _until(place: _Place, end: datetime) -> TimeWords:
    """An upper bound alone; only where what is asked is news at the time."""
    bounds = bounds_of(place.question, place.start, is_long=True, is_over=True)
    is_clear = not _COUNTED_OFF.search(place.question[: place.start])
    return place.words(until=end) if bounds is Bounds.BOTH and is_clear else place.words()


def _bounded(place: _Place, period: Period) -> TimeWords:
    bounds = bounds_of(
        place.question,
        place.start,
        is_long=period.is_longer_than_a_month,
        is_over=period.end < place.now and not _LACKS_YEAR.fullmatch(place.group("point")),
    )
    if bounds is Bounds.NEITHER:
        return place.words()
    return place.words(period.start, period.end if bounds is Bounds.BOTH else None)


def _is_possible(found: Sequence[TimeWords]) -> bool:
    """Whether some moment is within all of them."""
    latest = max((words.since for words in found if words.since), default=None)
    earliest = min((words.until for words in found if words.until), default=None)
    return latest is None or earliest is None or latest <= earliest


def _undated(words: TimeWords) -> TimeWords:
    return replace(words, since=None, until=None)


def _without_quotations(question: str) -> str:
    """The question with what it quotes blanked out, as long as before: titles hold time words."""
    return _QUOTED.sub(lambda quoted: "\0" * len(quoted.group()), question)


def _is_name(place: _Place) -> bool:
    """Whether the words are more likely part of a name, or of a noun, than a time."""
    relation, point = place.group("relation"), place.group("point")
    is_own, ends_well = bool(place.group("own")), _ends_well(place)
    if _RELATIVE.match(point) and _is_title(place, place.match.group("point")):
        return True
    if relation in _LOOSE and not is_own and not ends_well:
        return True
    if re.fullmatch(rf"{points.YEARS}|{points.MONTH}", point):
        return _is_name_with(place, relation, point) or not ends_well
    return not relation and _is_bare_name(place, point)


def _is_name_with(place: _Place, relation: str, point: str) -> bool:
    """Whether a year or month after this preposition, or none, is more likely none: "by May"."""
    is_person = relation == "by" and point in ("may", "april", "june", "august")
    is_event = relation == "of" and not is_about_articles(place.question)
    is_hour = relation == "at" and point.isdigit()
    return not relation or is_person or is_event or is_hour


def _is_bare_name(place: _Place, point: str) -> bool:
    """Whether words without a preposition are more likely a name or part of a noun."""
    last = _LAST_WORD.search(place.question[: place.start])
    word = last.group() if last else ""
    if re.fullmatch(rf"{points.WEEKDAY}|{points.DAY_OF_MONTH}", point):
        is_free = bool(word) and word[0].islower() and word not in _HOLD_NOUNS
        return not is_free or not _ends_well(place)
    if re.fullmatch(rf"{points.NUMERIC}|the {_ONE_UNIT}", point):
        return True
    return word.lower() in _HOLD_NOUNS or not (_ends_well(place) or place.group("own"))


def _is_title(place: _Place, said: str) -> bool:
    """Whether words that take no capital have one: "The Day After Tomorrow"."""
    is_inside = place.question[: place.start].strip() != ""
    return is_inside and said[0].isupper() and not place.question.isupper()


def _ends_well(place: _Place) -> bool:
    """Whether what follows cannot be the noun that the words describe: "the 2016 election"."""
    return _FOLLOWS.match(place.question, place.end) is not None


def _fits(place: _Place, relation: str) -> bool:
    """Whether the preposition goes with such a time: "on Monday", "in 2016"."""
    if relation in ("", "of"):
        return True
    if relation == "from":
        return is_about_articles(place.question)
    point = place.group("point")
    if relation == "for":
        return re.fullmatch(points.ROLLING, point) is not None
    is_day = re.fullmatch(rf"{points.WEEKDAY}|{points.FULL_DATE}|{points.DAY_OF_MONTH}", point)
    return relation in (_ON if is_day else _IN)


_ON = frozenset(("on", "dated"))
_IN = frozenset(("in", "back in", "during", "throughout", "within", "over", "at"))
_FROM_ON = frozenset(("since", "after"))
_UP_TO = frozenset(("before", "prior to", "until", "till", "by", "up to"))
_LOOSE = frozenset(("of", "for", "about", "than", "to", "around", "through", "every", "each"))
_ONE_UNIT = r"(?:last|past|previous) (?:hour|day|week|month|year|decade)"
_RELATION = (
    r"(?:back in|in|on|during|throughout|within|over|at|from|of|since|after|before|prior to"
    r"|until|till|by|up to|as of|dated|for|about|than|to|around|through|every|each)"
)
_SPACED = re.compile(" ")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_SPACED.sub(r"\\s+", pattern), re.IGNORECASE)


_RANGE = _compiled(
    rf"(?<![\w-])(?:between|from|in|on|during) (?:the )?"
    rf"(?P<first>{points.POINT}|\d{{1,2}}(?:st|nd|rd|th)?)"
    rf" (?:and|or|to|until|till|through) (?:the )?(?P<last>{points.POINT})(?![\w-])"
)
_SINGLE = _compiled(
    rf"(?<![\w$£€#'’.,/-])(?:(?P<relation>{_RELATION}) (?:the (?!last|past|previous|weekend))?)?"
    rf"(?P<point>{points.POINT})(?P<own>['’]s?(?= [a-z]))?(?![\w/]|[-–—.,]\w|['’]\w)"
)
_VAGUE = _compiled(
    r"(?<![\w-])(?:recently|lately|nowadays|the other day|tomorrow"
    r"|(?:in |over |during )?(?:the )?(?:recent|last few|past few|last couple of|past couple of)"
    r" (?:hour|day|week|month|year|decade)s"
    r"|(?:a few|several|some|(?<!how\s)many|a couple of) (?:hour|day|week|month|year|decade)s ago"
    r"|(?:a while|long|some time) ago"
    r"|(?:next|this|last) (?:season|spring|summer|autumn|fall|winter|decade|century)"
    r"|(?:next) (?:week|month|year|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|this (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:in|during) (?:the )?(?:spring|summer|autumn|fall|winter)(?: of)?(?: (?:1[6-9]|20)\d\d)?"
    r"|in the (?:\d\ds|\d{1,2}(?:st|nd|rd|th) century))(?![\w-])"
)
_FOLLOWS = re.compile(
    r"\s*(?:$|[?!.,;:)\]…]|(?:in|at|on|by|for|from|to|with|about|during|after|before|until|since|who"
    r"|whom|whose|what|which|when|where|why|how|that|did|do|does|was|were|is|are|has|have|had|will"
    r"|would|can|could|and|or|but|the(?!\s+\d)|an?|as|against|over|under|near|between|he|she|they|it|we|i"
    r"|you|his|her|their|its|according|amid|following|because|if|while|outside|inside|through"
    r"|ahead|than|regarding|concerning|despite|not|also|there|among|across|around|behind|via"
    r"|people|said|says?|told|tells?|\w{3,}(?:ed|ly)|anyone|anybody|someone|any|some)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|(?<!\w)[‘\'][^‘’\']{2,}[’\'](?!\w)')
_LAST_WORD = re.compile(r"[\w’'-]+(?=\s+$)")
_HOLD_NOUNS = frozenset(
    "the a an every each any that next other another about of than all like with into against "
    "called named titled my your his her its our their no is are be".split()
)
_RELATIVE = re.compile(
    r"yesterday|today|tonight|this|last|past|the|earlier|previous|\w+\s+\w+\s+ago", re.IGNORECASE
)
_COUNTED_OFF = re.compile(r"(?:second|minute|hour|day|week|month|year|decade)s?\s+$", re.IGNORECASE)
_LACKS_YEAR = re.compile(rf"{points.DAY_OF_MONTH}|{points.MONTH}|{points.WEEKDAY}")
