"""Feeds, sitemaps and single pages over HTTP: what is asked for, and what becomes of it."""

from collections.abc import Iterator

import pytest

from index.fetching.failure import FetchError
from index.types import Found, Refusal
from index.watching.feed_source import FeedSource
from index.watching.pages import TRIES, Pages
from index.watching.sitemap_source import SitemapSource
from index.watching.source import Item, Mark, Source
from index.watching.url_source import Addresses, UrlSource
from tests.index.fetching.playing import answer, redirect
from tests.index.watching.newsstand import Newsstand, open_newsstand, open_pages, unless_seen

RSS, XML = "application/rss+xml", "text/xml"
BUSY = answer(b"busy", status=503)


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with open_newsstand() as stand:
        yield stand


@pytest.fixture
def pages() -> Iterator[Pages]:
    with open_pages() as pages:
        yield pages


class Following:
    """A source that is read again and again, by one who keeps its marks."""

    def __init__(self, source: Source, stand: Newsstand) -> None:
        self._source = source
        self._stand = stand
        self.marks: dict[str, str] = {}

    def read(self) -> list[Item]:
        """One whole reading: what was given; the requests before it are forgotten."""
        self._stand.server.asked.clear()
        given = []
        for item in self._source.poll(dict(self.marks)):
            given.append(item)
            if isinstance(item, Mark):
                self.marks[item.key] = item.value
        return given


def texts(given: list[Item]) -> list[str]:
    return [item.article.text for item in given if isinstance(item, Found)]


def reasons(given: list[Item]) -> list[str]:
    return [item.reason for item in given if isinstance(item, Refusal)]


def follow_feed(stand: Newsstand, pages: Pages) -> Following:
    return Following(FeedSource("wire", stand.url("feed"), pages), stand)


def show_feed(stand: Newsstand) -> None:
    stand.server.plays("/feed", unless_seen(stand.rss(), RSS))


# Feeds


def test_a_feed_that_has_not_changed_costs_one_request(stand: Newsstand, pages: Pages) -> None:
    stand.publish("ormal")
    show_feed(stand)
    following = follow_feed(stand, pages)
    assert len(texts(following.read())) == 1
    assert following.read() == []
    assert stand.server.paths() == ["/feed"]
    assert "if-none-match" in stand.server.asked[-1].headers


def test_only_new_entries_of_a_changed_feed_are_opened(stand: Newsstand, pages: Pages) -> None:
    stand.publish("ormal")
    show_feed(stand)
    following = follow_feed(stand, pages)
    following.read()
    stand.publish("selby")
    show_feed(stand)
    following.read()
    assert stand.server.paths() == ["/feed", "/selby"]


def test_a_feed_that_moved_for_good_is_asked_for_where_it_is_now(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    stand.server.plays("/feed", redirect(stand.url("new"), status=301))
    stand.server.plays("/new", unless_seen(stand.rss(), RSS))
    following = follow_feed(stand, pages)
    following.read()
    following.read()
    assert stand.server.paths() == ["/new"]


def test_a_feed_that_is_gone_from_where_it_moved_to_is_looked_for_at_its_first_address(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    stand.server.plays("/feed", redirect(stand.url("new"), status=301))
    stand.server.plays("/new", unless_seen(stand.rss(), RSS))
    following = follow_feed(stand, pages)
    following.read()
    stand.server.plays("/new", answer(b"", status=404))
    stand.publish("selby")
    show_feed(stand)
    assert len(texts(following.read())) == 1


def test_without_its_page_an_entry_has_the_feeds_own_words(stand: Newsstand, pages: Pages) -> None:
    story = stand.publish("ormal")
    stand.summaries["ormal"] = "The dam holds, says the feed."
    stand.server.plays("/ormal", answer(b"", status=404))
    show_feed(stand)
    [found] = [item for item in follow_feed(stand, pages).read() if isinstance(item, Found)]
    assert found.article.text == "The dam holds, says the feed."
    assert found.article.title == story.title
    assert any("could not be had" in note for note in found.notes)


def test_a_page_that_comes_back_takes_the_place_of_the_feeds_words_in_the_same_article(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    stand.summaries["ormal"] = "The dam holds, says the feed."
    stand.server.plays("/ormal", BUSY)
    show_feed(stand)
    following = follow_feed(stand, pages)
    [first] = [item for item in following.read() if isinstance(item, Found)]
    stand.publish("ormal")
    [second] = [item for item in following.read() if isinstance(item, Found)]
    assert "The ferry will leave at noon" in second.article.text
    assert second.article.id == first.article.id
    assert following.read() == []


def test_a_page_that_never_comes_back_is_given_up(stand: Newsstand, pages: Pages) -> None:
    stand.publish("ormal")
    stand.server.plays("/ormal", BUSY)
    show_feed(stand)
    following = follow_feed(stand, pages)
    for _ in range(TRIES):
        assert reasons(following.read())
        assert "/ormal" in stand.server.paths()
    following.read()
    following.read()
    assert stand.server.paths() == ["/feed"]


def test_a_whole_text_is_never_replaced_by_a_summary(stand: Newsstand, pages: Pages) -> None:
    stand.publish("ormal")
    show_feed(stand)
    following = follow_feed(stand, pages)
    following.read()
    stand.summaries["ormal"] = "A correction, in short."
    show_feed(stand)
    stand.server.plays("/ormal", BUSY)
    given = following.read()
    assert texts(given) == []
    assert len(reasons(given)) == 1


def test_a_site_out_of_reach_ends_the_reading_with_its_error(
    stand: Newsstand, pages: Pages
) -> None:
    for n in range(9):
        stand.publish(f"town-{n}")
        stand.server.plays(f"/town-{n}", BUSY)
    show_feed(stand)
    following = follow_feed(stand, pages)
    with pytest.raises(FetchError, match="503"):
        following.read()
    assert len(stand.server.paths()) == 6  # the feed and five pages


# Sitemaps


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


# Single pages


def test_a_single_page_that_has_not_changed_is_not_read_again(
    stand: Newsstand, pages: Pages
) -> None:
    stand.publish("ormal")
    addresses = Addresses(urls=[stand.url("ormal")])
    following = Following(UrlSource("pages", addresses, pages), stand)
    assert len(texts(following.read())) == 1
    assert following.read() == []
    stand.publish("ormal", "The dam broke.")
    assert "The dam broke." in texts(following.read())[0]


def test_where_no_page_can_be_had_the_source_fails_with_the_reason_that_may_pass(
    stand: Newsstand, pages: Pages
) -> None:
    stand.server.plays("/busy", BUSY)
    addresses = Addresses(urls=[stand.url("busy"), stand.url("missing")])
    following = Following(UrlSource("pages", addresses, pages), stand)
    with pytest.raises(FetchError, match="503"):
        following.read()
