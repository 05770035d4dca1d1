"""Sitemaps over HTTP: what is asked for, and in which order."""

from index.watching.pages import Pages
from index.watching.sitemap_source import SitemapSource
from tests.index.fetching.playing import answer
from tests.index.watching.following import Following, reasons, texts
from tests.index.watching.newsstand import Newsstand

XML = "text/xml"


def sitemap_of(*urls: str, lastmod: str = "2026-03-02") -> bytes:
    entries = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{lastmod}</lastmod></sitemap>" for url in urls
    )
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


def show(stand: Newsstand, path: str, body: bytes) -> None:
    stand.server.plays(path, answer(body, content_type=XML))


def follow_sitemap(stand: Newsstand, pages: Pages) -> Following:
    return Following(SitemapSource("map", stand.url("index"), pages), stand)


def test_the_newest_page_of_a_sitemap_comes_first(stand: Newsstand, pages: Pages) -> None:
    for slug, day in (("old", 1), ("new", 9), ("middle", 5)):
        stand.publish(slug, day=day)
    show(stand, "/index", stand.sitemap())
    follow = follow_sitemap(stand, pages)
    follow.read()
    assert stand.server.paths() == ["/index", "/new", "/middle", "/old"]


def test_a_sitemap_below_an_index_is_fetched_only_where_it_changed(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    show(stand, "/one", stand.sitemap())
    show(stand, "/index", sitemap_of(stand.url("one")))
    follow = follow_sitemap(stand, pages)
    follow.read()
    stand.publish("selby")
    show(stand, "/two", stand.sitemap())
    show(stand, "/index", sitemap_of(stand.url("one"), stand.url("two")))
    assert len(texts(follow.read())) == 1
    assert stand.server.paths() == ["/index", "/two", "/selby"]


def test_sitemaps_that_lead_to_each_other_end(stand: Newsstand, pages: Pages) -> None:
    show(stand, "/index", sitemap_of(stand.url("other"), stand.url("index")))
    show(stand, "/other", sitemap_of(stand.url("index"), stand.url("other")))
    follow_sitemap(stand, pages).read()
    assert sorted(stand.server.paths()) == ["/index", "/other"]


def test_sitemaps_below_sitemaps_are_followed_so_far_and_no_further(
    stand: Newsstand, pages: Pages
) -> None:
    show(stand, "/index", sitemap_of(stand.url("level-1")))
    for n in range(1, 9):
        show(stand, f"/level-{n}", sitemap_of(stand.url(f"level-{n + 1}")))
    [reason] = reasons(follow_sitemap(stand, pages).read())
    assert "below 3 other sitemaps" in reason


def test_one_bad_sitemap_below_an_index_is_refused_and_the_others_are_read(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    show(stand, "/good", stand.sitemap())
    show(stand, "/index", sitemap_of(stand.url("missing"), stand.url("good")))
    follow = follow_sitemap(stand, pages)
    given = follow.read()
    assert len(texts(given)) == len(reasons(given)) == 1
    again = follow.read()
    assert texts(again) == reasons(again) == []
