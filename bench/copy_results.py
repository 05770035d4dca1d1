"""What the bench found of copies, as dataclasses. Holds no word of any article."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.results import Made, Timing
from bot.evaluation.metrics import Ratio


@dataclass(frozen=True, slots=True)
class CopyKind:
    """Copies of one kind: how many were found to be of their original, and how many pairs with
    another article came out that are none.
    """

    kind: str
    found: Ratio
    wrong_pairs: int


@dataclass(frozen=True, slots=True)
class CopySet:
    """How copies were told in one set. `pair_f1` is over the four kinds that have a floor.

    `merged` counts the set's own articles that are in one story with another that is none of it;
    `merged_pairs` are their ids. `real_pairs` were read by a person and found to be copies.
    """

    name: str
    articles: int
    kinds: Sequence[CopyKind]
    pair_f1: float
    merged: Ratio
    real_pairs: int
    merged_pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CopyCost:
    """What looking for copies of one more article takes where so many are stored."""

    stored: int
    added: Timing


@dataclass(frozen=True, slots=True)
class CopyResults:
    """Copies that were made of the articles of some sets, and the cost of looking for them."""

    made: Made
    sets: Sequence[CopySet]
    costs: Sequence[CopyCost]
