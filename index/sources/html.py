"""Web pages as files: the main text without the page around it, and what the page says of itself.

The only module that imports trafilatura, whose guesses at dates are not used: see `page_date`.
Knows nothing of fetching.
"""

import re
from typing import Any

from index.errors import ArticleRefusedError
from index.sources.decoding import decode
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.page_date import DeclaredDates, choose_date
from index.sources.quiet import quiet

_DECLARED_ENCODING = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_HEAD_BYTES = 4096
_LOGGERS = ("trafilatura", "htmldate", "justext", "courlan", "readability")


def read_html(raw: bytes, limits: SourceLimits) -> Draft:  # noqa: ARG001 - as every reader
    """The page's main text and metadata. Takes some 15 ms for a usual page.

    Raises ArticleRefusedError where there is no main text; anything else that lxml or
    trafilatura raises passes through.
    """
    # 400 ms to import, for few files
    import trafilatura  # noqa: PLC0415

    decoded = decode(raw, declared=_declared_encoding(raw))
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
    url = _url(tree, document.url)
    return Draft(
        text=document.text,
        title=document.title or "",
        url=url,
        source=document.sitename or None,
        author=document.author or None,
        published_at=choose_date(_declared_dates(tree), url=url),
        language=_language(tree),
        notes=decoded.notes,
    )


def _declared_encoding(raw: bytes) -> str | None:
    match = _DECLARED_ENCODING.search(raw[:_HEAD_BYTES])
    return None if match is None else match[1].decode("ascii", "ignore")


def _declared_dates(tree: Any) -> DeclaredDates:
    """What the page's markup gives as dates, verbatim. `tree` is lxml's, which has no types."""
    metas = [
        (str(meta.get("property") or meta.get("name") or meta.get("itemprop") or ""), value)
        for meta in tree.iterfind(".//meta")
        if (value := meta.get("content"))
    ]
    times = tree.xpath(
        ".//*[@itemprop='datePublished']|.//time[@pubdate]|.//article//time|.//header//time"
    )
    return DeclaredDates(
        metas=tuple(metas),
        linked_data=tuple(tree.xpath(".//script[@type='application/ld+json']/text()")),
        times=tuple(
            str(time.get("datetime") or time.get("content") or time.text_content())
            for time in times
        ),
    )


def _url(tree: Any, guessed: str | None) -> str | None:
    """The canonical address, else the one that trafilatura found in the head."""
    canonical = tree.xpath(".//link[@rel='canonical']/@href")
    address = str(canonical[0]).strip() if canonical else guessed
    return address if address and re.match(r"https?://", address, re.IGNORECASE) else None


def _language(tree: Any) -> str | None:
    declared = str(tree.get("lang") or "")
    return declared if _LANGUAGE.fullmatch(declared) else None
