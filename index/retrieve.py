"""From a query to hits: dense and lexical search, filtered, fused, best first.

Knows how two rankings become one; knows nothing of questions, answers or evidence.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.collapse import without_copies
from index.snapshot import Opened, Snapshot
from index.store import Store
from index.types import Bools, Filters, Float32s, FoundBy, Hit, Int64s, Ranking

_log = logging.getLogger(__name__)

CANDIDATES = 50
"""How deep each ranking is read before fusion."""

DENSE_SHARE = 0.6
"""Weight of similarity against shared words: best recall among the first eight on training data
(docs/adr/0006)."""

DEEPEST = 500
"""Chunks beyond which no other story is looked for behind copies of one."""

_DEEPER = 4  # times as many chunks as before


@dataclass(frozen=True, slots=True)
class Candidates:
    """Chunks found by either index, best first. All arrays are (n,).

    `dense` is the cosine to the query; `lexical` the BM25 score, 0 where no word is shared.
    """

    chunks: Int64s
    fused: Float32s
    dense: Float32s
    lexical: Float32s
    found_by: Sequence[FoundBy]


def retrieve(
    snapshot: Snapshot, query: str, vector: Float32s, *, k: int, allowed: Bools | None
) -> Candidates:
    """The `k` best chunks of a snapshot for a query and its (dimension,) vector.

    `allowed` is (chunks,) bool, None for all: what is not allowed takes no place of others.
    """
    depth = max(k, CANDIDATES)
    dense = snapshot.vectors.search(vector, depth, allowed=allowed)
    lexical = snapshot.lexical.search(query, depth, allowed=allowed)
    chunks = np.union1d(dense.ids, lexical.ids)
    cosines = snapshot.vectors.scores(vector, chunks)
    words = _scores_of(chunks, lexical)
    fused = fuse(cosines, words)
    order = np.lexsort((chunks, -fused))[:k]
    found_by = [_found_by(chunk, dense, lexical) for chunk in chunks[order]]
    return Candidates(chunks[order], fused[order], cosines[order], words[order], found_by)


def fuse(cosines: Float32s, words: Float32s) -> Float32s:
    """One score, 0 to 1, from (n,) cosines and (n,) BM25 scores of the same chunks.

    A convex combination of both after scaling by their theoretical minimum and the best score
    found (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"):
    neither raw scale matters, and unlike ranks the distances do.
    """
    return DENSE_SHARE * _scaled(cosines, -1.0) + (1 - DENSE_SHARE) * _scaled(words, 0.0)


def _scaled(scores: Float32s, minimum: float) -> Float32s:
    best = float(scores.max(initial=minimum))
    if best <= minimum:
        return np.zeros_like(scores)
    return ((scores - minimum) / (best - minimum)).clip(0.0, 1.0).astype(np.float32)


def _scores_of(chunks: Int64s, ranking: Ranking) -> Float32s:
    scores = np.zeros(len(chunks), dtype=np.float32)
    scores[np.searchsorted(chunks, ranking.ids)] = ranking.scores
    return scores


def _found_by(chunk: int, dense: Ranking, lexical: Ranking) -> FoundBy:
    in_dense, in_lexical = bool((dense.ids == chunk).any()), bool((lexical.ids == chunk).any())
    if in_dense and in_lexical:
        return FoundBy.BOTH
    return FoundBy.DENSE if in_dense else FoundBy.LEXICAL


class Retriever:
    """Turns queries into hits that carry their articles' texts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, opened: Opened, query: str, *, k: int, filters: Filters) -> Sequence[Hit]:
        """The `k` best hits, best first; fewer where fewer chunks match the filters.

        What several articles carry is one hit. Costs one embedding of the query, two index
        searches and two reads of the store; a few more where there are copies.
        """
        snapshot = opened.snapshot
        vector = opened.embedder.embed_queries([query])[0]
        allowed = snapshot.catalog.allowed(filters)
        depth = k
        while True:
            found = retrieve(snapshot, query, vector, k=depth, allowed=allowed)
            hits = without_copies(self.hits(snapshot, found), self._store, snapshot, allowed)
            if len(hits) >= k or len(found.chunks) < depth or depth > DEEPEST:
                return hits[:k]
            depth *= _DEEPER

    def hits(self, snapshot: Snapshot, found: Candidates) -> Sequence[Hit]:
        """Candidates with their articles and sentences; one read of the store."""
        catalog = snapshot.catalog
        places = [catalog.place(chunk) for chunk in found.chunks.tolist()]
        entries = {place.article: catalog.entry(place.article) for place in places}
        texts = self._store.texts([(entry.id, entry.revision) for entry in entries.values()])
        for key in {(e.id, e.revision) for e in entries.values()} - texts.keys():
            # Deleted since: it is out of reach at once, and out of the index in a moment.
            _log.info("revision_missing", extra={"article_id": key[0], "revision": key[1]})
        articles = {
            number: entry.article(texts[entry.id, entry.revision])
            for number, entry in entries.items()
            if (entry.id, entry.revision) in texts
        }
        return [
            Hit(
                article=articles[place.article],
                revision=entries[place.article].revision,
                sentences=catalog.sentences_of(place.article),
                first=place.first,
                last=place.last,
                score=float(found.fused[rank]),
                rank=rank + 1,
                found_by=found.found_by[rank],
                dense_score=float(found.dense[rank]),
                lexical_score=float(found.lexical[rank]) or None,
            )
            for rank, place in enumerate(places)
            if place.article in articles
        ]
