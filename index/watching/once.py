"""Addresses read once, with nothing remembered: a page, or all that a feed or sitemap lists.

Which of them it is, what stands there tells. Knows nothing of the store.
"""

from collections.abc import Iterator, Sequence

from index.errors import OnRecordError
from index.fetching.failure import FetchError
from index.fetching.fetch import Takes
from index.types import Found, Refusal
from index.watching.feed_source import FeedSource
from index.watching.pages import Pages, refusal_of
from index.watching.sitemap_source import SitemapSource
from index.watching.source import Mark, Source


def find_online(urls: Sequence[str], pages: Pages) -> Iterator[Found | Refusal]:
    """Every article at the addresses, one after the other; what is none is a refusal."""
    for url in urls:
        try:
            yield from _found_at(url, pages)
        except OnRecordError as error:
            yield refusal_of(url, error)


def _found_at(url: str, pages: Pages) -> Iterator[Found | Refusal]:
    try:
        page = pages.fetch(url)
    except FetchError as error:
        source = _listing_at(url, pages, error)
        yield from (item for item in source.poll({}) if not isinstance(item, Mark))
    else:
        if page is not None:
            yield pages.read(page)


def _listing_at(url: str, pages: Pages, error: FetchError) -> Source:
    """The feed or sitemap that stands there; raises `error` where it is neither."""
    if error.is_permanent and error.status is None:
        if _can_be_fetched(url, pages, Takes.FEED):
            return FeedSource(url, url, pages)
        if _can_be_fetched(url, pages, Takes.SITEMAP):
            return SitemapSource(url, url, pages)
    raise error


def _can_be_fetched(url: str, pages: Pages, takes: Takes) -> bool:
    try:
        return pages.fetcher.fetch(url, takes=takes) is not None
    except FetchError:
        return False
