"""RSS and Atom feeds as a source: each entry's page for its text, else the feed's own.

Knows nothing of XML or HTTP, nor of what becomes of a page that cannot be had.
"""

import hashlib
from collections.abc import Iterator

from index.fetching.fetch import Takes
from index.sources.feed import Feed, FeedEntry, draft_of_entry, read_feed, told_by_feed
from index.watching.listed import ListedPage, take_pages
from index.watching.listing import ListingReader
from index.watching.pages import Pages, Patience
from index.watching.source import Item, Marks, SourceKind


class FeedSource:
    """A feed. What an entry was taken as, it stays: what changes in it are revisions of that."""

    def __init__(self, name: str, address: str, pages: Pages) -> None:
        self._name = name
        self._pages = pages
        self._listing = ListingReader(pages.fetcher, address, Takes.FEED)

    @property
    def name(self) -> str:
        """As Source."""
        return self._name

    @property
    def kind(self) -> SourceKind:
        """As Source."""
        return SourceKind.FEED

    @property
    def address(self) -> str:
        """As Source."""
        return self._listing.address

    def poll(self, marks: Marks) -> Iterator[Item]:
        """As Source. An entry counts as changed where the feed says anything else of it."""
        arrived = self._listing.read(marks)
        if arrived is None:
            return
        page = arrived.fetched
        feed = read_feed(page.body, url=page.url, charset=page.charset)
        listed = (_listed(entry, feed) for entry in feed.entries)
        if (yield from take_pages(listed, marks, self._pages, Patience())):
            yield arrived.mark


def _listed(entry: FeedEntry, feed: Feed) -> ListedPage:
    said = (entry.title, entry.url, entry.text, entry.published_at, entry.updated_at)
    name = entry.id or entry.url or _hex(entry.title, entry.text)
    draft = draft_of_entry(entry, feed) if entry.text else told_by_feed(entry, feed)
    return ListedPage(f"entry:{name}", entry.url, _hex(*said), draft)


def _hex(*parts: object) -> str:
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:16]
