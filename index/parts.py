"""Articles to what a segment is written from: sentences, chunks, vectors.

Knows the order of these stages, not how any of them works, nor where segments go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from index.catalog import CatalogBuilder
from index.chunks import CHUNKS_VERSION, ChunkLimits, make_chunks
from index.embed import Embedder
from index.manifest import Recipe
from index.segment import SegmentParts
from index.sentences import SENTENCES_VERSION, split_sentences
from index.types import Article

TARGET_TOKENS = 180
"""Where a chunk is closed, in tokens; where the model's window is smaller, at its end."""


class Progress(Protocol):
    """Is told how the work goes; shows it to a person, or does not. May raise to end the work."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins; `total` is in the units that `advance` counts, None if unknown."""

    def advance(self, count: int) -> None:
        """So much more of the current stage is done."""


class NoProgress:
    """Tells nobody."""

    def stage(self, name: str, total: int | None) -> None:
        """As Progress."""

    def advance(self, count: int) -> None:
        """As Progress."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment's parts, and notes for the user about what could not be indexed as a whole."""

    parts: SegmentParts
    notes: list[str]


def recipe_of(embedder: Embedder) -> Recipe:
    """The recipe of a segment that is made here and now."""
    return Recipe(
        embedder=embedder.id,
        dimension=embedder.dimension,
        sentences=SENTENCES_VERSION,
        chunks=CHUNKS_VERSION,
    )


def make_parts(
    articles: Iterable[Article], count: int, embedder: Embedder, progress: Progress
) -> Made:
    """The parts of a segment over `count` articles, in order."""
    catalog = CatalogBuilder()
    texts: list[str] = []
    notes: list[str] = []
    progress.stage("splitting articles", count)
    window = embedder.max_tokens
    limits = ChunkLimits(window, target_tokens=min(TARGET_TOKENS, window))
    for article in articles:
        sentences = split_sentences(article.text)
        chunks = make_chunks(article, sentences, limits, embedder.count_tokens)
        catalog.add(article, sentences, chunks)
        texts.extend(chunk.embedded_text for chunk in chunks)
        if not all(chunk.fits for chunk in chunks):
            notes.append(_note_on_long_sentence(article))
        progress.advance(1)
    progress.stage("embedding chunks", len(texts))
    vectors = embedder.embed_passages(texts, on_progress=progress.advance)
    return Made(SegmentParts(catalog.catalog(), vectors, texts), notes)


def _note_on_long_sentence(article: Article) -> str:
    return (
        f"{article.id}: a sentence is longer than the model's window; similarity sees only its "
        "beginning, search by words sees all of it"
    )
