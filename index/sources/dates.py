"""Dates of publication as people and machines write them; a date is never completed by guessing.

The only module that imports dateutil. Month names are read in English only. Knows nothing of
formats.
"""

import re
from datetime import UTC, datetime, tzinfo

from dateutil import tz
from dateutil.parser import parse

_MAX_CHARS = 100
_MIN_YEAR, _MAX_YEAR = 1600, 2100
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)|\d{8}(?:[T ]|$)")
_NUMERIC = re.compile(r"(?<![\d:.+-])(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?![\d:.])")
_MONTH = re.compile(
    r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april"
    r"|june|july|august|september|october|november|december)(?![a-z])",
    re.IGNORECASE,
)
_MERIDIEM = re.compile(r"(?<=[\d ])([ap])\.\s?m\.?(?=\W|$)", re.IGNORECASE)
# What a missing day, month or year would be filled with. Both years are leap years, and the days
# are not 7 apart, so that "Friday, December 2021" differs too.
_FILLINGS = (datetime(1604, 1, 1), datetime(1608, 2, 15))
# The American ones are those of RFC 2822, section 4.3.
_ZONES_H = {
    name: hours
    for hours, names in {
        -8: "PST",
        -7: "PDT MST",
        -6: "MDT CST",
        -5: "CDT EST",
        -4: "EDT",
        0: "UTC GMT Z WET",
        1: "BST CET",
        2: "CEST EET",
        3: "EEST MSK",
    }.items()
    for name in names.split()
}
_ZONE_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles"}


def parse_date(written: str) -> datetime | None:
    """The moment that is written, aware and in UTC; None where it is not wholly there.

    Without a zone it is UTC, without a time midnight. None for a date that lacks its year, month
    or day, for 03/04/2021 (two readings; 13/04/2021 has one), for two-digit years, for a zone
    that has several meanings ("IST"), and for years outside 1600 to 2100.
    """
    text = " ".join(written.split())
    if not text or len(text) > _MAX_CHARS or not text.isprintable():
        return None
    parsed = _parse_iso(text) if _ISO.match(text) else None
    return _in_utc(parsed if parsed is not None else _parse_freely(text))


def _parse_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _parse_freely(text: str) -> datetime | None:
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        iso_date = _iso_of(numeric)
        if iso_date is None:
            return None
        text = f"{text[: numeric.start()]}{iso_date}{text[numeric.end() :]}"
    elif _MONTH.search(text) is None:
        return None
    text = _MERIDIEM.sub(lambda match: f"{match[1]}m", text)
    readings = [_read(text, filling) for filling in _FILLINGS]
    first = readings[0]
    if first is None or first != readings[1] or f"{first.year:04d}" not in text:
        return None
    return first


def _iso_of(numeric: re.Match[str]) -> str | None:
    """`2021-12-03` for a numeric date with one reading only."""
    first, middle, last = numeric[1], numeric[3], numeric[4]
    if len(first) == 4 and len(last) <= 2:
        return f"{first}-{middle:0>2}-{last:0>2}"
    if len(last) != 4 or len(first) > 2:
        return None
    low, high = sorted((int(first), int(middle)))
    if low != high and high <= 12:
        return None
    return f"{last}-{low:02d}-{high:02d}"


def _read(text: str, filling: datetime) -> datetime | None:
    try:
        return parse(text, default=filling, tzinfos=_zone)
    except (ValueError, OverflowError, ArithmeticError):
        return None


def _zone(name: str | None, offset_s: int | None) -> tzinfo | None:
    """The zone that dateutil found, if any; raises ValueError where it has several meanings."""
    if offset_s is not None:
        return tz.tzoffset(name, offset_s)
    if name is None:
        return None
    if name in _ZONES_H:
        return tz.tzoffset(name, _ZONES_H[name] * 3600)
    place = tz.gettz(_ZONE_PLACES[name]) if name in _ZONE_PLACES else None
    if place is None:
        raise ValueError(f"time zone {name} is not known")
    return place


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        moved = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moved if _MIN_YEAR <= moved.year <= _MAX_YEAR else None
