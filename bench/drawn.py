"""Fills the cache of vectors with drawn ones, so that a large index is made in minutes.

Embedding 25,000 articles takes an hour or more on two cores, and where the vectors of others point
to changes nothing in what adding one costs. Knows the cache; knows nothing of what is measured.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.settings import load_settings
from index.data_dir import DataDir
from index.embed import Embedder, Purpose, open_embedder
from index.embedding_cache import CachedEmbedder
from index.parts import NoProgress, make_parts
from index.sources.find import find_articles
from index.sources.limits import SourceLimits
from index.types import Float32s, Found


def draw_vectors(data_dir: Path, file: Path) -> None:
    """Keeps a drawn vector for each chunk of the articles of a file, as if it had been embedded."""
    folder = DataDir(data_dir)
    embedder = open_embedder(load_settings().embedder, folder.models, Purpose.INTERACTIVE)
    drawn = CachedEmbedder(_Drawn(embedder), folder.embedding_cache)
    found = find_articles([file], SourceLimits())
    articles = [one.article for one in found if isinstance(one, Found)]
    make_parts(articles, len(articles), drawn, NoProgress())


class _Drawn:
    """An Embedder that passes for another, and draws what it is to embed by the text's hash."""

    def __init__(self, other: Embedder) -> None:
        self._other = other

    @property
    def id(self) -> str:
        """The other's."""
        return self._other.id

    @property
    def dimension(self) -> int:
        """The other's."""
        return self._other.dimension

    @property
    def max_tokens(self) -> int:
        """The other's."""
        return self._other.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the other does."""
        return self._other.count_tokens(texts)

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """(n, dimension) float32 unit vectors, drawn; the same text has the same one."""
        vectors = np.array([self._vector(text) for text in texts], dtype=np.float32)
        if on_progress is not None:
            on_progress(len(texts))
        return vectors.reshape(len(texts), self.dimension)

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """As the other does."""
        return self._other.embed_queries(texts)

    def _vector(self, text: str) -> Float32s:
        digest = hashlib.sha256(text.encode()).digest()
        drawn = np.random.default_rng(list(digest)).normal(size=self.dimension)
        return (drawn / np.linalg.norm(drawn)).astype(np.float32)
