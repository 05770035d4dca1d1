"""When a web page says that it was published: its own markup first, then its address.

Takes only a whole date that is written somewhere as the date of publication. Extractors that
search the text or fill in a missing day are not asked. Knows nothing of HTML parsing.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from index.sources.dates import parse_date

_META_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "date",
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:/|-|$)")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class DeclaredDates:
    """What a page's markup says, verbatim: (name, content) of meta elements, the texts of its
    JSON-LD scripts, and its time elements, each in the page's order.
    """

    metas: tuple[tuple[str, str], ...] = ()
    linked_data: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def choose_date(declared: DeclaredDates, *, url: str | None) -> datetime | None:
    """The first whole date of: meta elements, JSON-LD, time elements, a url like `/2021/12/03/`."""
    return next((date for text in _candidates(declared, url) if (date := parse_date(text))), None)


def _candidates(declared: DeclaredDates, url: str | None) -> Iterator[str]:
    by_name: dict[str, str] = {}
    for name, content in declared.metas:
        by_name.setdefault(name.lower(), content)
    yield from (by_name[name] for name in _META_NAMES if name in by_name)
    for script in declared.linked_data:
        yield from _linked_dates(script)
    yield from declared.times
    in_url = _URL_DATE.search(url or "")
    if in_url is not None:
        yield f"{in_url[1]}/{in_url[2]}/{in_url[3]}"


def _linked_dates(script: str) -> Iterator[str]:
    try:
        loaded: object = json.loads(script)
    except (ValueError, RecursionError):
        return
    yield from _published(loaded, 0)


def _published(node: object, depth: int) -> Iterator[str]:
    """Each `datePublished`, outer ones first."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, dict):
        date = node.get("datePublished")
        if isinstance(date, str):
            yield date
        children = list(node.values())
    else:
        children = node if isinstance(node, list) else []
    for child in children:
        yield from _published(child, depth + 1)
