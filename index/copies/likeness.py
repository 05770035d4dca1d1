"""How alike two texts are by their shingles, and whether one is a copy of the other.

News says first what is new. A copy opens as its original does, however much is cut from its end or
added to it; a follow-up opens anew and repeats the background. Knows nothing of where texts are.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from index.copies.shingles import Shingles, UInt64s

# Set on generated copies and follow-ups of training texts (docs/adr/0012).
LEAD: Final = 40
"""Shingles of a text's beginning by which openings are compared."""

REACH: Final = 120
"""So far into the other text the lead may stand: a paragraph may have been put before it."""

_COPIED: Final = 0.7
_COPIED_OPENING: Final = 0.5
_DOUBTFUL: Final = 0.25
_DOUBTFUL_OPENING: Final = 0.15
_SHORT: Final = 12
"""Shingles below which every one has to be the same."""

_ALL_A_PAGE_HAS: Final = 100
"""Shingles up to which a text may be nothing but what stands on every page of an outlet."""


class Verdict(StrEnum):
    """What shingles alone say of two texts. Where they are in doubt, meaning decides."""

    COPY = "copy"
    DOUBTFUL = "doubtful"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares of two texts' distinct shingles, 0 to 1.

    `containment` is the share of the shorter text that is in the longer one, `resemblance` that of
    both together that both have (Jaccard), `opening` that of one's lead in the other's beginning,
    the higher of the two ways. `length` is the number of shingles of the shorter text.
    """

    containment: float
    resemblance: float
    opening: float
    length: int

    @property
    def may_be_page_text(self) -> bool:
        """Whether the shorter text is so short that it may be no story at all."""
        return self.length <= _ALL_A_PAGE_HAS

    @property
    def verdict(self) -> Verdict:
        """What is made of it."""
        if self.length < _SHORT:
            return Verdict.COPY if self.resemblance == 1.0 else Verdict.DISTINCT
        if self.containment >= _COPIED and self.opening >= _COPIED_OPENING:
            return Verdict.COPY
        if self.containment >= _DOUBTFUL and self.opening >= _DOUBTFUL_OPENING:
            return Verdict.DOUBTFUL
        return Verdict.DISTINCT


def likeness_of(one: Shingles, other: Shingles) -> Likeness:
    """How alike two texts are. Costs a tenth of a millisecond for a thousand words."""
    shared = _shared(one.distinct, other.distinct)
    shorter = min(one.count, other.count)
    together = one.count + other.count - shared
    return Likeness(
        containment=shared / shorter if shorter else 0.0,
        resemblance=shared / together if together else 0.0,
        opening=max(_opens_in(one, other), _opens_in(other, one)),
        length=shorter,
    )


def _opens_in(one: Shingles, other: Shingles) -> float:
    lead = np.unique(one.in_order[:LEAD])
    beginning = np.unique(other.in_order[: LEAD + REACH])
    return _shared(lead, beginning) / len(lead) if len(lead) else 0.0


def _shared(one: UInt64s, other: UInt64s) -> int:
    """How many numbers two sorted arrays, each without repetition, have in common."""
    return len(np.intersect1d(one, other, assume_unique=True))
