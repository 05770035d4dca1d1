"""Single times as questions name them: "last week", "3 May 2016", "early 2016", "Q3 2019".

Gives the period that such words mean on a given day, or none where they have several meanings.
Knows nothing of the words around them.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.amounts import amount_of
from bot.periods import Period, months_before
from index.sources.dates import parse_date

_MONTHS = [name.lower() for name in calendar.month_name if name]
_WEEKDAYS = [name.lower() for name in calendar.day_name]
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
YEAR = r"(?:1[6-9]\d\d|20\d\d)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_UNIT = r"(?:hour|day|week|month|year|decade)s?"
_COUNT = (
    r"(?:\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
    r"|fifteen|twenty|thirty|sixty|ninety)"
)
_PART = (
    r"(?:(?:very )?early|mid|late|(?:the )?(?:beginning|start|middle|end) of"
    r"|(?:the )?(?:first|second|1st|2nd) half of)"
)
_ORDINAL = "(?:first|second|third|fourth|last|1st|2nd|3rd|4th)"
_TIME_OF_DAY = "(?:morning|afternoon|evening|night)"
_ON_WEEKDAY = rf"(?:{_WEEKDAY},? (?:the )?)?"

FULL_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}"
    rf"|{_ON_WEEKDAY}(?:the )?{_DAY}(?: of)? {MONTH},? {YEAR}"
    rf"|{_ON_WEEKDAY}{MONTH} (?:the )?{_DAY},? {YEAR})"
)
DAY_OF_MONTH = (
    rf"(?:{_ON_WEEKDAY}(?:the )?{_DAY}(?: of)? {MONTH}|{_ON_WEEKDAY}{MONTH} (?:the )?{_DAY})"
)
MONTH_OF_YEAR = rf"(?:(?:{_PART}[ -])?{MONTH},?(?: of)? {YEAR})"
QUARTER = rf"(?:q[1-4],?(?: of)? {YEAR}|(?:the )?{_ORDINAL} quarter of {YEAR})"
ROLLING = rf"(?:(?:the )?(?:last|past|previous)(?: {_COUNT})? {_UNIT})"
AGO = rf"(?:{_COUNT} {_UNIT} ago)"
NAMED_DAY = (
    rf"(?:the day before yesterday|yesterday(?: {_TIME_OF_DAY})?|today|tonight|last night"
    r"|this (?:morning|afternoon|evening))"
)
CALENDAR_UNIT = (
    r"(?:(?:earlier )?this (?:week|month|year)|(?:this|last|past) (?:week|month|year|weekend)"
    r"|the weekend)"
)
WEEKDAY = rf"(?:(?:last )?{_WEEKDAY}(?: {_TIME_OF_DAY})?)"
YEARS = rf"(?:(?:{_PART}[ -])?(?:the )?{YEAR}['’]?s|{YEAR}\s?[-–—]\s?{YEAR}|(?:{_PART}[ -])?{YEAR})"
NUMERIC = r"(?:\d{1,2}/\d{1,2}(?:/\d{2})?)"

POINT = (
    rf"(?:{FULL_DATE}|{DAY_OF_MONTH}|{MONTH_OF_YEAR}|{QUARTER}|{NAMED_DAY}|{CALENDAR_UNIT}|{AGO}"
    rf"|{ROLLING}|{WEEKDAY}|{YEARS}|(?:{_PART}[ -])?{MONTH}|{NUMERIC})"
)
"""One time. Single spaces; case is ignored by whoever compiles it."""

_Read = Callable[[str, datetime], Period | None]


def period_of(words: str, now: datetime) -> Period | None:
    """What words that match POINT mean at `now`; None where that is not clear.

    What lacks a year is the latest that has begun; "two weeks ago" is right to half a week. None
    for 03/05/2016, for days that no calendar has, for "last Monday" said on a Tuesday, and for
    what leaves the years that can be counted.
    """
    folded = " ".join(words.lower().replace("’", "'").split())
    for pattern, read in _READINGS:
        if pattern.fullmatch(folded):
            try:
                return read(folded, now)
            except (ValueError, OverflowError):
                return None
    return None


def _full_date(words: str, _now: datetime) -> Period | None:
    numeric = words.replace(".", "/") if words[0].isdigit() and words.count(".") == 2 else words
    plain = re.sub(rf"\b(?:the|of)\b|^{_WEEKDAY},?", " ", numeric)
    moment = parse_date(plain)
    if moment is None:
        return None
    named = re.match(_WEEKDAY, words)
    is_that_weekday = not named or named.group() == _WEEKDAYS[moment.weekday()]
    return Period.days(moment.date(), moment.date()) if is_that_weekday else None


def _day_of_month(words: str, now: datetime) -> Period | None:
    years = (now.year, now.year - 1) if "29" not in words else range(now.year, now.year - 8, -1)
    for year in years:
        found = _full_date(f"{words} {year}", now)
        if found and found.start <= now:
            return found
    return None


def _month(words: str, now: datetime) -> Period | None:
    part, rest = _part_of(words)
    year = re.search(YEAR, rest)
    month = next(n for n, name in enumerate(_MONTHS, 1) if name[:3] == rest[:3])
    if year:
        return part(Period.month(int(year.group()), month))
    return part(Period.month(now.year if month <= now.month else now.year - 1, month))


def _quarter(words: str, _now: datetime) -> Period | None:
    year = int(words[-4:])
    which = re.search(r"(?<=q)[1-4]|[1-4](?=st|nd|rd|th)|first|second|third|fourth|last", words)
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    number = names.get(which.group()) or int(which.group()) if which else 0
    return Period.months(year, 3 * number - 2, 3 * number)


def _named_day(words: str, now: datetime) -> Period | None:
    today = now.date()
    if words == "the day before yesterday":
        return Period.days(today - timedelta(days=2), today - timedelta(days=2))
    if words == "last night":
        return Period.days(today - timedelta(days=1), today)
    day = today - timedelta(days=1) if words.startswith("yesterday") else today
    return Period.days(day, day)


def _calendar_unit(words: str, now: datetime) -> Period | None:
    today, unit = now.date(), words.rsplit(maxsplit=1)[-1]
    if words.startswith("past"):
        return _rolling(words, now)
    is_before_weekend = today.weekday() < 5
    back = 1 if words.startswith("last") or (words == "the weekend" and is_before_weekend) else 0
    if unit == "week":
        return Period.week_of(today - timedelta(weeks=back))
    if unit == "month":
        return Period.month(today.year, today.month - back)
    if unit == "year":
        return Period.years(today.year - back, today.year - back)
    saturday = today - timedelta(days=today.weekday() - 5 + 7 * back)
    return Period.days(saturday, saturday + timedelta(days=1))


def _rolling(words: str, now: datetime) -> Period | None:
    """Up to the end of today, in whole days; hours are counted from now."""
    count, unit = _count_of(words), words.rsplit(maxsplit=1)[-1].rstrip("s")
    if unit == "hour":
        return Period(now - timedelta(hours=count), now)
    return Period.days(_back(now.date(), count, unit), now.date())


def _ago(words: str, now: datetime) -> Period | None:
    count, unit = _count_of(words), words.split()[-2].rstrip("s")
    if unit == "hour":
        return Period.days((now - timedelta(hours=count)).date(), now.date())
    day = _back(now.date(), count, unit)
    slack = timedelta(days={"day": 0, "week": 3, "month": 15, "year": 183}[unit])
    return Period.days(day - slack, min(day + slack, now.date()))


def _back(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    return months_before(day, count * {"month": 1, "year": 12, "decade": 120}[unit])


def _count_of(words: str) -> int:
    said = re.search(rf"\b{_COUNT}\b(?= )", words)
    amount = amount_of(said.group()) if said and said.group() not in ("a", "an") else None
    return int(amount.values[0]) if amount else 1


def _weekday(words: str, now: datetime) -> Period | None:
    """The latest such day before today; none where it could also be today or a week earlier."""
    today = now.date()
    named = re.search(_WEEKDAY, words)
    number = _WEEKDAYS.index(named.group()) if named else 0
    back = (today.weekday() - number) % 7
    is_this_week = back <= today.weekday()
    is_last = words.startswith("last ")
    if (back == 0 and not is_last) or (is_last and is_this_week and back):
        return None
    day = today - timedelta(days=back or 7)
    return Period.days(day, day)


def _years(words: str, _now: datetime) -> Period | None:
    part, rest = _part_of(words)
    years = [int(year) for year in re.findall(YEAR, rest)]
    if rest.endswith("s"):
        is_decade = years[0] % 10 == 0 and years[0] % 100  # "the 1900s" may be a century
        return part(Period.years(years[0], years[0] + 9)) if is_decade else None
    return part(Period.years(years[0], years[-1])) if years[0] <= years[-1] else None


def _part_of(words: str) -> tuple[Callable[[Period], Period], str]:
    """Which part of what the rest of the words say, and the rest."""
    found = re.match(rf"({_PART})[ -]|the ", words)
    said = found.group(1) or "" if found else ""
    rest = words[found.end() :] if found else words
    rest = rest.removeprefix("the ")
    if "half" in said:
        is_first = "first" in said or "1st" in said
        return (lambda whole: _half(whole, is_first=is_first)), rest
    thirds = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
    number = next((n for word, n in thirds.items() if re.search(rf"\b{word}\b", said)), None)
    return (lambda whole: whole if number is None else whole.third(number)), rest


def _half(whole: Period, *, is_first: bool) -> Period:
    first, last = whole.start.date(), whole.end.date()
    if (last - first).days in (364, 365):
        return Period.months(first.year, 1, 6) if is_first else Period.months(first.year, 7, 12)
    middle = first + (last - first + timedelta(days=1)) // 2
    return Period.days(first, middle - timedelta(days=1)) if is_first else Period.days(middle, last)


_READINGS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (FULL_DATE, _full_date),
        (DAY_OF_MONTH, _day_of_month),
        (rf"{MONTH_OF_YEAR}|(?:{_PART}[ -])?{MONTH}", _month),
        (QUARTER, _quarter),
        (NAMED_DAY, _named_day),
        (CALENDAR_UNIT, _calendar_unit),
        (AGO, _ago),
        (ROLLING, _rolling),
        (WEEKDAY, _weekday),
        (YEARS, _years),
    )
)
