"""The ingest flow, top to bottom: take articles in, then bring the index up to what is stored.

`take_in` makes articles durable; `publish` makes them searchable. One bad article is reported and
never stops the others. Knows the order of the stages, not how any of them works.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.catch_up import catch_up
from index.comparing import compare_waiting
from index.errors import SnapshotError
from index.manifest import Manifest
from index.merging import merge_due
from index.parts import Progress
from index.rebuild import rebuild
from index.store import Batch, Outcome, Store
from index.types import Found, Refusal
from index.workshop import Workshop

BATCH = 100
"""Articles per transaction: an article is durable at most this many articles after it was read."""


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

    def absorb(self, part: "IngestSummary") -> None:
        """Adds what became of something else."""
        self.added += part.added
        self.updated += part.updated
        self.unchanged += part.unchanged
        self.refusals += part.refusals
        self.notes += part.notes


def take_in(
    store: Store, found: Iterable[Found | Refusal], *, together: int = BATCH
) -> IngestSummary:
    """Stores what a source finds, batch by batch; each batch is durable when the next begins."""
    summary = IngestSummary()
    for batch in _batches(found, together):
        with store.batch() as writing:
            for item in batch:
                take(writing, item, summary)
    return summary


def take(writing: Batch, item: Found | Refusal, summary: IngestSummary) -> None:
    """Stores one thing that a source found within a transaction, and counts it."""
    if isinstance(item, Refusal):
        writing.log_refusal(item)
        summary.refusals.append(item)
        return
    outcome = writing.save(item)
    if outcome is Outcome.WITHDRAWN:
        refusal = withdrawn_refusal(item)
        writing.log_refusal(refusal)
        summary.refusals.append(refusal)
        return
    _count(summary, outcome)
    summary.notes.extend(f"{item.origin}: {note}" for note in item.notes)


def withdrawn_refusal(found: Found) -> Refusal:
    """Why an article that was deleted is not taken in again."""
    return Refusal(
        found.origin,
        f"the article {found.article.id!a} was deleted here. "
        "`onrecord restore ID` lets it in again.",
    )


def is_current(workshop: Workshop) -> bool:
    """Whether the current snapshot holds all that is stored, by the recipe of here and now.

    Costs one read of the snapshot's files: a damaged one is not current, so that it is mended.
    """
    if workshop.snapshots.current_version() is None:
        return workshop.store.count() == 0
    manifest = _verified(workshop)
    return (
        manifest is not None
        and manifest.recipe == workshop.recipe()
        and manifest.holds(workshop.store.sequence())
    )


def publish(workshop: Workshop, progress: Progress) -> tuple[Manifest, list[str]]:
    """Brings the index up to what is stored: only what changed, or all of it where it must be.

    Also returns notes for the user about what could not be indexed as a whole. Raises
    SnapshotError where the disk does not take it; the snapshot before it then stays current.
    """
    if not _can_be_built_on(workshop):
        made = rebuild(workshop, progress)
        return made.manifest, made.notes
    caught_up = catch_up(workshop, progress)
    manifest = caught_up.manifest
    while merge_due(workshop):
        manifest = workshop.snapshots.current_manifest() or manifest
    compare_waiting(workshop, manifest, lambda: False)
    return manifest, list(caught_up.notes)


def _can_be_built_on(workshop: Workshop) -> bool:
    if workshop.snapshots.current_version() is None:
        return True
    manifest = _verified(workshop)
    return manifest is not None and manifest.recipe == workshop.recipe()


def _verified(workshop: Workshop) -> Manifest | None:
    """The current manifest, all its files read; None where they are not as they were written."""
    try:
        return workshop.snapshots.follow(workshop.snapshots.verified)
    except SnapshotError:
        return None


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
