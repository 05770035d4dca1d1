"""A question as the similarity reader sees it: its terms by weight, its names, what it seeks.

Measures how much of it a text covers. Knows words; knows nothing of vectors or hits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Self

from bot.question_kind import QuestionKind, kind_of, names_in
from bot.stop_words import STOP_WORDS
from index.lexical import LexicalIndex

NEAR = 3
"""Two terms are a pair in a text where they stand at most this many terms apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms without function words, weighted by inverse document frequency.

    `pairs` are terms that follow each other in the question; `names` the terms of its names.
    """

    text: str
    kind: QuestionKind
    weights: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]

    @classmethod
    def of(cls, question: str, words: LexicalIndex) -> Self:
        """The question against an index's terms and their frequencies."""
        stopped = set(words.terms(" ".join(sorted(STOP_WORDS))))
        terms = [term for term in words.terms(question) if term not in stopped]
        names = [name for name in names_in(question) if name.lower() not in STOP_WORDS]
        return cls(
            text=question,
            kind=kind_of(question),
            weights={term: _rarity(words, term) for term in terms},
            pairs=frozenset(pairwise(terms)),
            names=frozenset(term for name in names for term in words.terms(name)),
        )

    def coverage(self, terms: Collection[str]) -> float:
        """The weight of the question's terms that are among `terms`, as a share of all, 0 to 1."""
        total = sum(self.weights.values())
        if total == 0:
            return 0.0
        return sum(weight for term, weight in self.weights.items() if term in terms) / total

    def share_of_names(self, terms: Collection[str]) -> float:
        """How many of the question's names are among `terms`, as a share; 1 without any names."""
        if not self.names:
            return 1.0
        return sum(name in terms for name in self.names) / len(self.names)

    def share_of_pairs(self, terms: Sequence[str]) -> float:
        """How many of the question's pairs stand near each other in `terms`, as a share."""
        if not self.pairs:
            return 0.0
        places: dict[str, list[int]] = {}
        for place, term in enumerate(terms):
            places.setdefault(term, []).append(place)
        near = sum(
            any(abs(i - j) <= NEAR for i in places.get(a, ()) for j in places.get(b, ()))
            for a, b in self.pairs
        )
        return near / len(self.pairs)


def _rarity(words: LexicalIndex, term: str) -> float:
    frequency = words.document_frequency(term)
    return log(1 + (words.count - frequency + 0.5) / (frequency + 0.5))
