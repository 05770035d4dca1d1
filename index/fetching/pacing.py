"""When a host may be asked again, so that nobody is flooded. Knows nothing of what is asked."""

from collections.abc import Callable
from threading import Lock

from index.fetching.failure import FetchError
from index.fetching.limits import Clock, Manners


class Pacing:
    """Gives each caller a turn at a host, one after the other. Safe to use from threads."""

    def __init__(self, manners: Manners, clock: Clock, wait: Callable[[float], None]) -> None:
        self._manners = manners
        self._clock = clock
        self._wait = wait
        self._free_at: dict[str, float] = {}
        self._lock = Lock()

    def take_turn(self, host: str, delay_s: float) -> float:
        """Waits until the host may be asked; the seconds that this took.

        `delay_s` is what the host itself wants between two requests. Raises FetchError where it
        would be too long a wait.
        """
        with self._lock:
            now = self._clock()
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            wait_s = self._free_at.get(host, now) - now
            if wait_s > self._manners.max_wait_s:
                raise FetchError(
                    f"{host} must not be asked again for {wait_s:.0f} s",
                    remedy="try again then",
                    retry_after_s=wait_s,
                )
            self._free_at[host] = now + wait_s + max(self._manners.spacing_s, delay_s)
        if wait_s > 0:
            self._wait(wait_s)
        return wait_s
