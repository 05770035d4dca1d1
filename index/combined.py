"""Several segments as one: chunks and articles numbered through, the dead never ranked.

Arrays of a segment are used where they lie: putting segments together costs nothing that grows with
them. Knows nothing of files, words or snapshots.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, CatalogEntry, ChunkPlace
from index.ranking import best, require_searchable
from index.types import Bools, Filters, Float32s, Int64s, Ranking, Sentence
from index.vectors import SegmentVectors


@dataclass(frozen=True, slots=True)
class LivePart:
    """One segment's catalog and vectors, and which of its articles and chunks are live.

    `live_articles` (articles,) and `live_chunks` (chunks,) bool; None where all of them are.
    """

    catalog: Catalog
    vectors: SegmentVectors
    live_articles: Bools | None
    live_chunks: Bools | None

    @classmethod
    def of(cls, catalog: Catalog, vectors: SegmentVectors, dead: Sequence[int]) -> "LivePart":
        """The part without the articles of these numbers."""
        if not dead:
            return cls(catalog, vectors, None, None)
        live = np.ones(len(catalog.entries), dtype=np.bool_)
        live[list(dead)] = False
        return cls(catalog, vectors, live, live[catalog.chunk_articles])


class CombinedCatalog:
    """The articles and chunks of several segments by number, segment after segment. Immutable."""

    def __init__(self, parts: Sequence[LivePart]) -> None:
        self._parts = parts
        self._first_article = _firsts([len(part.catalog.entries) for part in parts])
        self._first_chunk = _firsts([part.catalog.chunk_count for part in parts])

    @property
    def chunk_count(self) -> int:
        """Number of chunks, those of dead articles included."""
        return self._first_chunk[-1]

    @property
    def chunk_articles(self) -> NDArray[np.int32]:
        """The number of each chunk's article, (chunk_count,) int32."""
        shifted = [
            part.catalog.chunk_articles + np.int32(first)
            for part, first in zip(self._parts, self._first_article, strict=False)
        ]
        return np.concatenate([np.zeros(0, dtype=np.int32), *shifted])

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """Every article, the dead included, by number. Costs a list of them."""
        return list(chain.from_iterable(part.catalog.entries for part in self._parts))

    def live_entries(self) -> Iterator[CatalogEntry]:
        """The articles that can be found."""
        for part in self._parts:
            for number, entry in enumerate(part.catalog.entries):
                if part.live_articles is None or part.live_articles[number]:
                    yield entry

    def live_counts(self) -> tuple[int, int, int]:
        """How many articles, sentences and chunks can be found."""
        counts = [_live_counts(part) for part in self._parts]
        articles, sentences, chunks = (
            sum(column) for column in zip((0, 0, 0), *counts, strict=True)
        )
        return articles, sentences, chunks

    def entry(self, article: int) -> CatalogEntry:
        """An article by number."""
        part, own = self._part_of(article, self._first_article)
        return part.catalog.entries[own]

    def place(self, chunk: int) -> ChunkPlace:
        """The place of a chunk."""
        number = bisect_right(self._first_chunk, chunk) - 1
        place = self._parts[number].catalog.place(chunk - self._first_chunk[number])
        return ChunkPlace(place.article + self._first_article[number], place.first, place.last)

    def sentences_of(self, article: int) -> Sequence[Sentence]:
        """The sentences of an article by number."""
        part, own = self._part_of(article, self._first_article)
        return part.catalog.sentences_of(own)

    def published_range(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last known date of publication; of dead articles too."""
        ranges = [part.catalog.published_range() for part in self._parts]
        firsts = [first for first, _ in ranges if first is not None]
        lasts = [last for _, last in ranges if last is not None]
        return min(firsts, default=None), max(lasts, default=None)

    def source_counts(self) -> Mapping[str, int]:
        """How many articles each source has, the dead included."""
        counts: dict[str, int] = {}
        for part in self._parts:
            for source, count in part.catalog.source_counts.items():
                counts[source] = counts.get(source, 0) + count
        return counts

    def allowed(self, filters: Filters) -> Bools | None:
        """Which chunks a search may rank, (chunk_count,) bool; None where all of them."""
        if filters == Filters():
            return None
        found = [part.catalog.allowed(filters) for part in self._parts]
        return np.concatenate(
            [np.zeros(0, dtype=np.bool_), *(one for one in found if one is not None)]
        )

    def matching(self, filters: Filters) -> int:
        """How many live articles are within the filters."""
        total = 0
        for part in self._parts:
            within = part.catalog.matching(filters)
            if part.live_articles is not None:
                within = within & part.live_articles
            total += int(np.count_nonzero(within))
        return total

    def _part_of(self, number: int, firsts: Sequence[int]) -> tuple[LivePart, int]:
        part = bisect_right(firsts, number) - 1
        return self._parts[part], number - firsts[part]


class CombinedVectors:
    """A VectorIndex over the vectors of several segments; exact, as each of them is."""

    def __init__(self, parts: Sequence[LivePart], *, dimension: int) -> None:
        self._parts = parts
        self._dimension = dimension
        self._firsts = _firsts([part.vectors.count for part in parts])

    @property
    def count(self) -> int:
        """Number of vectors, those of dead articles included."""
        return self._firsts[-1]

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def search(self, query: Float32s, k: int, *, allowed: Bools | None = None) -> Ranking:
        """As VectorIndex says; rows of dead articles are never ranked."""
        require_searchable(k, allowed, self.count)
        if query.shape != (self.dimension,):
            raise ValueError(f"query has shape {query.shape}, expected {(self.dimension,)}")
        found = [
            (part.vectors.search(query, k, allowed=within), first)
            for part, first, within in self._searched(allowed)
        ]
        if len(found) == 1 and found[0][1] == 0:
            return found[0][0]
        return best(
            np.concatenate([np.zeros(0, dtype=np.int64), *(one.ids + at for one, at in found)]),
            np.concatenate([np.zeros(0, dtype=np.float32), *(one.scores for one, _ in found)]),
            k,
        )

    def scores(self, query: Float32s, rows: Int64s) -> Float32s:
        """As VectorIndex says."""
        scores = np.zeros(len(rows), dtype=np.float32)
        owners = np.searchsorted(self._firsts, rows, side="right") - 1
        for number in np.unique(owners).tolist():
            own = owners == number
            if not 0 <= number < len(self._parts):
                raise IndexError(f"there is no row {rows[own][0]} among {self.count}")
            within = rows[own] - self._firsts[number]
            scores[own] = self._parts[number].vectors.scores(query, within)
        return scores

    def _searched(self, allowed: Bools | None) -> Iterator[tuple[LivePart, int, Bools | None]]:
        for part, first in zip(self._parts, self._firsts, strict=False):
            within = None if allowed is None else allowed[first : first + part.vectors.count]
            if part.live_chunks is not None:
                within = part.live_chunks if within is None else within & part.live_chunks
            if part.vectors.count:
                yield part, first, within


def _live_counts(part: LivePart) -> tuple[int, int, int]:
    catalog = part.catalog
    if part.live_articles is None or part.live_chunks is None:
        return len(catalog.entries), catalog.sentence_count, catalog.chunk_count
    sentences = int(catalog.sentences_per_article[part.live_articles].sum())
    return int(part.live_articles.sum()), sentences, int(part.live_chunks.sum())


def _firsts(counts: Sequence[int]) -> list[int]:
    return list(accumulate(counts, initial=0))
