"""A few of a text's shingles, chosen by their numbers alone: two texts that share many shingles
share some of these.

This is MinHash as Broder first had it ("On the Resemblance and Containment of Documents", 1997):
the smallest numbers, here all below a limit. Unlike a signature of fixed length it finds a short
text inside a long one. Knows nothing of texts or tables.
"""

from dataclasses import dataclass
from typing import Final

from index.copies.shingles import Shingles

ONE_IN: Final = 16
"""The share of shingles that is kept, as 1 in so many."""

LEAST: Final = 24
"""So many are kept of a short text."""

MOST: Final = 256
"""And no more of a long one."""

_LIMIT: Final = 2**63 // ONE_IN


@dataclass(frozen=True, slots=True)
class Size:
    """How many shingles a text has, and how many of them are its marks."""

    shingles: int
    marks: int

    @property
    def rate(self) -> float:
        """The share of shingles that are marks."""
        return self.marks / self.shingles


def marks_of(shingles: Shingles) -> list[int]:
    """The marks of a text: the smallest of its shingles, in order."""
    below = int(shingles.distinct.searchsorted(_LIMIT))
    marks: list[int] = shingles.distinct[: min(max(below, LEAST), MOST)].tolist()
    return marks


def estimated_containment(shared: int, one: Size, other: Size) -> float:
    """About how much of the shorter text stands in the longer one, by the marks that they share."""
    return shared / (min(one.rate, other.rate) * min(one.shingles, other.shingles))
