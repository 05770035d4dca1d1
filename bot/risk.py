"""How much risk of a wrong answer is taken, and the least confidence that this means.

A risk is a level or, for who knows better, the least confidence itself. Knows nothing of readers
or questions.
"""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """How wrong an answer may be: LOW answers less and errs less, HIGH the other way."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence, 0 to 1, for an answer at each level of risk. `low` is the highest."""

    low: float
    normal: float
    high: float

    def of(self, risk: Risk) -> float:
        """The least confidence at one level."""
        return {Risk.LOW: self.low, Risk.NORMAL: self.normal, Risk.HIGH: self.high}[risk]


EXPECTED = "should be low, normal, high or a number from 0 to 1"
"""What is told of a risk that is none."""


def risk_of(text: str) -> Risk | float:
    """The risk that a text names. Raises ValueError for a text that names none."""
    with suppress(ValueError):
        return Risk(text)
    with suppress(ValueError):
        return _checked(float(text))
    raise ValueError(EXPECTED)


def least_confidence(risk: Risk | float, thresholds: Thresholds) -> float:
    """The confidence below which nothing is answered: the level's, or the number itself.

    Raises ValueError for a number that is not from 0 to 1.
    """
    # Python's callers write "low" as well.
    return thresholds.of(Risk(risk)) if isinstance(risk, str) else _checked(risk)


def _checked(least: float) -> float:
    if not 0 <= least <= 1:  # not a number is neither
        raise ValueError(f"a risk {EXPECTED}, not {least}")
    return least
