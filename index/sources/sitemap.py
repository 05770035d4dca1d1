"""Sitemaps: which pages a site has, and what it says of them; news sitemaps, indexes, plain lists.

Knows nothing of fetching. Which of the addresses may be fetched is for others to decide.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from index.errors import ArticleRefusedError
from index.sources.address import absolute, host_of
from index.sources.dates import parse_date
from index.sources.decoding import decode
from index.sources.limits import SourceLimits
from index.sources.markup import Block, read_blocks
from index.sources.refusing import refusing

MOST_PAGES = 50_000
"""Entries that are read of one sitemap: as many as the protocol allows."""

_GZIP = b"\x1f\x8b"
_ROOTS = ("urlset", "sitemapindex")


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page that a sitemap names, or another sitemap. `modified_at` is its `lastmod`.

    The other fields are those of the news extension.
    """

    url: str
    modified_at: datetime | None = None
    title: str | None = None
    source: str | None = None
    language: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, or further sitemaps where it is an index."""

    pages: Sequence[SitemapPage]
    sitemaps: Sequence[SitemapPage] = ()
    notes: tuple[str, ...] = ()


def read_sitemap(body: bytes, *, url: str, limits: SourceLimits | None = None) -> Sitemap:
    """The entries of a sitemap in XML or as a list of addresses, gzip or not, each address once.

    `url` is its own address, which relative ones start from. Malformed XML is read as far as
    possible, with a note. Raises ArticleRefusedError for what is no sitemap, or is too large.
    """
    allowed = (limits or SourceLimits()).max_file_bytes
    plain = _unzipped(body, allowed) if body.startswith(_GZIP) else body
    if len(plain) > allowed:
        raise _too_large(allowed)
    with refusing("a sitemap", origin=url):
        if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _read_xml(plain, url)
        return _read_list(plain)


def _read_xml(body: bytes, base: str) -> Sitemap:
    read = read_blocks(body, ("url", "sitemap"), limit=MOST_PAGES)
    if read.root not in _ROOTS:
        raise ArticleRefusedError(
            f"this is no sitemap: its outermost element is {read.root!a}",
            remedy="Give the address of the sitemap itself; the site's /robots.txt often names it.",
        )
    notes: list[str] = []
    if not read.is_whole:
        notes.append("the sitemap is not well formed and was read as far as possible")
    if read.has_more:
        notes.append(f"the sitemap has more than {MOST_PAGES:,} entries; the first were read")
    found = [(block.name, _page(block, base)) for block in read.blocks]
    bad = sum(1 for _, page in found if page is None)
    if bad:
        notes.append(f"{bad} entries have no http(s) address and were left out")
    pages = _once([page for name, page in found if name == "url" and page is not None])
    sitemaps = _once([page for name, page in found if name == "sitemap" and page is not None])
    return Sitemap(pages, sitemaps, tuple(notes))


def _page(block: Block, base: str) -> SitemapPage | None:
    url = absolute(block.first("loc"), base)
    if url is None:
        return None
    return SitemapPage(
        url=url,
        modified_at=_date(block.first("lastmod")),
        title=block.first("news/title"),
        source=block.first("news/publication/name"),
        language=block.first("news/publication/language"),
        published_at=_date(block.first("news/publication_date")),
    )


def _read_list(body: bytes) -> Sitemap:
    lines = [line.strip() for line in decode(body).text.splitlines()]
    written = [line for line in lines if line and not line.startswith("#")]
    pages = [SitemapPage(line) for line in written if host_of(line) is not None]
    if not pages:
        raise ArticleRefusedError(
            "this is no sitemap: neither XML nor a list of http(s) addresses",
            remedy="Give the address of the sitemap itself, or one address a line.",
        )
    notes: list[str] = []
    if len(pages) < len(written):
        bad = len(written) - len(pages)
        notes.append(f"{bad} lines have no http(s) address and were left out")
    if len(pages) > MOST_PAGES:
        notes.append(f"the list has more than {MOST_PAGES:,} addresses; the first were read")
    return Sitemap(_once(pages[:MOST_PAGES]), notes=tuple(notes))


def _once(pages: Sequence[SitemapPage]) -> tuple[SitemapPage, ...]:
    first: dict[str, SitemapPage] = {}
    for page in pages:
        first.setdefault(page.url, page)
    return tuple(first.values())


def _date(written: str | None) -> datetime | None:
    return None if written is None else parse_date(written)


def _unzipped(body: bytes, allowed: int) -> bytes:
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacking.decompress(body, allowed + 1)
    except zlib.error as error:
        raise ArticleRefusedError(
            f"the gzip data is corrupt ({error})", remedy="Fetch it again."
        ) from error
    if len(plain) > allowed:
        raise _too_large(allowed)
    if not unpacking.eof:
        raise ArticleRefusedError("the gzip data is cut short", remedy="Fetch it again.")
    return plain


def _too_large(allowed: int) -> ArticleRefusedError:
    return ArticleRefusedError(
        f"the sitemap has more than the {allowed / 1e6:,.1f} MB allowed",
        remedy="Give the parts of it, as a sitemap index does.",
    )
