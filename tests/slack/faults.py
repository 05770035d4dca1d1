"""What goes wrong on demand: rate limits, server errors, cut connections, delays.

A fault is for one method, or for all, and happens as often as it says; rates happen by chance,
from a random source with a seed. Knows nothing of the methods.
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Kind(StrEnum):
    """What happens instead of an answer, or before it."""

    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    CUT_BEFORE = "cut_before"  # the connection ends; nothing was done
    CUT_AFTER = "cut_after"  # it was done; the connection ends before the answer
    DELAY = "delay"
    REFUSAL = "refusal"  # `ok: false` with an error of the test's choice


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong, `times` times. `method` is a method's name or a star; `token`
    limits it to one workspace's calls.
    """

    kind: Kind
    method: str = "*"
    times: int = 1
    seconds: float = 1.0
    error: str = "internal_error"
    happened: int = 0

    def takes(self, method: str) -> bool:
        """Whether it happens to a call of this method now."""
        return self.happened < self.times and self.method in {"*", method}


@dataclass(slots=True)
class Faults:
    """The faults that are set, and what happened."""

    planned: list[Fault] = field(default_factory=list)
    rates: dict[Kind, float] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    counts: dict[Kind, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def plan(self, kind: Kind, method: str = "*", times: int = 1, seconds: float = 1.0) -> Fault:
        """Lets something go wrong."""
        fault = Fault(kind, method, times, seconds)
        with self._lock:
            self.planned.append(fault)
        return fault

    def next(self, method: str) -> Fault | None:
        """What goes wrong with this call, if anything."""
        with self._lock:
            fault = next((one for one in self.planned if one.takes(method)), None)
            if fault is None:
                fault = self._by_chance()
            if fault is not None:
                fault.happened += 1
                self.counts[fault.kind] = self.counts.get(fault.kind, 0) + 1
            return fault

    def clear(self) -> None:
        """From here on all goes well."""
        with self._lock:
            self.planned.clear()
            self.rates.clear()

    def _by_chance(self) -> Fault | None:
        number = self.chance.random()
        for kind, rate in self.rates.items():
            if number < rate:
                return Fault(kind)
            number -= rate
        return None
