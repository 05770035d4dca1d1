"""What robots.txt says is asked first, of a real server, and holds on every redirect."""

import pytest

from index.fetching.fetch import Fetcher
from index.fetching.limits import Limits
from tests.index.fetching.guarded import failure, loopback_fetcher
from tests.index.fetching.playing import (
    STORY,
    Act,
    Playing,
    answer,
    endless,
    head,
    raw,
    redirect,
)


def test_what_robots_txt_disallows_is_not_asked_for(server: Playing, fetcher: Fetcher) -> None:
    server.plays("/robots.txt", answer(b"User-agent: OnRecord\nDisallow: /private"))
    secret = server.plays("/private/story", answer())
    public = server.plays("/story", redirect("/private/story"))
    assert failure(fetcher, secret).is_permanent
    assert failure(fetcher, public).is_permanent
    assert server.paths() == ["/story"]


@pytest.mark.parametrize(
    "act",
    [
        answer(status=500),
        answer(status=429),
        redirect("http://10.0.0.1/robots.txt"),
        redirect("/robots.txt"),
        answer(STORY, content_encoding="gzip"),
        raw(b""),
    ],
)
def test_where_robots_txt_cannot_be_read_nothing_is_fetched_for_now(
    server: Playing, fetcher: Fetcher, act: Act
) -> None:
    server.plays("/robots.txt", act)
    refused = failure(fetcher, server.plays("/story", answer()))
    assert "robots.txt" in str(refused)
    assert refused.retry_after_s
    assert not refused.is_permanent
    assert server.paths() == []


def test_only_the_beginning_of_an_endless_robots_txt_counts(server: Playing) -> None:
    start = head(200, {}) + b"User-agent: *\nDisallow: /private\n"
    server.plays("/robots.txt", endless(start, b"#" * 999 + b"\n"))
    url = server.plays("/private", answer())
    with loopback_fetcher(Limits(robots_s=5)) as fetcher:
        assert "does not allow OnRecord" in str(failure(fetcher, url))
