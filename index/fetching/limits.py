"""How long a fetch may take and how much it may bring, and how it behaves towards servers.

Knows nothing of connections.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.fetching.failure import FetchError

Clock = Callable[[], float]
"""Seconds since some moment, never going back."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Times and sizes beyond which a fetch is given up.

    `total_s` holds for all that one fetch reads, redirects included; waiting one's turn and
    robots.txt, which has `robots_s`, are not counted. `max_wire_bytes` is what comes over the
    wire, `max_bytes` what it unpacks to.
    """

    total_s: float = 60.0
    connect_s: float = 10.0
    read_s: float = 15.0
    robots_s: float = 15.0
    max_redirects: int = 10
    max_wire_bytes: int = 52_428_800
    max_bytes: int = 52_428_800


@dataclass(frozen=True, slots=True)
class Manners:
    """What servers see of us: a name, pauses, and how long their robots.txt is remembered.

    Two pages of one host are asked for `spacing_s` apart, or as long as its robots.txt says; who
    would have to wait longer than `max_wait_s` is told so instead.
    """

    user_agent: str = "OnRecord"
    spacing_s: float = 1.0
    max_wait_s: float = 30.0
    robots_kept_s: float = 3600.0

    @property
    def robots_name(self) -> str:
        """The name that robots.txt knows us by: the product at the start of the user agent."""
        match = re.match(r"[A-Za-z_-]+", self.user_agent)
        return match[0] if match else "OnRecord"


class Deadline:
    """The moment at which a fetch is given up, however lively the server is."""

    def __init__(self, total_s: float, clock: Clock) -> None:
        self._total_s = total_s
        self._clock = clock
        self._ends_at = clock() + total_s

    def put_off(self, seconds: float) -> None:
        """Does not count these seconds."""
        self._ends_at += seconds

    def within(self, limit_s: float) -> float:
        """The seconds that the next step may take: `limit_s`, or what is left.

        Raises FetchError where nothing is left.
        """
        left_s = self._ends_at - self._clock()
        if left_s <= 0:
            raise FetchError(
                f"it took longer than {self._total_s:g} s", remedy="try again later; it may be busy"
            )
        return min(limit_s, left_s)
