"""Sitemaps as a source, news sitemaps and indexes of sitemaps too: each page that is new in one.

`lastmod` tells that a page, or a whole sitemap below an index, has changed. Knows nothing of
XML or HTTP.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from index.errors import ArticleRefusedError
from index.fetching.failure import FetchError
from index.fetching.fetch import Fetched, Seen, Takes
from index.sources.draft import Draft
from index.sources.sitemap import Sitemap, SitemapPage, read_sitemap
from index.watching.listed import ListedPage, take_pages
from index.watching.listing import ListingReader
from index.watching.pages import Pages, Patience, is_worth_a_try, refusal_of
from index.watching.remembered import Listing, recalled, worded
from index.watching.source import Item, Mark, Marks, SourceKind

_MOST_SITEMAPS = 100
"""Sitemaps that are fetched in one reading; the next one goes on with the others."""

_MAX_DEPTH = 3
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SitemapSource:
    """A sitemap, and what it leads to; the newest first."""

    def __init__(self, name: str, address: str, pages: Pages) -> None:
        self._name = name
        self._pages = pages
        self._listing = ListingReader(pages.fetcher, address, Takes.SITEMAP)

    @property
    def name(self) -> str:
        """As Source."""
        return self._name

    @property
    def kind(self) -> SourceKind:
        """As Source."""
        return SourceKind.SITEMAP

    @property
    def address(self) -> str:
        """As Source."""
        return self._listing.address

    def poll(self, marks: Marks) -> Iterator[Item]:
        """As Source. A sitemap is marked when all that it leads to is settled."""
        arrived = self._listing.read(marks)
        if arrived is None:
            return
        reading = _Reading(self._pages, marks, Patience(), {arrived.fetched.url})
        if (yield from reading.follow(_parsed(arrived.fetched), depth=1)):
            yield arrived.mark


@dataclass(frozen=True, slots=True)
class _Reading:
    """One poll. `fetched` are the sitemaps that it has fetched, so that none is read twice."""

    pages: Pages
    marks: Marks
    patience: Patience
    fetched: set[str]

    def follow(self, sitemap: Sitemap, *, depth: int) -> Generator[Item, None, bool]:
        """What a sitemap leads to; returns whether all of it is settled."""
        listed = [_listed(page) for page in _newest_first(sitemap.pages)]
        is_settled = yield from take_pages(listed, self.marks, self.pages, self.patience)
        for child in _newest_first(sitemap.sitemaps):
            if child.url in self.fetched:
                continue
            below = yield from self._descend(child, depth)
            is_settled = is_settled and below
        return is_settled

    def _descend(self, child: SitemapPage, depth: int) -> Generator[Item, None, bool]:
        key = f"sitemap:{child.url}"
        known = recalled(Listing, self.marks.get(key)) or Listing()
        version = "" if child.modified_at is None else child.modified_at.isoformat()
        if version and known.version == version:
            return True
        if len(self.fetched) >= _MOST_SITEMAPS:
            return False
        self.fetched.add(child.url)
        try:
            page = self._fetch(child.url, known, depth)
            if page is None:
                return True
            sitemap = _parsed(page)
        except (FetchError, ArticleRefusedError) as error:
            refusal = refusal_of(child.url, error)
            if refusal.reason != known.told:
                yield refusal
                yield Mark(key, worded(replace(known, told=refusal.reason)))
            self.patience.lose(error)
            return not is_worth_a_try(error)
        if not (yield from self.follow(sitemap, depth=depth + 1)):
            return False
        seen = replace(known, etag=page.seen.etag, last_modified=page.seen.last_modified)
        yield Mark(key, worded(replace(seen, version=version)))
        return True

    def _fetch(self, url: str, known: Listing, depth: int) -> Fetched | None:
        if depth > _MAX_DEPTH:
            raise ArticleRefusedError(
                f"it stands below {_MAX_DEPTH} other sitemaps",
                remedy="give its own address as a source",
            )
        seen = Seen(known.etag, known.last_modified)
        return self.pages.fetcher.fetch(url, takes=Takes.SITEMAP, seen=seen)


def _parsed(page: Fetched) -> Sitemap:
    return read_sitemap(page.body, url=page.url)


def _newest_first(pages: Sequence[SitemapPage]) -> Sequence[SitemapPage]:
    return sorted(
        pages, key=lambda page: page.modified_at or page.published_at or _LONG_AGO, reverse=True
    )


def _listed(page: SitemapPage) -> ListedPage:
    changed_at = page.modified_at or page.published_at
    version = "known" if changed_at is None else changed_at.isoformat()
    draft = Draft(
        text="",
        title=page.title or "",
        url=page.url,
        source=page.source,
        published_at=page.published_at,
        language=page.language,
    )
    return ListedPage(f"page:{page.url}", page.url, version, draft)
