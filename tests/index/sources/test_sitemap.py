"""A sitemap gives the pages that it names and what it says of them; what is none is refused."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleRefusedError
from index.sources.address import host_of
from index.sources.limits import SourceLimits
from index.sources.sitemap import MOST_PAGES, Sitemap, SitemapPage, read_sitemap

URL = "https://fjord.example/maps/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><image:image><image:loc>https://fjord.example/1.jpg</image:loc>
<image:title>A ferry</image:title></image:image><loc> https://fjord.example/1 </loc>
<lastmod>2021-03-04T10:00:00Z</lastmod><news:news><news:publication><news:name>The Fjord Post
</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2021-03-03</news:publication_date>
<news:title>Ferry &amp; route</news:title></news:news></url>"""


def urlset(entries: str, *, before: str = "") -> bytes:
    opening = f'<?xml version="1.0" encoding="UTF-8"?>{before}<urlset {NAMES}>'
    return f"{opening}{entries}</urlset>".encode()


def read(body: bytes) -> Sitemap:
    return read_sitemap(body, url=URL)


def test_a_news_sitemap_says_what_its_pages_are() -> None:
    assert read(urlset(NEWS)) == Sitemap(
        (
            SitemapPage(
                url="https://fjord.example/1",
                modified_at=datetime(2021, 3, 4, 10, tzinfo=UTC),
                title="Ferry & route",
                source="The Fjord Post",
                language="en",
                published_at=datetime(2021, 3, 3, tzinfo=UTC),
            ),
        )
    )


def test_an_index_names_further_sitemaps() -> None:
    body = f"<sitemapindex {NAMES}><sitemap><loc>news.xml</loc><lastmod>2021-03</lastmod></sitemap>"
    found = read(f"{body}</sitemapindex>".encode())
    assert found == Sitemap((), (SitemapPage("https://fjord.example/maps/news.xml"),))


def test_a_plain_list_is_a_sitemap() -> None:
    found = read(
        b"\xef\xbb\xbfhttps://fjord.example/1\r\n\r\n# old\nhttps://fjord.example/2\nword\n"
    )
    assert [page.url for page in found.pages] == [
        "https://fjord.example/1",
        "https://fjord.example/2",
    ]
    assert found.notes == ("1 lines have no http(s) address and were left out",)


@pytest.mark.parametrize(
    "loc", ["javascript:alert(1)", "ftp://a.example/", "http://[", "", "a b:c"]
)
def test_an_entry_without_a_web_address_is_left_out_with_a_note(loc: str) -> None:
    found = read(urlset(f"<url><loc>{loc}</loc></url>{NEWS}"))
    hosts = {page.url for page in found.pages}
    assert "https://fjord.example/1" in hosts
    assert all(url.startswith("https://fjord.example/") for url in hosts)


def test_each_address_comes_once() -> None:
    assert len(read(urlset(NEWS * 3)).pages) == 1


def test_a_compressed_sitemap_is_unpacked() -> None:
    assert read(gzip.compress(urlset(NEWS))) == read(urlset(NEWS))


def test_a_sitemap_that_unpacks_to_too_much_is_refused_at_once() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 80_000_000)
    begun = perf_counter()
    with pytest.raises(ArticleRefusedError, match=r"50\.0 MB"):
        read(bomb)
    assert perf_counter() - begun < 2
    with pytest.raises(ArticleRefusedError, match="allowed"):
        read_sitemap(urlset(NEWS), url=URL, limits=SourceLimits(max_file_bytes=100))


@pytest.mark.parametrize("damage", [gzip.compress(b"x" * 99)[:20], b"\x1f\x8b\x08 no"])
def test_damaged_compression_is_refused(damage: bytes) -> None:
    with pytest.raises(ArticleRefusedError, match="gzip"):
        read(damage)


def test_a_broken_sitemap_is_read_as_far_as_possible() -> None:
    found = read(urlset(NEWS + "<url><loc>https://fjord.example/2?a=1&b</loc>"))
    assert found.pages[0].url == "https://fjord.example/1"
    assert "not well formed" in found.notes[0]


def test_entities_are_left_alone_and_nothing_outside_is_read() -> None:
    opening = '<!DOCTYPE urlset [<!ENTITY a "b"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = urlset(NEWS.replace("Ferry &amp; route", "Ferry &a; &x;"), before=opening)
    (page,) = read(body).pages
    assert page.title == "Ferry"


def test_entities_that_would_expand_without_end_cost_nothing() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    opening = f'<!DOCTYPE urlset [<!ENTITY a0 "l">{bomb}]>'
    begun = perf_counter()
    found = read(urlset(NEWS.replace("Ferry &amp; route", "Ferry &a11;"), before=opening))
    assert all(len(page.title or "") < 20 for page in found.pages)
    assert perf_counter() - begun < 2


def test_no_more_is_read_than_the_protocol_allows() -> None:
    entries = "".join(f"<url><loc>/{n}</loc></url>" for n in range(MOST_PAGES + 5))
    found = read(urlset(entries))
    assert len(found.pages) == MOST_PAGES
    assert "50,000" in found.notes[0]


@pytest.mark.parametrize("body", [b"words", b"<html></html>", b"<rss/>", b"<", b"\x89PNG\0", b""])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(ArticleRefusedError) as raised:
        read(body)
    assert raised.value.remedy


_PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"<url>", b"</url>", b"<loc>", b"http://a.example/", b"&x;", b"<!--", b"\0"]),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", urlset(NEWS)[:-20], b"<urlset>", b"\x1f\x8b", b"\xff\xfe<"]),
    st.lists(_PIECES, max_size=6),
)
def test_any_bytes_are_a_sitemap_or_refused(opening: bytes, pieces: list[bytes]) -> None:
    found = Sitemap(())
    with suppress(ArticleRefusedError):
        found = read(opening + b"".join(pieces))
    assert all(host_of(page.url) for page in (*found.pages, *found.sitemaps))
