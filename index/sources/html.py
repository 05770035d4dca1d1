"""Web pages, as files and as they are fetched: the main text, and what the page says of itself.

The only module that imports trafilatura, whose guesses at dates are not used: see `page_date`.
Knows nothing of fetching.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.errors import ArticleRefusedError
from index.sources.address import canonical_url
from index.sources.decoding import decode, is_web_encoding
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.linked_data import values_of
from index.sources.page_date import DeclaredDates, choose_dates
from index.sources.quiet import quiet
from index.sources.stub import check_is_article

_DECLARED_ENCODING = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_HEAD_BYTES = 4096
_LOGGERS = ("trafilatura", "htmldate", "justext", "courlan", "readability")
# Where a byline stands: small elements that follow the headline.
_NEAR_HEADLINE = (
    "(.//h1)[1]/following::*[self::p or self::div or self::span or self::time or self::li]"
)
_REGULAR_EXPRESSIONS = {"re": "http://exslt.org/regular-expressions"}
_CHANGE_TIMES = (
    ".//*[@itemprop='dateModified']|.//time[re:test(normalize-space(..), "
    "'^(last )?(updated|modified)', 'i')]"
)
_MAX_NEAR = 30
_MAX_BYLINE_CHARS = 200


@dataclass(frozen=True, slots=True)
class WebPage:
    """Where a page was fetched from, and the charset that HTTP said, if any."""

    url: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page gives: trafilatura's document, and lxml's tree, which have no types."""

    document: Any
    tree: Any
    notes: tuple[str, ...]

    @property
    def canonical(self) -> str | None:
        """The address that the page declares, as it is written."""
        written = self.tree.xpath(".//link[@rel='canonical']/@href")
        return str(written[0]).strip() if written else None


def read_html(raw: bytes, limits: SourceLimits) -> Draft:  # noqa: ARG001 - as every reader
    """A saved page's main text and metadata. Takes some 15 ms for a usual page.

    Raises ArticleRefusedError where there is no main text; anything else that lxml or
    trafilatura raises passes through.
    """
    read = _read(raw, None)
    address = read.canonical or read.document.url
    is_absolute = address and re.match(r"https?://", address, re.IGNORECASE)
    return _draft(read, url=address if is_absolute else None)


def read_web_page(raw: bytes, page: WebPage) -> Draft:
    """The same of a page that was fetched, whose address is known.

    Raises ArticleRefusedError also where the page is no article, or only the beginning of one.
    """
    read = _read(raw, page.charset)
    free = values_of(_scripts(read.tree), "isAccessibleForFree")
    is_free = not any(str(value).lower() == "false" for value in free)
    draft = _draft(read, url=canonical_url(read.canonical, page.url))
    check_is_article(draft.title, draft.text, is_free=is_free)
    return draft


def _read(raw: bytes, charset: str | None) -> _Read:
    # 400 ms to import, for few files
    import trafilatura  # noqa: PLC0415

    decoded = decode(raw, declared=charset or _declared_encoding(raw))
    source = _XML_DECLARATION.sub("", decoded.text, count=1)
    if "<html" not in source[:_HEAD_BYTES].lower():
        source = f"<html><body>{source}</body></html>"  # else a fragment is taken for no page
    with quiet(*_LOGGERS):
        tree = trafilatura.load_html(source)
        document = None
        if tree is not None:
            document = trafilatura.bare_extraction(
                tree,
                include_comments=False,
                with_metadata=True,
                date_extraction_params={"extensive_search": False, "original_date": True},
            )
    if tree is None or document is None or not (document.text or "").strip():
        raise ArticleRefusedError(
            "the page has no main text", remedy="Save the article's page itself, as it is shown."
        )
    return _Read(document, tree, decoded.notes)


def _draft(read: _Read, *, url: str | None) -> Draft:
    dates = choose_dates(_declared_dates(read.tree), url=url)
    return Draft(
        text=read.document.text,
        title=read.document.title or "",
        url=url,
        source=read.document.sitename or None,
        author=read.document.author or None,
        published_at=dates.published_at,
        updated_at=dates.updated_at,
        language=_language(read.tree),
        notes=read.notes,
    )


def _declared_encoding(raw: bytes) -> str | None:
    match = _DECLARED_ENCODING.search(raw[:_HEAD_BYTES])
    name = None if match is None else match[1].decode("ascii", "ignore")
    return name if name and is_web_encoding(name) else None


def _declared_dates(tree: Any) -> DeclaredDates:
    """What the page gives as dates, verbatim."""
    metas = [
        (str(meta.get("property") or meta.get("name") or meta.get("itemprop") or ""), value)
        for meta in tree.iterfind(".//meta")
        if (value := meta.get("content"))
    ]
    changed = tree.xpath(_CHANGE_TIMES, namespaces=_REGULAR_EXPRESSIONS)
    times = tree.xpath(
        ".//*[@itemprop='datePublished']|.//time[@pubdate]|.//article//time|.//header//time"
    )
    return DeclaredDates(
        metas=tuple(metas),
        linked_data=_scripts(tree),
        times=tuple(_time(time) for time in times if time not in changed),
        change_times=tuple(_time(time) for time in changed),
        lines=tuple(_lines_near_headline(tree)),
    )


def _scripts(tree: Any) -> tuple[str, ...]:
    return tuple(tree.xpath(".//script[@type='application/ld+json']/text()"))


def _time(element: Any) -> str:
    return str(element.get("datetime") or element.get("content") or element.text_content())


def _lines_near_headline(tree: Any) -> Iterator[str]:
    for element in tree.xpath(_NEAR_HEADLINE)[:_MAX_NEAR]:
        line = " ".join(str(element.text_content()).split())
        if line and len(line) <= _MAX_BYLINE_CHARS:
            yield line


def _language(tree: Any) -> str | None:
    declared = str(tree.get("lang") or "")
    return declared if _LANGUAGE.fullmatch(declared) else None
