"""A page that was fetched becomes a draft: web pages, plain text and PDF, by their media type.

Knows nothing of fetching. What is no article, or only the beginning of one, is refused.
"""

from collections.abc import Mapping
from dataclasses import replace

from index.errors import ArticleRefusedError
from index.sources.decoding import decode, is_web_encoding
from index.sources.draft import Draft
from index.sources.html import WebPage, read_web_page
from index.sources.limits import SourceLimits
from index.sources.pdf import read_pdf
from index.sources.plain import draft_of_text
from index.sources.refusing import refusing

_KINDS: Mapping[str, str] = {
    "text/html": "HTML",
    "application/xhtml+xml": "HTML",
    "text/plain": "text",
    "application/pdf": "PDF",
    "application/x-pdf": "PDF",
}
MEDIA_TYPES = tuple(_KINDS)
"""What `read_page` reads."""


def read_page(
    body: bytes,
    *,
    media_type: str,
    charset: str | None = None,
    url: str,
    limits: SourceLimits | None = None,
) -> Draft:
    """The article of a page at `url`, whose media type and charset are what HTTP says of it.

    The draft's url is the page's canonical address where it is of the same site, else `url`.
    Raises ArticleRefusedError, and nothing else, for what is no article.
    """
    allowed = limits or SourceLimits()
    kind = _KINDS.get(media_type.partition(";")[0].strip().lower())
    if kind is None:
        raise ArticleRefusedError(
            f"the page is {media_type[:80]!a}, which is not read",
            remedy=f"These are: {', '.join(MEDIA_TYPES)}.",
        )
    _check_size(body, allowed.max_markup_bytes if kind == "HTML" else allowed.max_file_bytes)
    declared = charset if charset and is_web_encoding(charset) else None
    with refusing(kind, origin=url):
        if kind == "PDF":
            return replace(read_pdf(body, allowed), url=url)
        if kind == "text":
            return replace(draft_of_text(decode(body, declared=declared)), url=url)
        return read_web_page(body, WebPage(url, declared))


def _check_size(body: bytes, allowed: int) -> None:
    if len(body) > allowed:
        raise ArticleRefusedError(
            f"it has {len(body) / 1e6:,.1f} MB, more than the {allowed / 1e6:,.1f} MB allowed",
            remedy="Leave it out; an article is smaller.",
        )
