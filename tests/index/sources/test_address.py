"""Copies of a page agree on one address, and two pages never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.address import absolute, canonical_url, host_of

FETCHED = "https://fjord.example/news/2021/ferry?ref=rss"


@pytest.mark.parametrize(
    ("fetched", "declared"),
    [
        (FETCHED, "https://fjord.example/news/2021/ferry"),
        (FETCHED, "/news/2021/ferry"),
        (FETCHED, "//www.fjord.example/news/2021/ferry"),
        ("http://fjord.example/a", "https://fjord.example/a"),
        ("https://m.fjord.example/a", "https://www.fjord.example/a"),
        ("https://amp.fjord.example/a", "https://fjord.example/a"),
        ("https://fjord.example/a/amp", "https://fjord.example/a"),
        ("https://fjord.example/a/amp/", "https://fjord.example/a/"),
        ("https://fjord.example/a/print.html", "https://fjord.example/a"),
        ("https://fjord.example/story.php?id=7&page=2", "https://fjord.example/story.php?id=7"),
        ("https://fjord.example/old-name", "https://fjord.example/new-name"),
        ("https://fjord.example/", "https://www.fjord.example/"),
    ],
)
def test_a_page_is_believed_about_its_own_site(fetched: str, declared: str) -> None:
    own = canonical_url(declared, fetched)
    assert own != fetched
    assert own == absolute(declared, fetched)


@pytest.mark.parametrize(
    ("fetched", "declared"),
    [
        (FETCHED, None),
        (FETCHED, ""),
        (FETCHED, "javascript:alert(1)"),
        (FETCHED, "https://other.example/news/2021/ferry"),
        (FETCHED, "https://fjord.example.evil.example/news/2021/ferry"),
        (FETCHED, "https://blog.fjord.example/news/2021/ferry"),
        (FETCHED, "https://fjord.example:8443/news/2021/ferry"),
        (FETCHED, "https://fjord.example/"),
        (FETCHED, "https://www.fjord.example"),
        (FETCHED, "https://fjord.example/news"),
        (FETCHED, "https://fjord.example/news/2021/"),
        ("https://fjord.example/news/12", "https://fjord.example/news"),
        ("https://m.example/a", "https://example/a"),
    ],
)
def test_a_page_is_not_believed_about_others_or_where_it_names_one_above_it(
    fetched: str, declared: str | None
) -> None:
    assert canonical_url(declared, fetched) == fetched


@given(st.text(), st.sampled_from([FETCHED, "https://fjord.example", "http://[::1]:80/a"]))
def test_any_declaration_gives_a_web_address(declared: str, fetched: str) -> None:
    assert host_of(canonical_url(declared, fetched)) is not None


@given(st.text(), st.text())
def test_any_link_is_a_web_address_or_none(written: str, base: str) -> None:
    url = absolute(written, base)
    assert url is None or host_of(url) is not None
