"""Feeds over HTTP: what is asked for, and what becomes of their entries."""

import pytest

from index.fetching.failure import FetchError
from index.types import Found
from index.watching.feed_source import FeedSource
from index.watching.pages import TRIES, Pages
from tests.index.fetching.playing import answer, redirect
from tests.index.watching.following import Following, reasons, texts
from tests.index.watching.newsstand import Newsstand, unless_seen

RSS = "application/rss+xml"
BUSY = answer(b"busy", status=503)


def follow_feed(stand: Newsstand, pages: Pages) -> Following:
    return Following(FeedSource("wire", stand.url("feed"), pages), stand)


def show_feed(stand: Newsstand) -> None:
    stand.server.plays("/feed", unless_seen(stand.rss(), RSS))


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
    told = []
    for _ in range(TRIES):
        told += reasons(following.read())
        assert "/ormal" in stand.server.paths()
    assert len(told) == 1
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


def test_a_page_whose_site_wants_us_to_wait_comes_later_and_stops_no_other(
    stand: Newsstand, pages: Pages
) -> None:
    for slug in ("ormal", "selby"):
        stand.publish(slug)
    stand.summaries["ormal"] = "The dam holds, says the feed."
    show_feed(stand)
    stand.server.plays("/ormal", answer(b"slowly", status=429, retry_after="60"))
    following = follow_feed(stand, pages)
    for _ in range(TRIES + 1):
        following.read()
    stand.publish("ormal")
    [text] = texts(following.read())
    assert "The ferry will leave at noon" in text


def test_a_site_that_goes_on_wanting_us_to_wait_ends_the_reading(
    stand: Newsstand, pages: Pages
) -> None:
    for n in range(9):
        stand.publish(f"town-{n}")
        slowly = answer(b"slowly", status=429, retry_after="60")
        stand.server.plays(f"/town-{n}", slowly)
    show_feed(stand)
    following = follow_feed(stand, pages)
    with pytest.raises(FetchError) as told:
        following.read()
    assert told.value.retry_after_s == 60
    assert following.marks == {}
