"""What a byline says: when an article was published or updated, in words that say so, and by whom.

Takes whole dates behind words like "Published" or "Updated" only, near the top of a text; a date
that merely stands there may be that of an event. Knows nothing of formats.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from index.sources.dates import parse_date

_TOP_LINES = 8
_MAX_LINE_CHARS = 200
_VERB = re.compile(
    r"(?<!\w)(?:(?P<published>first published|originally published|published|posted|publication "
    r"date|date published)|(?P<updated>last updated|last modified|last revised|updated|modified"
    r"|date modified))\b(?: (?:on|at))?\s*[:;]?\s*",
    re.IGNORECASE,
)
# What stands behind a date in a byline.
_END = re.compile(r"[|·•()\[\]—–]| - |\s+by\s+|\bmin(?:ute)?s? read\b", re.IGNORECASE)
_BY = re.compile(r"(?:(?:written|reported|words|story|text)\s+)?by\s*:?(?:\s+|$)", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|@\w+")
_NAME_END = re.compile(r"\s*[|;/]\s*|\s+[—–-]\s+|,\s*")
_AGENCIES = frozenset(
    "reuters|thomson reuters|ap|associated press|the associated press|afp|agence france-presse|dpa"
    "|pa|pa media|press association|bloomberg|bloomberg news|upi|xinhua|ansa|efe|tass|interfax"
    "|staff|agencies|news agencies|wire services".split("|")
)
_ROLE = re.compile(
    r".*\b(correspondent|reporter|editor|writer|columnist|journalist|contributor|bureau chief"
    r"|news|staff|press|agency)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BylineDates:
    """The dates that a byline gives; None is unknown."""

    published_at: datetime | None = None
    updated_at: datetime | None = None


def read_byline(lines: Iterable[str]) -> BylineDates:
    """The first date behind a word of publication, and the first behind one of change.

    A line counts only where it begins with such a word, or with "By" and a name.
    """
    published_at: datetime | None = None
    updated_at: datetime | None = None
    for line in _top(lines):
        verbs = list(_VERB.finditer(line))
        if not verbs or not (verbs[0].start() == 0 or _BY.match(line)):
            continue
        ends = [verb.start() for verb in verbs[1:]] + [len(line)]
        for verb, end in zip(verbs, ends, strict=True):
            date = _date(line[verb.end() : end])
            if verb["published"]:
                published_at = published_at or date
            else:
                updated_at = updated_at or date
    return BylineDates(published_at, updated_at)


def author_of(written: str | None, *, source: str | None) -> str | None:
    """The names alone: "By Jane Doe, Reuters" is "Jane Doe".

    Addresses, roles, agencies and the source's own name behind a name are left out; where nothing
    else is given, they stay.
    """
    line = " ".join((written or "").split())
    bare = " ".join(_ADDRESS.sub(" ", line).split()).strip(" ,;|()<>")
    named = _BY.sub("", bare, count=1) if _BY.match(bare) else bare
    pieces = [piece.strip() for piece in _NAME_END.split(named) if piece.strip()]
    known = {*_AGENCIES, (source or "").casefold()}
    names = pieces[:1] + [
        piece for piece in pieces[1:] if piece.casefold() not in known and not _ROLE.match(piece)
    ]
    return ", ".join(dict.fromkeys(names)) or None


def _top(lines: Iterable[str]) -> Iterable[str]:
    count = 0
    for line in lines:
        one_line = " ".join(line.split())
        if not one_line:
            continue
        if count == _TOP_LINES:
            return
        count += 1
        if len(one_line) <= _MAX_LINE_CHARS:
            yield one_line


def _date(rest: str) -> datetime | None:
    """The date that is all there is up to the end of its part of the line."""
    return parse_date(_END.split(rest, maxsplit=1)[0].strip(" .,;:"))
