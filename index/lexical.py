"""Words in common: the LexicalIndex protocol and BM25 over the counts of one or several segments.

Knows nothing of vectors or articles: documents are chunk numbers. What a term is, terms.py
knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from index.postings import Postings, open_postings
from index.ranking import best, require_searchable
from index.terms import query_terms_of, terms_of
from index.types import Bools, Float32s, Int64s, Ranking

_K1: Final = 0.9  # how soon a repeated term stops to count; Anserini's default, as is b
_B: Final = 0.4  # how much long documents are held back


class LexicalIndex(Protocol):
    """BM25 with stemming over chunk texts. Immutable once built, safe from any thread."""

    @property
    def count(self) -> int:
        """Number of documents."""

    def search(self, query: str, k: int, *, allowed: Bools | None = None) -> Ranking:
        """The `k` best documents that share a term with the query; never an error, whatever
        characters the query has, for none is an operator.

        Function words (the, of, who) are looked for only where the query has no others.
        `allowed` is (count,) bool; documents that are False are never ranked, so that they take
        no place of others. Scores use the statistics of all live documents. Raises ValueError where
        the shape of `allowed` is wrong or `k` is below 1.
        """

    def terms(self, text: str) -> Sequence[str]:
        """The terms a text is indexed under: tokenised, lower-cased, stemmed, in order."""

    def document_frequency(self, term: str) -> int:
        """In how many documents a term (as given by `terms`) occurs."""


def open_lexical_index(folder: Path) -> LexicalIndex:
    """The index over what was written to a folder, by itself; raises as `open_postings`."""
    return Bm25Index([LexicalPart(open_postings(folder))])


@dataclass(frozen=True)
class LexicalPart:
    """The counts of one segment; `live` is (count,) bool, None where all documents are."""

    postings: Postings
    live: Bools | None = None

    @cached_property
    def totals(self) -> tuple[int, int]:
        """How many documents are live, and how many terms they have together."""
        lengths = self.postings.lengths
        live = lengths if self.live is None else lengths[self.live]
        return len(live), int(live.sum(dtype=np.int64))

    def rows(self, term: str) -> tuple[Int64s, Float32s]:
        """The live documents that have a term, and how often each."""
        part = self.postings.rows(term)
        documents, counts = self.postings.documents[part], self.postings.counts[part]
        if self.live is not None:
            kept = self.live[documents]
            documents, counts = documents[kept], counts[kept]
        return documents.astype(np.int64), counts.astype(np.float32)


class Bm25Index:
    """Robertson's BM25 with Lucene's idf, log(1 + (n - df + .5) / (df + .5)), exact in float32.

    Over several parts the scores are those of one index of all live documents: numbers, document
    frequencies and the mean length are added up when asked for. Documents are numbered through the
    parts, the dead included. A search reads the postings of its terms: 1 ms over 23,000 chunks.
    """

    def __init__(self, parts: Sequence[LexicalPart]) -> None:
        self._parts = parts
        self._firsts = list(accumulate((part.postings.count for part in parts), initial=0))
        totals = [part.totals for part in parts]
        self._live = sum(count for count, _ in totals)
        self._mean_length = sum(length for _, length in totals) / max(self._live, 1)

    @property
    def count(self) -> int:
        """Number of documents, the dead included."""
        return self._firsts[-1]

    def search(self, query: str, k: int, *, allowed: Bools | None = None) -> Ranking:
        """As LexicalIndex says. A term counts once, however often the query repeats it."""
        require_searchable(k, allowed, self.count)
        scores = self._scores(query_terms_of(query))
        if allowed is not None:
            scores[~allowed] = 0.0
        found = np.flatnonzero(scores > 0.0)
        return best(found, scores[found], k)

    def terms(self, text: str) -> Sequence[str]:
        """As LexicalIndex says; function words are among them. Costs about 1 us a word."""
        return terms_of(text)

    def document_frequency(self, term: str) -> int:
        """As LexicalIndex says, among live documents; 0 for a term that occurs nowhere."""
        if all(part.live is None for part in self._parts):
            rows = [part.postings.rows(term) for part in self._parts]
            return sum(row.stop - row.start for row in rows)
        return sum(len(part.rows(term)[0]) for part in self._parts)

    def _scores(self, terms: Sequence[str]) -> Float32s:
        """The score of every document, (count,) float32; 0 without any of the terms."""
        documents, weights = [], []
        for term in terms:
            rows = [part.rows(term) for part in self._parts]
            idf = self._idf(sum(len(found) for found, _ in rows))
            for part, first, (found, counts) in zip(self._parts, self._firsts, rows, strict=False):
                if len(found):
                    documents.append(found + first)
                    weights.append(idf * self._weights(part, found, counts))
        if not documents:
            return np.zeros(self.count, dtype=np.float32)
        added = np.bincount(
            np.concatenate(documents), np.concatenate(weights), minlength=self.count
        )
        return added.astype(np.float32)

    def _weights(self, part: LexicalPart, documents: Int64s, counts: Float32s) -> Float32s:
        """What BM25 gives each posting before idf: (rows,) float32, above 0."""
        relative_lengths = part.postings.lengths[documents] / self._mean_length
        norms = (_K1 * (1 - _B + _B * relative_lengths)).astype(np.float32)
        weights: Float32s = counts * np.float32(_K1 + 1) / (counts + norms)
        return weights

    def _idf(self, frequency: int) -> np.float32:
        return np.float32(np.log1p((self._live - frequency + 0.5) / (frequency + 0.5)))
