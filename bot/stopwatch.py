"""How long each stage of an answer takes. Knows no stages, only their names."""

from time import perf_counter


class Stopwatch:
    """Milliseconds by stage, in the order the stages ended."""

    def __init__(self) -> None:
        self._began = self._last = perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Ends a stage; a stage that ran before gets the new time added."""
        now = perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + round((now - self._last) * 1000, 3)
        self._last = now

    def total(self) -> dict[str, float]:
        """All laps, and the whole as `total`."""
        return self.laps | {"total": round((perf_counter() - self._began) * 1000, 3)}
