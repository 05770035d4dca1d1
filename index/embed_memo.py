"""An Embedder that remembers lately made vectors in memory, for whoever answers questions.

The question is embedded once for retrieval and reading, and sentences that are read again and
again only the first time. Knows nothing of models or of the cache on disk.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from index.embed import Embedder
from index.types import Float32s

PASSAGES = 20_000
"""Passages remembered: 384 dimensions take about 1.6 kB each, 32 MB in all."""

QUERIES = 256
"""Queries remembered."""


class _Memo:
    """The last `capacity` vectors by text."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._vectors: OrderedDict[str, Float32s] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str], make: Callable[[Sequence[str]], Float32s]) -> Float32s:
        """The vectors of `texts`, those not remembered made in one call."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing or not texts:
            made = make(missing)
            if not texts:
                return made
            # Copied: a row that is remembered must not keep all the others in memory.
            known.update({text: row.copy() for text, row in zip(missing, made, strict=True)})
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


class MemoEmbedder:
    """Wraps an Embedder; the same vectors, made once. Safe to use from several threads."""

    def __init__(
        self, embedder: Embedder, *, passages: int = PASSAGES, queries: int = QUERIES
    ) -> None:
        self._embedder = embedder
        self._passages = _Memo(passages)
        self._queries = _Memo(queries)

    @property
    def id(self) -> str:
        """As the wrapped embedder's."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """As the wrapped embedder's."""
        return self._embedder.dimension

    @property
    def max_tokens(self) -> int:
        """As the wrapped embedder's."""
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the wrapped embedder's."""
        return self._embedder.count_tokens(texts)

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """(n, dimension) float32 unit vectors; `on_progress` counts what is remembered too."""
        vectors = self._passages.embed(texts, self._embedder.embed_passages)
        if on_progress is not None:
            on_progress(len(texts))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """(n, dimension) float32 unit vectors."""
        return self._queries.embed(texts, self._embedder.embed_queries)
