"""What a server's robots.txt lets us fetch, remembered for a while.

After RFC 9309: where there is none (4xx) all is allowed; where it cannot be read (5xx, no answer)
nothing is for now. The only module that imports protego. Knows nothing of connections.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from protego import Protego

from index.fetching.failure import FetchError
from index.fetching.limits import Clock, Manners
from index.fetching.targets import Target

MAX_ROBOTS_BYTES = 512_000
"""As much is read; RFC 9309 asks for 500 KiB."""

_MAX_ORIGINS = 1000
_UNREADABLE_KEPT_S = 60.0
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Protego | None
    trouble: str
    until: float


class Robots:
    """The rules of many servers. `read` gives the text of the robots.txt of a target's origin."""

    def __init__(self, manners: Manners, clock: Clock, read: Callable[[Target], str]) -> None:
        self._manners = manners
        self._clock = clock
        self._read = read
        self._known: dict[str, _Known] = {}
        self._lock = Lock()

    def check(self, target: Target) -> float:
        """The seconds between two requests that the server asks for, 0 where it does not.

        Raises FetchError where the target is disallowed, or the rules cannot be read.
        """
        known = self._of(target)
        if known.rules is None:
            raise FetchError(
                f"the robots.txt of {target.origin} cannot be read, so nothing is fetched from "
                f"there for now: {known.trouble}",
                remedy="try again later",
                retry_after_s=max(0.0, known.until - self._clock()),
            )
        name = self._manners.robots_name
        if not known.rules.can_fetch(target.url, name):
            raise FetchError(
                f"the robots.txt of {target.origin} does not allow {name} to fetch {target}",
                remedy="ask the publisher for leave, or for a feed",
                is_permanent=True,
            )
        delay_s = known.rules.crawl_delay(name) or 0.0
        return delay_s if math.isfinite(delay_s) and delay_s > 0 else 0.0

    def _of(self, target: Target) -> _Known:
        with self._lock:
            known = self._known.get(target.origin)
        if known is None or known.until <= self._clock():
            known = self._learnt(target)
            with self._lock:
                self._known.pop(target.origin, None)
                self._known[target.origin] = known
                while len(self._known) > _MAX_ORIGINS:  # the one that was learnt first
                    del self._known[next(iter(self._known))]
        return known

    def _learnt(self, target: Target) -> _Known:
        try:
            text = self._read(target)
        except FetchError as error:
            if not _is_missing(error):
                return _Known(None, str(error), self._clock() + _UNREADABLE_KEPT_S)
            text = ""
        return _Known(Protego.parse(text), "", self._clock() + self._manners.robots_kept_s)


def _is_missing(error: FetchError) -> bool:
    status = error.status or 0
    return 400 <= status < 500 and status != _TOO_MANY_REQUESTS
