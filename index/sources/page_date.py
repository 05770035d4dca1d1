"""When a web page says that it was published and changed: in its markup, its byline, its address.

Takes only a whole date that is written somewhere as such. Extractors that search the text or fill
in a missing day are not asked. Knows nothing of HTML parsing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.sources.byline import read_byline
from index.sources.dates import parse_date
from index.sources.linked_data import values_of

_PUBLISHED_NAMES = (
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
_UPDATED_NAMES = (
    "article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article:modified",
    "last-modified",
    "lastmod",
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:/|-|$)")


@dataclass(frozen=True, slots=True)
class DeclaredDates:
    """What a page says, verbatim: (name, content) of meta elements, the texts of its JSON-LD
    scripts, its time elements, those that are marked as times of change, and the lines near its
    headline, each in the page's order.
    """

    metas: tuple[tuple[str, str], ...] = ()
    linked_data: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    change_times: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageDates:
    """When a page was published and changed; None is unknown."""

    published_at: datetime | None
    updated_at: datetime | None


def choose_dates(declared: DeclaredDates, *, url: str | None) -> PageDates:
    """The first whole dates of: meta elements, JSON-LD, time elements, the byline, a url like
    `/2021/12/03/`; the last is one of publication only.
    """
    byline = read_byline(declared.lines)
    published_at = (
        _first(_in_markup(declared, _PUBLISHED_NAMES, "datePublished"))
        or _first(declared.times)
        or byline.published_at
        or _in_address(url)
    )
    updated_at = (
        _first(_in_markup(declared, _UPDATED_NAMES, "dateModified"))
        or _first(declared.change_times)
        or byline.updated_at
    )
    return PageDates(published_at, updated_at)


def _in_markup(declared: DeclaredDates, names: Sequence[str], key: str) -> Iterator[str]:
    by_name: dict[str, str] = {}
    for name, content in declared.metas:
        by_name.setdefault(name.lower(), content)
    yield from (by_name[name] for name in names if name in by_name)
    linked = values_of(declared.linked_data, key)
    yield from (value for value in linked if isinstance(value, str))


def _in_address(url: str | None) -> datetime | None:
    in_url = _URL_DATE.search(url or "")
    return None if in_url is None else parse_date(f"{in_url[1]}/{in_url[2]}/{in_url[3]}")


def _first(written: Iterable[str]) -> datetime | None:
    return next((date for text in written if (date := parse_date(text))), None)
