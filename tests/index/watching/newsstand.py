"""A site of invented news on a local server: pages, an RSS and an Atom feed, sitemaps.

What is published or withdrawn here, the server shows at once. Nothing in it happened.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from xml.sax.saxutils import escape

from index.fetching.addresses import Allowed
from index.fetching.fetch import Fetcher
from index.fetching.limits import Limits, Manners
from index.watching.pages import Pages
from tests.index.fetching.playing import LOOPBACK, Act, Asked, Playing, answer, playing

QUICK = Limits(
    total_s=5, connect_s=2, read_s=2, robots_s=2, max_redirects=4, max_wire_bytes=200_000,
    max_bytes=1_000_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One story of the site. `day` is of March 2026."""

    slug: str
    fact: str
    day: int = 2

    @property
    def title(self) -> str:
        return f"News of {self.slug}"

    @property
    def text(self) -> str:
        """What the page says; long enough for a page that is taken for an article."""
        return (
            f"The harbour of {self.slug} was quiet on Monday. {self.fact} The mayor of {self.slug} "
            "said that nobody had asked her. The ferry will leave at noon, as it always has."
        )

    @property
    def date(self) -> str:
        return f"2026-03-{self.day:02d}T09:30:00Z"

    def page(self) -> bytes:
        return (
            f'<!doctype html><html lang="en"><head><title>{self.title}</title>'
            f'<meta property="article:published_time" content="{self.date}"></head><body>'
            f"<article><h1>{self.title}</h1><p>{escape(self.text)}</p></article></body></html>"
        ).encode()


@dataclass(slots=True)
class Newsstand:
    """The site. `missing` are stories whose pages are not served."""

    server: Playing
    stories: dict[str, Story] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)

    def publish(self, slug: str, fact: str = "Nothing happened.", *, day: int = 2) -> Story:
        """Puts a story on the site, or another text in its place."""
        story = self.stories[slug] = Story(slug, fact, day)
        self.server.plays(f"/{slug}", unless_seen(story.page()))
        return story

    def url(self, slug: str) -> str:
        return self.server.url(f"/{slug}")

    def rss(self, *more: str) -> bytes:
        """An RSS feed of all stories, the newest first, and of pages that may not be there."""
        items = [self._item(story) for story in reversed(self.stories.values())]
        items += [
            f"<item><title>{slug}</title><link>{self.url(slug)}</link></item>" for slug in more
        ]
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Ormal Post</title>'
            f"<link>{self.url('')}</link>{''.join(items)}</channel></rss>"
        ).encode()

    def atom(self) -> bytes:
        entries = "".join(
            f"<entry><id>tag:ormal.example,2026:{story.slug}</id><title>{story.title}</title>"
            f'<link href="{self.url(story.slug)}"/><updated>{story.date}</updated></entry>'
            for story in reversed(self.stories.values())
        )
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Ormal Post</title><id>urn:ormal</id>{entries}</feed>"
        ).encode()

    def sitemap(self, *more: str) -> bytes:
        entries = [
            f"<url><loc>{self.url(story.slug)}</loc><lastmod>{_version(story)}</lastmod></url>"
            for story in self.stories.values()
        ]
        entries += [f"<url><loc>{self.url(slug)}</loc></url>" for slug in more]
        return (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"{''.join(entries)}</urlset>"
        ).encode()

    def _item(self, story: Story) -> str:
        summary = self.summaries.get(story.slug, "")
        described = f"<description>{escape(summary)}</description>" if summary else ""
        return (
            f"<item><guid>{story.slug}</guid><title>{story.title}</title>{described}"
            f"<link>{self.url(story.slug)}</link><pubDate>{_version(story)}</pubDate></item>"
        )


def _version(story: Story) -> str:
    """A date that differs with what the story says, as an editor's last change would."""
    second = int(sha256(story.fact.encode()).hexdigest()[:6], 16) % 3600
    return f"2026-03-{story.day:02d}T10:{second // 60:02d}:{second % 60:02d}Z"


def unless_seen(body: bytes, content_type: str = "text/html") -> Act:
    """A reply with validators; 304 for who has it already."""
    etag = f'"{sha256(body).hexdigest()[:16]}"'

    def act(connection: socket.socket, asked: Asked) -> None:
        is_seen = asked.headers.get("if-none-match") == etag
        reply = answer(b"" if is_seen else body, status=304 if is_seen else 200, etag=etag,
                       content_type=content_type)  # fmt: skip
        reply(connection, asked)

    return act


@contextmanager
def open_newsstand() -> Iterator[Newsstand]:
    """An empty site, for as long as the context lasts."""
    with playing() as server:
        yield Newsstand(server)


@contextmanager
def open_pages() -> Iterator[Pages]:
    """What fetches from it: the real fetcher, without pauses."""
    with Fetcher(Allowed.of([LOOPBACK]), limits=QUICK, manners=Manners(spacing_s=0)) as fetcher:
        yield Pages(fetcher)
