"""A server that takes its time does not take ours, and closing ends at once."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.fetch import Fetcher, Takes
from index.fetching.limits import Limits
from tests.index.fetching.guarded import QUICK, HandClock, failure, loopback_fetcher
from tests.index.fetching.playing import (
    LOOPBACK,
    Asked,
    Playing,
    answer,
    drip,
    endless,
    head,
    silence,
)

HTML = {"Content-Type": "text/html"}
SHORT = replace(QUICK, total_s=0.4, robots_s=0.4)


@pytest.fixture
def hurried(server: Playing) -> Iterator[Fetcher]:
    """A fetcher with little time."""
    with loopback_fetcher(SHORT) as fetcher:
        yield fetcher


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-A: a", head(200, HTML) + b"x"])
def test_a_server_that_drips_is_given_up(server: Playing, hurried: Fetcher, start: bytes) -> None:
    url = server.plays("/story", drip(start, server.ended))
    assert "longer than 0.4 s" in str(failure(hurried, url))


def test_a_server_that_is_about_to_answer_for_ever_is_given_up(
    server: Playing, hurried: Fetcher
) -> None:
    url = server.plays("/story", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert "longer than 0.4 s" in str(failure(hurried, url))


def test_a_server_that_says_nothing_is_given_up(server: Playing) -> None:
    limits = replace(QUICK, read_s=0.1)
    url = server.plays("/story", silence(server.ended))
    with loopback_fetcher(limits) as fetcher:
        late = failure(fetcher, url)
    assert "does not answer in time" in str(late)
    assert not late.is_permanent


def test_a_server_that_does_not_shake_hands_is_given_up(server: Playing) -> None:
    limits = replace(QUICK, connect_s=0.1)
    url = server.url("/story").replace("http:", "https:")
    with loopback_fetcher(limits) as fetcher:
        assert "cannot be read" in str(failure(fetcher, url))


def test_a_slow_robots_txt_does_not_hold_us_up_twice(server: Playing, hurried: Fetcher) -> None:
    server.plays("/robots.txt", drip(head(200, {}) + b"#", server.ended))
    url = server.plays("/story", answer())
    assert "longer than 0.4 s" in str(failure(hurried, url))
    assert "longer than 0.4 s" in str(failure(hurried, url))
    assert len(server.asked) == 1


def test_the_time_that_robots_txt_takes_is_not_counted(server: Playing) -> None:
    clock = HandClock()

    def act(connection: socket.socket, asked: Asked) -> None:
        clock.wait(100)
        answer(b"")(connection, asked)

    url = server.plays("/story", answer())
    server.plays("/robots.txt", act)
    limits = Limits(total_s=60, robots_s=1000)
    with Fetcher(Allowed.of([LOOPBACK]), limits=limits, clock=clock) as fetcher:
        assert fetcher.fetch(url, takes=Takes.PAGE)


def test_closing_ends_what_is_under_way(server: Playing) -> None:
    has_begun = Event()
    failures: list[FetchError] = []

    def act(connection: socket.socket, asked: Asked) -> None:
        has_begun.set()
        server.ended.wait()

    url = server.plays("/story", act)
    fetcher = loopback_fetcher(Limits(read_s=60))
    thread = Thread(target=lambda: failures.append(failure(fetcher, url)))
    thread.start()
    assert has_begun.wait(10)
    fetcher.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(failures) == 1
    assert "ended" in str(failure(fetcher, url))
