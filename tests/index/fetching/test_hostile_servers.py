"""Whatever a server does, a fetch ends in time with a FetchError that says what happened."""

import gzip
import socket
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.fetch import Fetcher, Takes
from index.fetching.limits import Manners
from index.fetching.wire import Network
from tests.index.fetching.guarded import QUICK, failure
from tests.index.fetching.playing import (
    LOOPBACK,
    STORY,
    Act,
    Playing,
    answer,
    bomb,
    endless,
    head,
    raw,
    redirect,
    reset,
)

HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "10.0.0.1, which is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://[::ffff:127.0.0.1]/", "not a public address"),
        ("http://0x7f.2/", "127.0.0.2, which is not a public address"),
        ("http://2130706434/", "127.0.0.2, which is not a public address"),
        ("http://localhost/", "not a public address"),
        ("http://127.0.0.1:22/", "port 22"),
        ("file:///etc/passwd", "neither http nor https"),
        ("ftp://news.example/", "neither http nor https"),
        ("http://user:secret@127.0.0.1/", "a password"),
        ("//[", "malformed"),
        ("", "redirects to nowhere"),
    ],
)
@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_is_checked_like_the_first_address(
    server: Playing, fetcher: Fetcher, location: str, reason: str, status: int
) -> None:
    url = server.plays("/story", redirect(location, status))
    assert reason in str(failure(fetcher, url))
    assert server.paths() == ["/story"]


def test_a_redirect_in_a_circle_ends(server: Playing, fetcher: Fetcher) -> None:
    url = server.plays("/a", redirect("/b"))
    server.plays("/b", redirect("/a"))
    assert "in a circle" in str(failure(fetcher, url))
    assert server.paths() == ["/a", "/b"]


def test_redirects_without_end_are_not_followed_for_ever(server: Playing, fetcher: Fetcher) -> None:
    for number in range(10):
        server.plays(f"/{number}", redirect(f"/{number + 1}"))
    assert "more than 4 times" in str(failure(fetcher, server.url("/0")))
    assert len(server.paths()) == 5


def test_a_name_that_changes_its_mind_gets_nowhere(server: Playing) -> None:
    answers = count()

    def resolve(host: str, port: int) -> Sequence[str]:
        # robots.txt and the page are let pass; each is resolved once, and only once
        return [LOOPBACK] if next(answers) < 2 else ["10.0.0.1"]

    allowed = Allowed.of(["127.0.0.0/8"])
    server.plays("/story", answer())
    url = f"http://news.example:{server.port}/story"
    manners = Manners(spacing_s=0)
    with Fetcher(allowed, limits=QUICK, manners=manners, network=Network(resolve)) as fetcher:
        assert fetcher.fetch(url, takes=Takes.PAGE)
        assert next(answers) == 2
        changed = failure(fetcher, url)
    assert "news.example is at 10.0.0.1" in str(changed)
    assert changed.is_permanent
    assert server.paths() == ["/story"]


def test_a_private_server_is_never_asked_unless_it_is_allowed(server: Playing) -> None:
    with Fetcher() as fetcher:
        refused = failure(fetcher, server.url("/story"))
    assert "not a public address" in str(refused)
    assert "ONRECORD_FETCH_ALLOW" in refused.remedy
    assert server.asked == []


@pytest.mark.parametrize(
    ("encoding", "takes"),
    [("gzip", Takes.PAGE), ("gzip", Takes.FEED), ("identity", Takes.SITEMAP)],
)
def test_a_bomb_does_not_go_off(
    server: Playing, fetcher: Fetcher, encoding: str, takes: Takes
) -> None:
    kind = "application/xml" if takes is not Takes.PAGE else "text/html"
    act = answer(bomb(unpacked_mb=100), content_encoding=encoding, content_type=kind)
    stopped = failure(fetcher, server.plays("/story", act), takes)
    assert "larger than 1000000 bytes unpacked" in str(stopped)
    assert stopped.is_permanent


def test_a_bomb_inside_a_bomb_does_not_go_off(server: Playing, fetcher: Fetcher) -> None:
    act = answer(gzip.compress(bomb(100)), content_encoding="gzip", content_type="text/xml")
    stopped = failure(fetcher, server.plays("/sitemap.xml", act), Takes.SITEMAP)
    assert "unpacked" in str(stopped)


CHUNKED = head(200, HTML | {"Transfer-Encoding": "chunked"})


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (endless(head(200, HTML), bytes(10_000)), "larger than 200000 bytes over the wire"),
        (endless(CHUNKED, b"3e8\r\n" + b"x" * 1000 + b"\r\n"), "over the wire"),
        (endless(b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"), "cannot be read"),
        (answer(bytes(300_000)), "over the wire"),
        (raw(head(200, HTML | {"X-Big": "x" * 400_000}) + STORY), "cannot be read"),
        (raw(head(200, HTML | {"Content-Length": "500"}) + STORY), "cannot be read"),
        (raw(CHUNKED + b"5\r\nhello\r\n"), "cannot be read"),
        (raw(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n"), "cannot be read"),
        (raw(head(200, HTML | {"Content-Length": "-5"})), "cannot be read"),
        (raw(head(200, HTML | {"Content-Length": "x"})), "cannot be read"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: te"), "cannot be read"),
        (raw(b""), "cannot be read"),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "cannot be read"),
        (raw(b"HTTP/1.1 999 What\r\n\r\n"), "status 999"),
        (raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), "cannot be read"),
        (reset(head(200, HTML | {"Content-Length": "500"}) + STORY), "cannot be read"),
        (reset(b""), "cannot be read"),
        (answer(STORY, content_encoding="br"), "'br', which was not asked for"),
        (answer(STORY, content_encoding="gzip"), "no proper gzip"),
        (answer(gzip.compress(STORY)[:-9], content_encoding="gzip"), "it ends early"),
        (answer(STORY, content_type="video/mp4"), "of the type video/mp4, not a page"),
        (answer(b"GIF89a\0\0", content_type="text/html"), "binary"),
        (answer(b""), "empty"),
        (answer(status=204), "status 204"),
        (answer(status=206), "status 206"),
        (answer(status=500), "has a fault (status 500)"),
    ],
)
def test_a_server_that_breaks_the_rules_is_told_of(
    server: Playing, fetcher: Fetcher, act: Act, reason: str
) -> None:
    assert reason in str(failure(fetcher, server.plays("/story", act)))


def test_more_than_was_announced_is_not_read(server: Playing, fetcher: Fetcher) -> None:
    url = server.plays("/story", raw(head(200, HTML | {"Content-Length": "5"}) + b"story and more"))
    found = fetcher.fetch(url, takes=Takes.PAGE)
    assert found
    assert found.body == b"story"


def test_nobody_listening_is_an_error(fetcher: Fetcher) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    refused = failure(fetcher, f"http://{LOOPBACK}:{port}/")
    assert "refused" in str(refused)
    assert not refused.is_permanent


def test_the_next_address_is_tried_where_nobody_listens_at_the_first(server: Playing) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.9", LOOPBACK]

    url = server.plays("/story", answer()).replace(LOOPBACK, "news.example")
    allowed = Allowed.of(["127.0.0.0/8"])
    with Fetcher(allowed, limits=QUICK, network=Network(resolve)) as fetcher:
        assert fetcher.fetch(url, takes=Takes.PAGE)


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("120", 120), ("Fri, 27 Nov 2026 12:05:00 GMT", 300), ("soon", None)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_when_to_come_back(
    server: Playing, fetcher: Fetcher, status: int, retry_after: str, seconds: float | None
) -> None:
    date = "Fri, 27 Nov 2026 12:00:00 GMT"
    url = server.plays("/story", answer(status=status, retry_after=retry_after, date=date))
    busy = failure(fetcher, url)
    assert busy.status == status
    assert busy.retry_after_s == seconds
    assert not busy.is_permanent


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_gone_for_good(server: Playing, fetcher: Fetcher, status: int) -> None:
    gone = failure(fetcher, server.plays("/story", answer(status=status)))
    assert gone.status == status
    assert gone.is_permanent


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", head(200, HTML), CHUNKED]),
    rest=st.binary(max_size=200),
    takes=st.sampled_from(Takes),
)
def test_whatever_a_server_sends_only_a_fetch_error_comes_of_it(
    server: Playing, fetcher: Fetcher, start: bytes, rest: bytes, takes: Takes
) -> None:
    with suppress(FetchError):
        fetcher.fetch(server.plays("/story", raw(start + rest)), takes=takes)
