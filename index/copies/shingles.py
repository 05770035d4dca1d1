"""A text as the set of its shingles: every run of a few words, as a number.

The same words give the same numbers in every process and on every machine. Knows nothing of what
is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.copies.wording import words_of

UInt64s = NDArray[np.uint64]

WIDTH: Final = 5
"""Words in a shingle: two stories share a run of five by chance only where it is a stock phrase."""

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_POSITIVE: Final = np.uint64(1)  # the database's numbers have a sign


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of one text. `in_order` (n,) uint64 as they stand, `distinct` sorted, each
    once. All are below 2**63.
    """

    in_order: UInt64s
    distinct: UInt64s

    @classmethod
    def of(cls, text: str) -> "Shingles":
        """Of a whole text. Costs about a millisecond for a thousand words."""
        hashes = _hashes_of(words_of(text))
        return cls(hashes, np.unique(hashes))

    @property
    def count(self) -> int:
        """How many different ones there are."""
        return len(self.distinct)


def _hashes_of(words: Sequence[str]) -> UInt64s:
    """One number for each run of WIDTH words; one for all where there are fewer."""
    known = {word: _hash_of(word) for word in set(words)}
    numbers = np.array([known[word] for word in words], dtype=np.uint64)
    width = min(WIDTH, len(numbers))
    if width == 0:
        return numbers
    runs = np.lib.stride_tricks.sliding_window_view(numbers, width)
    mixed = np.zeros(len(runs), dtype=np.uint64)
    for column in runs.T:
        mixed = (mixed ^ column) * _MULTIPLIER
        mixed ^= mixed >> _SHIFT
    return mixed >> _POSITIVE


def _hash_of(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
