"""When a source is read again: its interval, longer and longer where it fails, never all at once.

Knows nothing of sources.
"""

from collections.abc import Callable
from dataclasses import dataclass

MAX_BACKOFF_S = 3600.0
"""The longest that a source with a shorter interval waits because it fails."""

MAX_RETRY_AFTER_S = 86_400.0
"""The longest that a server can make us wait."""

_JITTER = 0.1

Draw = Callable[[], float]
"""A random number from 0 to 1, 1 excluded."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often in a row a source could not be read, and how long its server asks to wait."""

    failures: int = 0
    retry_after_s: float | None = None


def delay_s(interval_s: float, trouble: Trouble, draw: Draw) -> float:
    """Seconds until a source is read again.

    The interval, doubled with each failure up to MAX_BACKOFF_S, and up to a tenth more by chance;
    not before the time that the server asks for.
    """
    longest_s = max(interval_s, MAX_BACKOFF_S)
    # 2**20 intervals are years: no need to count further
    backed_off_s = min(interval_s * 2.0 ** min(trouble.failures, 20), longest_s)
    asked_s = min(trouble.retry_after_s or 0.0, MAX_RETRY_AFTER_S)
    return max(backed_off_s, asked_s) * (1.0 + _JITTER * draw())
