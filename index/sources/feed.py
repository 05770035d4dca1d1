"""Feeds: RSS and Atom in all their versions, broken ones as far as they can be read.

The only module that imports feedparser, whose readings of dates are not used: see `dates`. Knows
nothing of fetching, and of the pages that a feed links to only their addresses.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from index.errors import ArticleRefusedError
from index.sources.address import absolute, host_of, normalise_url
from index.sources.dates import parse_date
from index.sources.decoding import is_web_encoding
from index.sources.draft import Draft
from index.sources.markup import text_of
from index.sources.quiet import quiet
from index.sources.refusing import refusing

MOST_ENTRIES = 2_000
"""Entries that are read of one feed; those that come first are the newest, in nearly all feeds."""

_MOST_BYTES = 10_000_000
_PERMITTED_PROBLEMS = frozenset({"CharacterEncodingOverride", "NonXMLContentType"})


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one article. `id` is what the feed calls it, `url` its page, absolute.

    `summary` and `content` are plain text, a paragraph a line, empty where there is none.
    """

    id: str | None
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The longer of content and summary: some feeds give the article as its summary."""
        return max(self.content, self.summary, key=len)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries, in its order. `url` is where it was read from."""

    url: str
    title: str
    entries: Sequence[FeedEntry]
    language: str | None = None
    notes: tuple[str, ...] = ()


def read_feed(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The feed in these bytes, which were found at `url`; `charset` is what HTTP said, if it did.

    Takes some 0.3 ms an entry, for a hostile feed up to 5 s a megabyte. A malformed feed is read
    as far as possible, with a note. Raises ArticleRefusedError for what is no feed at all, or has
    more than 10 MB.
    """
    if len(body) > _MOST_BYTES:
        raise ArticleRefusedError(
            f"the feed has {len(body) / 1e6:,.1f} MB, more than the {_MOST_BYTES / 1e6:,.1f} MB "
            "allowed",
            remedy="Give a feed of the newest articles only, or a sitemap.",
        )
    import feedparser  # noqa: PLC0415 - 100 ms to import, for few commands

    encoding = f"; charset={charset}" if charset and is_web_encoding(charset) else ""
    headers = {"content-type": f"application/xml{encoding}"}
    with refusing("a feed", origin=url), quiet("feedparser"):
        # A stream: bytes by themselves would be tried as the name of a file.
        parsed: Any = feedparser.parse(
            BytesIO(body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,  # no markup is kept
        )
        if not parsed.get("version") and not parsed.get("entries"):
            raise _no_feed()
        head = parsed.get("feed") or {}
        return Feed(
            url=url,
            title=_line(head, "title"),
            entries=tuple(_entry(entry, url) for entry in parsed["entries"][:MOST_ENTRIES]),
            language=_string(head, "language"),
            notes=_notes(parsed),
        )


def draft_of_entry(entry: FeedEntry, feed: Feed) -> Draft:
    """The article as the feed itself tells it, for an entry whose page is missing or unreadable.

    Its identity is its page's address, so that the page becomes the next revision once it can be
    read; else what the feed calls it. Raises ArticleRefusedError where the entry has no text.
    """
    if not entry.text:
        raise ArticleRefusedError(
            f"the feed's entry {(entry.title or entry.id or '')[:80]!a} has no text",
            remedy="Leave it out, or let its page be fetched.",
        )
    given_id = None
    if entry.url is None and entry.id is not None:
        given_id = f"entry-{_hex(f'{normalise_url(feed.url)} {entry.id}')}"
    return replace(
        told_by_feed(entry, feed),
        given_id=given_id,
        notes=(*entry.notes, "the text is the feed's, not the page's"),
    )


def told_by_feed(entry: FeedEntry, feed: Feed) -> Draft:
    """What the feed says of an entry's page, whose text it may not have."""
    return Draft(
        text=entry.text,
        title=entry.title,
        url=entry.url,
        source=feed.title or None,
        author=entry.author,
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        language=feed.language,
    )


def _no_feed() -> ArticleRefusedError:
    return ArticleRefusedError(
        "this is no feed: neither RSS nor Atom",
        remedy='Give the address of the feed itself; the page\'s <link rel="alternate"> often '
        "names it.",
    )


def _entry(entry: Any, base: str) -> FeedEntry:
    dates = [_date(entry, name) for name in ("published", "updated")]
    if dates[0] is None:
        dates[0] = _date(entry, "created")
    notes = tuple(
        f"the date {written[:80]!a} could not be read and was left out"
        for name, date in zip(("published", "updated"), dates, strict=True)
        if (written := _string(entry, name)) and date is None
    )
    contents = [_plain(content) for content in dict.get(entry, "content") or []]
    return FeedEntry(
        id=_string(entry, "id"),
        url=_url(entry, base),
        title=_line(entry, "title"),
        summary=_plain(dict.get(entry, "summary_detail") or {}),
        content=max(contents, key=len, default=""),
        author=_string(entry, "author"),
        published_at=dates[0],
        updated_at=dates[1],
        notes=notes,
    )


def _url(entry: Any, base: str) -> str | None:
    """The page's address: what a redirecting service notes as the original, else the link.

    feedparser gives the guid as the link where there is no other; it is one if it is an address.
    """
    link = _string(entry, "link")
    if link == _string(entry, "id") and host_of(link or "") is None:
        link = None
    written = (_string(entry, "feedburner_origlink"), link)
    return next((url for each in written if (url := absolute(each, base))), None)


def _plain(detail: Any) -> str:
    """The words of a feedparser detail, whatever markup it is in."""
    value = dict.get(detail, "value")
    return text_of(value) if isinstance(value, str) else ""


def _line(holder: Any, name: str) -> str:
    return " ".join(_plain(dict.get(holder, f"{name}_detail") or {}).split())


def _string(holder: Any, name: str) -> str | None:
    # dict.get: feedparser's own falls back from one date to another, and warns
    value = dict.get(holder, name)
    if not isinstance(value, str):
        return None
    return " ".join(value.split()) or None


def _date(entry: Any, name: str) -> datetime | None:
    written = _string(entry, name)
    return None if written is None else parse_date(written)


def _notes(parsed: Any) -> tuple[str, ...]:
    notes: list[str] = []
    problem = parsed.get("bozo_exception")
    if parsed.get("bozo") and type(problem).__name__ not in _PERMITTED_PROBLEMS:
        notes.append("the feed is not well formed and was read as far as possible")
    count = len(parsed["entries"])
    if count > MOST_ENTRIES:
        notes.append(f"the feed has {count:,} entries; the first {MOST_ENTRIES:,} were read")
    return tuple(notes)


def _hex(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:16]
