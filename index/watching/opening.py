"""A source from what is written of it: which kind is read by what, and how often by default.

Knows nothing of the file that it is written in.
"""

from dataclasses import dataclass, field
from pathlib import Path

from index.fetching.fetch import Fetcher
from index.watching.feed_source import FeedSource
from index.watching.naming import Naming
from index.watching.pages import Pages
from index.watching.sitemap_source import SitemapSource
from index.watching.source import FileSource, Source, SourceKind
from index.watching.url_source import Addresses, UrlSource
from index.watching.watch import Watched

_INTERVALS_S = {
    SourceKind.FILES: 60.0,
    SourceKind.FEED: 300.0,
    SourceKind.SITEMAP: 900.0,
    SourceKind.URLS: 3600.0,
}
MAX_ARTICLES = 100
"""Articles of one reading, unless it is set; files have no such limit."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What is known of a source before it is opened: `address` of a feed or sitemap, `path` of
    files, either or both of `path` and `urls` for pages. None takes the default of its kind.
    """

    name: str
    kind: SourceKind
    address: str = ""
    path: Path | None = None
    urls: tuple[str, ...] = ()
    interval_s: float | None = None
    max_articles: int | None = None
    naming: Naming = field(default_factory=Naming)

    @property
    def shown_address(self) -> str:
        """Where it reads, for people."""
        if self.kind is SourceKind.URLS:
            return str(Addresses(self.urls, self.path))
        return self.address or str(self.path)


def open_source(spec: SourceSpec, fetcher: Fetcher) -> Watched:
    """The source, with how often it is read."""
    interval_s = spec.interval_s or _INTERVALS_S[spec.kind]
    source = _source_of(spec, fetcher)
    if spec.kind is SourceKind.FILES:
        return Watched(source, interval_s, folder=spec.path)
    return Watched(source, interval_s, spec.max_articles or MAX_ARTICLES)


def _source_of(spec: SourceSpec, fetcher: Fetcher) -> Source:
    if spec.kind is SourceKind.FILES:
        if spec.path is None:
            raise ValueError("a source of files needs a path")
        return FileSource(spec.name, spec.path, naming=spec.naming)
    pages = Pages(fetcher, spec.naming)
    if spec.kind is SourceKind.FEED:
        return FeedSource(spec.name, spec.address, pages)
    if spec.kind is SourceKind.SITEMAP:
        return SitemapSource(spec.name, spec.address, pages)
    return UrlSource(spec.name, Addresses(spec.urls, spec.path), pages)
