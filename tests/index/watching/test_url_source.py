"""Single pages over HTTP: asked for each time, read where they changed."""

import pytest

from index.fetching.failure import FetchError
from index.watching.pages import Pages
from index.watching.url_source import Addresses, UrlSource
from tests.index.fetching.playing import answer
from tests.index.watching.following import Following, texts
from tests.index.watching.newsstand import Newsstand

BUSY = answer(b"busy", status=503)


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
