"""One URL to its content, or the reason why not: the fetch flow, top to bottom.

Checks the URL, asks robots.txt, waits for its turn, follows redirects (all of that again at each),
unpacks and settles what kind of content it is. Knows nothing of articles, feeds or the store.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from index.fetching.addresses import Allowed
from index.fetching.limits import Clock, Deadline, Limits, Manners
from index.fetching.media import (
    ACCEPTED,
    Takes,
    check_declared,
    declared_by,
    settled_type,
)
from index.fetching.pacing import Pacing
from index.fetching.redirects import Arrival, Route, followed
from index.fetching.robots import MAX_ROBOTS_BYTES, Robots
from index.fetching.statuses import NOT_MODIFIED, check_whole
from index.fetching.targets import Target, target_of
from index.fetching.unpacking import ACCEPT_ENCODING, GZIP, unpacked
from index.fetching.wire import Network, Reply, Wire

__all__ = ["NEVER_SEEN", "Fetched", "Fetcher", "Seen", "Takes"]

_MAX_SEEN_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server said last time, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None


NEVER_SEEN = Seen()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, whole and unpacked.

    `url` is where it was found in the end; `moved_to` is the same where every redirect on the way
    was for good: ask there next time. `media_type` is in lower case, without parameters.
    """

    url: str
    body: bytes
    media_type: str
    charset: str | None
    seen: Seen
    moved_to: str | None


class Fetcher:
    """Fetches one URL at a time for each thread that asks. Close it, or use it as a context."""

    def __init__(
        self,
        allowed: Allowed | None = None,
        *,
        limits: Limits | None = None,
        manners: Manners | None = None,
        network: Network | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._allowed = allowed or Allowed()
        self._limits = limits or Limits()
        self._manners = manners or Manners()
        self._clock = clock
        self._route = Route(self._allowed, self._limits.max_redirects)
        self._wire = Wire(self._allowed, self._limits, network or Network())
        self._robots = Robots(self._manners, clock, self._robots_text)
        self._pacing = Pacing(self._manners, clock, self._wire.wait)

    def fetch(self, url: str, *, takes: Takes, seen: Seen = NEVER_SEEN) -> Fetched | None:
        """The content of a URL; None where the server says that it is as it was `seen`.

        Raises FetchError, and nothing else, for whatever goes wrong.
        """
        headers = self._headers(ACCEPTED[takes]) | _conditions(seen)
        deadline = Deadline(self._limits.total_s, self._clock)
        asked: set[str] = set()

        @contextmanager
        def ask(target: Target) -> Iterator[Reply]:
            pinned = self._wire.pin(target)
            deadline.put_off(self._leave_for(target, is_turn_needed=target.host not in asked))
            asked.add(target.host)
            with self._wire.get(pinned, headers, deadline) as reply:
                yield reply

        with followed(target_of(url, self._allowed), ask, self._route) as arrival:
            if arrival.reply.status == NOT_MODIFIED and seen != NEVER_SEEN:
                return None
            return self._fetched(arrival, takes)

    def close(self) -> None:
        """Ends what is under way, with a FetchError there; nothing can be fetched any more."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _leave_for(self, target: Target, *, is_turn_needed: bool) -> float:
        """The seconds that it took to be let in: robots.txt read, and our turn come.

        A host that redirects to itself is not made to wait for.
        """
        began_at = self._clock()
        delay_s = self._robots.check(target)
        if is_turn_needed:
            self._pacing.take_turn(target.host, delay_s)
        return self._clock() - began_at

    def _robots_text(self, target: Target) -> str:
        """The robots.txt of a target's origin, as much of it as counts; raises FetchError."""
        deadline = Deadline(self._limits.robots_s, self._clock)
        headers = self._headers("text/plain, */*;q=0.1")

        @contextmanager
        def ask(target: Target) -> Iterator[Reply]:
            with self._wire.get(self._wire.pin(target), headers, deadline) as reply:
                yield reply

        start = target_of(f"{target.origin}/robots.txt", self._allowed)
        with followed(start, ask, self._route) as arrival:
            check_whole(arrival.reply.status, arrival.reply.headers, arrival.target)
            body = _joined(self._pieces(arrival.reply), MAX_ROBOTS_BYTES)
        return body.decode("utf-8-sig", errors="replace")

    def _fetched(self, arrival: Arrival, takes: Takes) -> Fetched:
        reply = arrival.reply
        check_whole(reply.status, reply.headers, arrival.target)
        declared = declared_by(reply.headers.get("content-type", ""))
        check_declared(declared, takes)
        body = _joined(self._pieces(reply))
        if takes is Takes.SITEMAP and body.startswith(GZIP):
            body = _joined(unpacked([body], "gzip", self._limits))
        url = arrival.target.url
        return Fetched(
            url=url,
            body=body,
            media_type=settled_type(body, declared, takes),
            charset=declared.charset,
            seen=Seen(_kept(reply, "etag"), _kept(reply, "last-modified")),
            moved_to=url if arrival.is_moved else None,
        )

    def _pieces(self, reply: Reply) -> Iterator[bytes]:
        return unpacked(reply.chunks, reply.headers.get("content-encoding", ""), self._limits)

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "User-Agent": self._manners.user_agent,
            "Accept": accept,
            "Accept-Encoding": ACCEPT_ENCODING,
        }


def _joined(pieces: Iterator[bytes], max_bytes: int | None = None) -> bytes:
    """The pieces as one, no more of them than needed; there may be millions of single bytes."""
    joined = bytearray()
    for piece in pieces:
        joined += piece
        if max_bytes is not None and len(joined) >= max_bytes:
            break
    return bytes(joined[:max_bytes])


def _conditions(seen: Seen) -> dict[str, str]:
    fields = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    return {name: value for name, value in fields.items() if value and _is_sendable(value)}


def _kept(reply: Reply, name: str) -> str | None:
    value = reply.headers.get(name, "")
    return value if value and _is_sendable(value) else None


def _is_sendable(value: str) -> bool:
    """Whether it can go into a header as it is, and adds none of its own."""
    return len(value) <= _MAX_SEEN_CHARS and value.isascii() and value.isprintable()
