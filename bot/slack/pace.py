"""How fast one person and one workspace may ask: beyond that, questions wait their turn.

Nothing is refused for it. Knows names and a clock; knows nothing of questions.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

_WINDOW_S = 60.0
_MOST_KNOWN = 10_000


class Pace:
    """Lets `per_minute` pass for each name and delays the others. Safe to use from threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._passed: dict[str, deque[float]] = {}
        self._lock = Lock()

    def delay_s(self, name: str) -> float:
        """How many seconds the next one of this name has to wait; it counts as one then."""
        now = self._clock()
        with self._lock:
            if len(self._passed) > _MOST_KNOWN:
                self._forget(now)
            times = self._passed.setdefault(name, deque(maxlen=self._per_minute))
            is_full = len(times) == self._per_minute
            at = max(now, times[0] + _WINDOW_S) if is_full else now
            times.append(at)
        return at - now

    def _forget(self, now: float) -> None:
        for name in [n for n, times in self._passed.items() if times[-1] < now - _WINDOW_S]:
            del self._passed[name]
