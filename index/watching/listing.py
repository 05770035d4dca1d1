"""A feed or sitemap as a document: fetched where it changed, and followed where it moved to.

Knows nothing of what is in it.
"""

from dataclasses import dataclass

from index.fetching.failure import FetchError
from index.fetching.fetch import NEVER_SEEN, Fetched, Fetcher, Seen, Takes
from index.watching.remembered import Listing, recalled, worded
from index.watching.source import Mark, Marks

_KEY = "listing"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was fetched, and the mark that says that all of it has been given."""

    fetched: Fetched
    mark: Mark


@dataclass(frozen=True, slots=True)
class ListingReader:
    """Fetches what stands at an address, or where it moved to for good."""

    fetcher: Fetcher
    address: str
    takes: Takes

    def read(self, marks: Marks) -> Arrived | None:
        """What has changed since, None where nothing has. Raises FetchError."""
        known = recalled(Listing, marks.get(_KEY))
        if known is None or known.given != self.address:
            return self._fetch(self.address, NEVER_SEEN)
        try:
            return self._fetch(known.url, Seen(known.etag, known.last_modified))
        except FetchError as error:
            if known.url == self.address or not error.is_permanent:
                raise
        return self._fetch(self.address, NEVER_SEEN)  # it may have moved elsewhere meanwhile

    def _fetch(self, url: str, seen: Seen) -> Arrived | None:
        fetched = self.fetcher.fetch(url, takes=self.takes, seen=seen)
        if fetched is None:
            return None
        now_at, seen = fetched.moved_to or url, fetched.seen
        known = Listing(self.address, now_at, seen.etag, seen.last_modified)
        return Arrived(fetched, Mark(_KEY, worded(known)))
