"""A request and the redirects that it is answered with, followed by hand.

Every hop is asked for in the caller's way, so that each is checked like the first. Knows nothing
of what is fetched.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.statuses import PERMANENT_REDIRECTS, REDIRECTS
from index.fetching.targets import Target, redirected
from index.fetching.wire import Reply


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the redirects ended. `is_moved`: there were some, and all of them are for good."""

    target: Target
    reply: Reply
    is_moved: bool


@dataclass(frozen=True, slots=True)
class Route:
    """How far redirects are followed, and to whom."""

    allowed: Allowed
    max_redirects: int


@contextmanager
def followed(
    start: Target, ask: Callable[[Target], AbstractContextManager[Reply]], route: Route
) -> Iterator[Arrival]:
    """The first reply that is no redirect, open as long as the context.

    Raises FetchError for loops, for more redirects than the route allows, for redirects to
    nowhere, and what `ask` raises.
    """
    trail = [start]
    is_for_good = True
    while True:
        with ask(trail[-1]) as reply:
            if reply.status not in REDIRECTS:
                is_moved = is_for_good and len(trail) > 1
                yield Arrival(trail[-1], reply, is_moved)
                return
        is_for_good = is_for_good and reply.status in PERMANENT_REDIRECTS
        trail.append(_next(trail, reply, route))


def _next(trail: list[Target], reply: Reply, route: Route) -> Target:
    location = reply.headers.get("location", "")
    if not location.strip():
        raise FetchError(
            f"{trail[-1]} redirects to nowhere (status {reply.status})",
            remedy="the server has to be mended",
        )
    target = redirected(trail[-1], location, route.allowed)
    if target in trail:
        raise FetchError(
            f"{trail[0]} redirects in a circle, by way of {target}",
            remedy="give the address where it ends; some servers do this without cookies",
        )
    if len(trail) > route.max_redirects:
        raise FetchError(
            f"{trail[0]} redirects more than {route.max_redirects} times",
            remedy="give the address where it ends",
        )
    return target
