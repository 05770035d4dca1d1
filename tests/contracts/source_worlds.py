"""Where sources find their stories in tests: a folder, a file of lines, a feed, a sitemap, a list.

Each world can publish and change stories, hold something bad, and be shut. Knows nothing of what
is promised.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.watching.feed_source import FeedSource
from index.watching.naming import Naming
from index.watching.pages import Pages
from index.watching.sitemap_source import SitemapSource
from index.watching.source import FileSource, Source
from index.watching.url_source import Addresses, UrlSource
from tests.index.fetching.playing import answer
from tests.index.watching.newsstand import Newsstand, Story

RSS = "application/rss+xml"


class World(Protocol):
    """Where a source finds its stories."""

    def publish(self, slug: str, fact: str) -> None:
        """Adds a story, or changes it."""

    def spoil(self) -> None:
        """Adds something that is no article."""

    def shut(self) -> None:
        """Makes the source as a whole unreadable."""

    def reopen(self) -> None:
        """Makes it readable again."""

    def source(self) -> Source:
        """The source, as another process would open it."""


@dataclass(slots=True)
class FolderWorld:
    """A folder with a text file for each story."""

    folder: Path
    pages: Pages

    def publish(self, slug: str, fact: str) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{slug}.txt").write_text(Story(slug, fact).text)

    def spoil(self) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "scan.txt").write_bytes(bytes(200))

    def shut(self) -> None:
        self.folder.rename(self.folder.with_suffix(".away"))

    def reopen(self) -> None:
        self.folder.with_suffix(".away").rename(self.folder)

    def source(self) -> Source:
        return FileSource("folder", self.folder, naming=Naming())


@dataclass(slots=True)
class LinesWorld(FolderWorld):
    """One JSON Lines file, to which lines are added; a change is a further line."""

    @property
    def file(self) -> Path:
        return self.folder / "wire.jsonl"

    def publish(self, slug: str, fact: str) -> None:
        self._append(json.dumps({"id": slug, "text": Story(slug, fact).text}))

    def spoil(self) -> None:
        self._append("{this is no JSON")

    def source(self) -> Source:
        return FileSource("lines", self.file, naming=Naming())

    def _append(self, line: str) -> None:
        self.folder.mkdir(exist_ok=True)
        with self.file.open("a") as file:
            file.write(f"{line}\n")


@dataclass(slots=True)
class FeedWorld:
    """An RSS feed, and the pages that it links to."""

    stand: Newsstand
    pages: Pages
    bad: list[str] = field(default_factory=list)

    def publish(self, slug: str, fact: str) -> None:
        self.stand.publish(slug, fact)
        self.reopen()

    def spoil(self) -> None:
        self.bad.append("missing")
        self.reopen()

    def shut(self) -> None:
        self.stand.server.plays("/feed", answer(b"busy", status=503))

    def reopen(self) -> None:
        feed = self.stand.rss(*self.bad)
        self.stand.server.plays("/feed", answer(feed, content_type=RSS))

    def source(self) -> Source:
        return FeedSource("feed", self.stand.url("feed"), self.pages)


@dataclass(slots=True)
class SitemapWorld(FeedWorld):
    """An index over one sitemap, and the pages in that."""

    def reopen(self) -> None:
        index = (
            f"<sitemapindex><sitemap><loc>{self.stand.url('map')}</loc></sitemap></sitemapindex>"
        )
        self.stand.server.plays("/feed", answer(index.encode(), content_type="text/xml"))
        listed = self.stand.sitemap(*self.bad)
        self.stand.server.plays("/map", answer(listed, content_type="text/xml"))

    def source(self) -> Source:
        return SitemapSource("sitemap", self.stand.url("feed"), self.pages)


@dataclass(slots=True)
class UrlsWorld(FeedWorld):
    """A text file with the address of each page."""

    list_file: Path = Path("urls.txt")

    def shut(self) -> None:
        self.list_file.unlink()

    def reopen(self) -> None:
        urls = [self.stand.url(slug) for slug in [*self.stand.stories, *self.bad]]
        self.list_file.write_text("\n".join(["# stories", "", *urls]))

    def source(self) -> Source:
        return UrlSource("urls", Addresses(file=self.list_file), self.pages)


Make = Callable[[Path, Newsstand, Pages], World]
WORLDS: Mapping[str, Make] = {
    "folder": lambda root, _, pages: FolderWorld(root / "news", pages),
    "lines": lambda root, _, pages: LinesWorld(root / "news", pages),
    "feed": lambda _, stand, pages: FeedWorld(stand, pages),
    "sitemap": lambda _, stand, pages: SitemapWorld(stand, pages),
    "urls": lambda root, stand, pages: UrlsWorld(stand, pages, list_file=root / "urls.txt"),
}
