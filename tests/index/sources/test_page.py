"""A page that was fetched is an article at its own address, or it is told why it is none."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleRefusedError
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.page import read_page
from tests.index.sources.builders import PAGE, pdf

URL = "https://fjord.example/news/ferry?utm_source=rss"
TEXT = PAGE.replace("\n", " ")


def page(
    *, head: str = "", byline: str = "", text: str = TEXT * 2, title: str = "Ferry agreed"
) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>'
        f"<main><h1>{title}</h1>{byline}<article><p>{text}</p></article></main></body></html>"
    )


def read(body: str | bytes, *, media_type: str = "text/html", charset: str | None = None) -> Draft:
    raw = body if isinstance(body, bytes) else body.encode()
    return read_page(raw, media_type=media_type, charset=charset, url=URL)


def test_a_web_page_has_its_canonical_address_and_else_the_fetched_one() -> None:
    link = '<link rel="canonical" href="{}">'
    own = "https://www.fjord.example/news/ferry"
    assert read(page(head=link.format(own))).url == own
    assert read(page(head=link.format("https://other.example/1"))).url == URL
    assert read(page(head='<meta property="og:url" content="https://other.example/1">')).url == URL
    assert read(page()).url == URL


def test_text_and_pdf_are_read_by_their_media_type() -> None:
    plain = read(b"Ferry agreed\nPublished 3 March 2021\n\nIt will sail.", media_type="text/plain")
    assert (plain.url, plain.published_at) == (URL, datetime(2021, 3, 3, tzinfo=UTC))
    paper = read(pdf("Updated: 4 March 2021\n" + PAGE), media_type="application/pdf")
    assert "Ministers" in paper.text
    assert (paper.url, paper.updated_at) == (URL, datetime(2021, 3, 4, tzinfo=UTC))


def test_the_charset_of_the_answer_goes_before_that_of_the_page() -> None:
    body = page(head='<meta charset="utf-8">', text=f"Zażółć gęślą jaźń. {TEXT}")
    draft = read(body.encode("iso-8859-2"), charset="iso-8859-2")
    assert "Zażółć gęślą jaźń" in draft.text
    assert "Zażółć" in read(body, charset="unicode_escape").text


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta property="article:modified_time" content="2021-03-04T00:00:00Z">', ""),
        ('<meta property="og:updated_time" content="2021-03-04">', ""),
        ('<script type="application/ld+json">{"dateModified": "2021-03-04"}</script>', ""),
        ("", '<time itemprop="dateModified" datetime="2021-03-04">Thursday</time>'),
        ("", "<p>Updated <time>4 March 2021</time></p>"),
        ("", "<div><span>By Ada Lind</span></div><p>Last updated on 4 March 2021 | 3 min read</p>"),
    ],
)
def test_a_stated_date_of_change_is_taken_wherever_it_stands(head: str, byline: str) -> None:
    draft = read(page(head=head, byline=byline))
    assert draft.updated_at == datetime(2021, 3, 4, tzinfo=UTC)
    assert draft.published_at is None


def test_a_byline_gives_both_dates_where_markup_gives_none() -> None:
    draft = read(page(byline="<p>Published 3 March 2021 | Updated 4 March 2021</p>"))
    assert draft.published_at == datetime(2021, 3, 3, tzinfo=UTC)
    assert draft.updated_at == datetime(2021, 3, 4, tzinfo=UTC)
    stated = '<meta property="article:published_time" content="2021-03-02">'
    draft = read(page(head=stated, byline="<p>Published 3 March 2021</p>"))
    assert draft.published_at == datetime(2021, 3, 2, tzinfo=UTC)


def test_a_date_in_the_news_is_not_that_of_the_news() -> None:
    draft = read(page(text=f"The plan was published 3 March 2021. {TEXT * 2}"))
    assert (draft.published_at, draft.updated_at) == (None, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page(text=f"{TEXT} Subscribe now to continue reading this story."), "subscribed"),
        (page(text=f"{TEXT} Already a subscriber? Sign in."), "subscribed"),
        (
            page(
                head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
            ),
            "subscribed",
        ),
        (page(title="404 - Page not found"), "not there"),
        (page(title="Just a moment...", text=f"Enable JavaScript to continue. {TEXT}"), "browser"),
        ("<html><body></body></html>", "no main text"),
        ("", "empty"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(body: str, reason: str) -> None:
    with pytest.raises(ArticleRefusedError, match=reason) as raised:
        read(body)
    assert raised.value.remedy


def test_a_long_article_about_subscriptions_is_an_article() -> None:
    text = f"Readers who subscribe to read the paper were told to log in to read it. {TEXT * 10}"
    assert read(page(text=text)).text


@pytest.mark.parametrize("media_type", ["image/png", "application/json", "", "text", "a\nb"])
def test_another_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(ArticleRefusedError, match="not read"):
        read(page(), media_type=media_type)


def test_a_page_that_is_too_large_is_refused() -> None:
    limits = SourceLimits(max_markup_bytes=100)
    with pytest.raises(ArticleRefusedError, match="allowed"):
        read_page(page().encode(), media_type="text/html", url=URL, limits=limits)


_PIECES = st.one_of(
    st.binary(max_size=100),
    st.sampled_from(
        [b"<div>" * 300, b"<h1>", b"<time>", b"\0", b"<link rel=canonical href='//['>"]
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", page().encode()[:-60], pdf(PAGE)[:-200], b"%PDF-1.4\n", b"\xff\xfe"]),
    st.lists(_PIECES, max_size=4),
    st.sampled_from(["text/html; charset=x", "text/plain", "application/pdf", "TEXT/HTML"]),
    st.none() | st.sampled_from(["utf-8", "utf-7", "unicode_escape", "rot13", "big5", "\0"]),
)
def test_any_bytes_are_an_article_or_refused(
    opening: bytes, pieces: list[bytes], media_type: str, charset: str | None
) -> None:
    with suppress(ArticleRefusedError):
        assert read(opening + b"".join(pieces), media_type=media_type, charset=charset).url
