"""The ingest flow, top to bottom: take articles in, then make an index of what is stored.

`take_in` makes articles durable; `publish` makes them searchable. One bad article is reported and
never stops the others. Knows the order of the stages, not how any of them works.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from index.catalog import CatalogBuilder
from index.chunks import CHUNKS_VERSION, ChunkLimits, make_chunks
from index.embed import Embedder
from index.errors import SnapshotError
from index.manifest import Manifest, Recipe
from index.sentences import SENTENCES_VERSION, split_sentences
from index.snapshot import SnapshotParts, Snapshots
from index.store import Outcome, Store, utc_now
from index.types import Article, Found, Refusal

BATCH = 100
"""Articles per transaction: an article is durable at most this many articles after it was read."""

TARGET_TOKENS = 180
"""Where a chunk is closed, in tokens; where the model's window is smaller, at its end."""

KEPT_SNAPSHOTS = 2
"""The current snapshot and the one before it, which a reader may still be opening."""


class Progress(Protocol):
    """Is told how the work goes; shows it to a person, or does not."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins; `total` is in the units that `advance` counts, None if unknown."""

    def advance(self, count: int) -> None:
        """So much more of the current stage is done."""


@dataclass(slots=True)
class IngestSummary:
    """What became of everything that was handed in."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Articles that are stored now, whether they were before or not."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class Workshop:
    """What building needs: the store, where snapshots go, and the embedder in two forms.

    `embedder` opens quickly and says what the vectors will be; `open_bulk` gives the same model
    made ready for many texts, which may take seconds and is only called when there is work.
    """

    store: Store
    snapshots: Snapshots
    embedder: Embedder
    open_bulk: Callable[[], Embedder]
    clock: Callable[[], datetime] = utc_now

    def recipe(self) -> Recipe:
        """The recipe of a snapshot that is built here and now."""
        return Recipe(
            embedder=self.embedder.id,
            dimension=self.embedder.dimension,
            sentences=SENTENCES_VERSION,
            chunks=CHUNKS_VERSION,
        )


def take_in(store: Store, found: Iterable[Found | Refusal]) -> IngestSummary:
    """Stores what a source finds, batch by batch; each batch is durable when the next begins."""
    summary = IngestSummary()
    for batch in _batches(found, BATCH):
        with store.batch() as writing:
            for item in batch:
                if isinstance(item, Refusal):
                    writing.log_refusal(item)
                    summary.refusals.append(item)
                    continue
                _count(summary, writing.save(item))
                summary.notes.extend(f"{item.origin}: {note}" for note in item.notes)
    return summary


def is_current(workshop: Workshop) -> bool:
    """Whether the current snapshot holds all that is stored, by the recipe of here and now.

    Costs one read of the snapshot's files: a damaged one is not current, so that it is mended.
    """
    version = workshop.snapshots.current_version()
    if version is None:
        return workshop.store.count() == 0
    try:
        manifest = workshop.snapshots.verified(version)
    except SnapshotError:
        return False
    return (
        manifest.recipe == workshop.recipe()
        and manifest.store_sequence == workshop.store.sequence()
    )


def publish(workshop: Workshop, progress: Progress) -> tuple[Manifest, list[str]]:
    """Builds a snapshot of all that is stored, verifies it, and makes it current.

    Also returns notes for the user about what could not be indexed as a whole. Needs the right
    to write (DataDir.writing). Raises SnapshotError where the disk does not take it; the
    snapshot before it then stays current.
    """
    # Read before the articles: one stored meanwhile makes the snapshot stale, never falsely new.
    sequence = workshop.store.sequence()
    catalog = CatalogBuilder()
    texts: list[str] = []
    notes: list[str] = []
    progress.stage("splitting articles", workshop.store.count())
    window = workshop.embedder.max_tokens
    limits = ChunkLimits(window, target_tokens=min(TARGET_TOKENS, window))
    for article in workshop.store.current_articles():
        sentences = split_sentences(article.text)
        chunks = make_chunks(article, sentences, limits, workshop.embedder.count_tokens)
        catalog.add(article, sentences, chunks)
        texts.extend(chunk.embedded_text for chunk in chunks)
        if not all(chunk.fits for chunk in chunks):
            notes.append(_note_on_long_sentence(article))
        progress.advance(1)
    progress.stage("embedding chunks", len(texts))
    vectors = workshop.open_bulk().embed_passages(texts, on_progress=progress.advance)
    progress.stage("writing the index", None)
    parts = SnapshotParts(workshop.recipe(), sequence, catalog.catalog(), vectors, texts)
    manifest = workshop.snapshots.write(parts, created_at=workshop.clock())
    workshop.snapshots.make_current(manifest.version)
    workshop.snapshots.prune(keep=KEPT_SNAPSHOTS)
    return manifest, notes


def _batches(found: Iterable[Found | Refusal], size: int) -> Iterator[Sequence[Found | Refusal]]:
    batch: list[Found | Refusal] = []
    for item in found:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _count(summary: IngestSummary, outcome: Outcome) -> None:
    if outcome is Outcome.ADDED:
        summary.added += 1
    elif outcome is Outcome.UPDATED:
        summary.updated += 1
    else:
        summary.unchanged += 1


def _note_on_long_sentence(article: Article) -> str:
    return (
        f"{article.id}: a sentence is longer than the model's window; similarity sees only its "
        "beginning, search by words sees all of it"
    )
