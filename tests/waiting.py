"""Waits for what comes about by itself, such as an index that follows what was stored."""

from collections.abc import Callable
from threading import Event
from time import monotonic


def until(claim: Callable[[], bool], within_s: float = 20.0) -> float:
    """Seconds until a claim holds; fails where it does not in time."""
    begun = monotonic()
    while not claim():
        assert monotonic() - begun < within_s, "it did not come about"
        Event().wait(0.005)
    return monotonic() - begun
