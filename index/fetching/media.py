"""Which kinds of content are taken, told by what the server declares and by the first bytes.

Servers declare feeds as anything, so the bytes decide where they can. Knows nothing of HTTP but
the Content-Type header.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum

from index.fetching.failure import FetchError

HTML, XHTML, PLAIN, PDF, XML = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/pdf",
    "application/xml",
)
_PAGES = frozenset((HTML, XHTML, PLAIN, PDF))
_FEED_ROOTS = frozenset(("rss", "feed", "rdf"))
_SITEMAP_ROOTS = frozenset(("urlset", "sitemapindex"))
# What servers say that do not know.
_UNKNOWN = frozenset(("", "application/octet-stream", "binary/octet-stream"))
_GZIPS = frozenset(("application/gzip", "application/x-gzip"))

_SNIFFED_BYTES = 4096
_PDF = b"%PDF-"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ROOT = re.compile(
    rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!doctype\s+(?P<doctype>[a-z]+)[^>]*>\s*)*"
    rb"(?:<(?:[a-z0-9_-]+:)?(?P<root>[a-z0-9]+))?",
    re.IGNORECASE | re.DOTALL,
)


class Takes(StrEnum):
    """What a caller can do something with."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"


ACCEPTED = {
    Takes.PAGE: "text/html, application/xhtml+xml, application/pdf;q=0.9, text/plain;q=0.8",
    Takes.FEED: "application/rss+xml, application/atom+xml, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    Takes.SITEMAP: "application/xml, text/xml, text/plain;q=0.9, */*;q=0.1",
}
"""The Accept header of each."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a Content-Type header says; `media_type` in lower case, empty where it says nothing."""

    media_type: str = ""
    charset: str | None = None


def declared_by(content_type: str) -> Declared:
    """What the header says, nothing where it is malformed."""
    first, _, parameters = content_type.partition(";")
    media_type = first.strip().lower()
    if not re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", media_type):
        media_type = ""
    charset = re.search(r"(?:^|;)\s*charset\s*=\s*\"?([\w.:-]+)", parameters, re.I | re.A)
    return Declared(media_type, charset[1].lower() if charset else None)


def check_declared(declared: Declared, takes: Takes) -> None:
    """Raises FetchError for what need not even be read: pictures, videos, archives."""
    media_type = declared.media_type
    if media_type in _UNKNOWN or _is_xml(media_type):
        return
    if takes is Takes.PAGE:
        is_taken = media_type in _PAGES
    else:
        is_archive = takes is Takes.SITEMAP and media_type in _GZIPS
        is_taken = is_archive or media_type.startswith("text/") or media_type == XHTML
    if not is_taken:
        raise _refused(takes, f"is of the type {media_type}")


def settled_type(body: bytes, declared: Declared, takes: Takes) -> str:
    """The media type of what was read. Raises FetchError where it is not what is taken."""
    if not body.strip():
        raise FetchError("it is empty", remedy="try again later")
    if takes is Takes.PAGE:
        return _page_type(body, declared)
    return _xml_type(body, declared, takes)


def _page_type(body: bytes, declared: Declared) -> str:
    if _is_pdf(body, declared):
        return PDF
    root = _root_of(body)
    if declared.media_type == PDF or _is_binary(body, declared):
        raise _refused(Takes.PAGE, "is binary, and no PDF file")
    if root in _FEED_ROOTS | _SITEMAP_ROOTS:
        raise _refused(Takes.PAGE, f"is XML that begins with <{root}>")
    if declared.media_type in _PAGES:
        return declared.media_type
    if _is_xml(declared.media_type):
        if root != "html":
            raise _refused(Takes.PAGE, "is XML")
        return XHTML
    return HTML if root == "html" else PLAIN


def _xml_type(body: bytes, declared: Declared, takes: Takes) -> str:
    roots = _FEED_ROOTS | _SITEMAP_ROOTS if takes is Takes.SITEMAP else _FEED_ROOTS
    root = _root_of(body)
    if root in roots:
        return declared.media_type if _is_xml(declared.media_type) else XML
    if root == "html" or declared.media_type in (HTML, XHTML):
        raise _refused(takes, "is a web page")
    if root:
        raise _refused(takes, f"begins with <{root}>")
    if _is_binary(body, declared):
        raise _refused(takes, "is binary")
    if _is_xml(declared.media_type):  # parsers forgive what may stand before the root
        return declared.media_type
    if takes is Takes.SITEMAP:  # a list of addresses
        return PLAIN
    raise _refused(takes, "is no XML")


def _root_of(body: bytes) -> str | None:
    """The name of the first element, in lower case and without its namespace; None for no markup.

    A doctype counts as one.
    """
    start = body[:_SNIFFED_BYTES]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    match = _ROOT.match(start.replace(b"\0", b""))  # of UTF-16
    name = match and (match["root"] or match["doctype"])
    return name.decode("ascii").lower() if name else None


def _is_pdf(body: bytes, declared: Declared) -> bool:
    """Readers of PDF forgive what stands before; a text may speak of PDF."""
    is_text = declared.media_type in (HTML, XHTML, PLAIN)
    return body.lstrip().startswith(_PDF) if is_text else _PDF in body[:1024]


def _is_binary(body: bytes, declared: Declared) -> bool:
    is_wide = (declared.charset or "").startswith(("utf-16", "utf-32")) or body.startswith(_MARKS)
    return not is_wide and b"\0" in body[:_SNIFFED_BYTES]


def _is_xml(media_type: str) -> bool:
    return media_type in (XML, "text/xml") or media_type.endswith("+xml")


def _refused(takes: Takes, why: str) -> FetchError:
    return FetchError(f"it {why}, not a {takes}", remedy=_REMEDIES[takes], is_permanent=True)


_REMEDIES = {
    Takes.PAGE: "give the address of a web page, a text or a PDF file",
    Takes.FEED: "give the address of an RSS or Atom feed; many pages link to theirs",
    Takes.SITEMAP: "give the address of a sitemap; robots.txt often names one",
}
