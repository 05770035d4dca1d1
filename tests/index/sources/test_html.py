"""A web page gives its main text, and as date only one that it states."""

from datetime import UTC, datetime

import pytest

from index.errors import ArticleRefusedError
from index.sources.draft import Draft
from index.sources.html import read_html
from index.sources.limits import SourceLimits
from index.sources.page_date import DeclaredDates, choose_dates

_PARAGRAPHS = (
    "Ministers from nine countries met in Oslo on Friday to agree on a ferry route across the "
    "northern fjords that has been planned for years.",
    "The route will open in spring, the council said, and it will carry four hundred passengers "
    "a day between the islands and the city harbour.",
)

_LINKED = (
    '<script type="application/ld+json">{"@graph": [{"datePublished": "2021-12-03"}]}</script>'
)


def _page(head: str = "", body_head: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>Ferry route agreed</title>{head}</head>'
        '<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>Ferry route agreed</h1>{body_head}{paragraphs}</article>"
        "<footer>Copyright 2019 The Fjord Post. Today is 5 May 2020.</footer></body></html>"
    )


def _read(page: str, encoding: str = "utf-8") -> Draft:
    return read_html(page.encode(encoding), SourceLimits())


def test_the_main_text_is_taken_and_the_page_around_it_left() -> None:
    draft = _read(_page())
    assert all(paragraph in draft.text for paragraph in _PARAGRAPHS)
    assert "Sport" not in draft.text
    assert "Copyright" not in draft.text
    assert draft.title == "Ferry route agreed"
    assert draft.language == "en-GB"


def test_the_head_gives_the_metadata() -> None:
    draft = _read(
        _page(
            '<meta name="author" content="Ada Lind">'
            '<meta property="og:site_name" content="The Fjord Post">'
            '<link rel="canonical" href="https://fjord.example/1">'
            '<meta property="article:published_time" content="2021-12-03T17:04:00+01:00">'
            '<meta property="article:modified_time" content="2022-01-01T00:00:00Z">'
        )
    )
    assert (draft.author, draft.source) == ("Ada Lind", "The Fjord Post")
    assert draft.url == "https://fjord.example/1"
    assert draft.published_at == datetime(2021, 12, 3, 16, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body_head"),
    [
        ('<meta name="date" content="3 December 2021">', ""),
        ('<link rel="canonical" href="https://fjord.example/2021/12/03/ferry">', ""),
        (_LINKED, ""),
        ("", '<time datetime="2021-12-03">on Friday</time>'),
        ("", "<time>December 3, 2021</time>"),
        ("", '<span itemprop="datePublished" content="2021-12-03"></span>'),
    ],
)
def test_a_stated_date_is_taken_wherever_it_stands(head: str, body_head: str) -> None:
    assert _read(_page(head, body_head)).published_at == datetime(2021, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body_head"),
    [
        ("", ""),
        ('<meta name="date" content="December 2021">', ""),
        ('<link rel="canonical" href="https://fjord.example/2021/12/ferry">', ""),
        ('<meta property="article:modified_time" content="2022-01-01">', ""),
        ('<script type="application/ld+json">{"datePublished": </script>', ""),
        ("", "<time>two days ago</time>"),
    ],
)
def test_no_date_is_made_up(head: str, body_head: str) -> None:
    assert _read(_page(head, body_head)).published_at is None


def test_deeply_nested_linked_data_is_no_harm() -> None:
    declared = DeclaredDates(
        linked_data=("[" * 100_000, '{"a":' * 50 + '{"datePublished":"2021-12-03"}' + "}" * 50)
    )
    assert choose_dates(declared, url=None).published_at is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    page = _page(f'<meta charset="{encoding}">').replace("Ministers", "Ministrowie z Łodzi")
    assert "Ministrowie z Łodzi" in _read(page, encoding).text


def test_an_xml_declaration_and_a_bare_fragment_are_read() -> None:
    assert _PARAGRAPHS[0] in _read(f'<?xml version="1.0" encoding="utf-8"?>\n{_page()}').text
    assert _PARAGRAPHS[0] in _read(f"<p>{_PARAGRAPHS[0]}</p>").text


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>x</title></head><body></body></html>",
        "<!-- x -->",
        "<script>var a = 1</script>",
    ],
)
def test_a_page_without_main_text_is_refused(page: str) -> None:
    with pytest.raises(ArticleRefusedError, match="no main text"):
        _read(page)
