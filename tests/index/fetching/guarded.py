"""Fetchers as tests want them: in a hurry, and allowed to reach the loopback address."""

from dataclasses import dataclass, field

import pytest

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.fetch import Fetcher, Takes
from index.fetching.limits import Limits, Manners
from tests.index.fetching.playing import LOOPBACK

QUICK = Limits(
    total_s=5,
    connect_s=2,
    read_s=2,
    robots_s=2,
    max_redirects=4,
    max_wire_bytes=200_000,
    max_bytes=1_000_000,
)


@dataclass(slots=True)
class HandClock:
    """A clock that goes on only when somebody waits by it."""

    now: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def loopback_fetcher(limits: Limits = QUICK) -> Fetcher:
    """A fetcher that reaches this machine and does not wait for its turn."""
    return Fetcher(Allowed.of([LOOPBACK]), limits=limits, manners=Manners(spacing_s=0))


def failure(fetcher: Fetcher, url: str, takes: Takes = Takes.PAGE) -> FetchError:
    """What fetching this fails with."""
    with pytest.raises(FetchError) as failed:
        fetcher.fetch(url, takes=takes)
    assert failed.value.remedy
    assert str(failed.value).isprintable()
    return failed.value
