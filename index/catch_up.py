"""What changed in the store becomes a new segment of the index; the others stay as they are.

A few changes are taken up while the right to write is held. Many are reserved first, so that others
can take up what comes later without waiting. Costs what changed, not what there is.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.changes import Range, articles_as_they_stand, changed_in
from index.claims import claimed, is_claimed
from index.comparing import compare_new
from index.manifest import FORMAT, Manifest, SegmentRecord
from index.parts import NoProgress, Progress, make_parts
from index.pruning import prune
from index.segment import Unsettled, unsettled, write_parts
from index.snapshot import Snapshots
from index.workshop import Workshop

FEW = 32
"""Articles that are taken up at once, in about a second."""

KEPT_SNAPSHOTS = 3
"""The current snapshot and those before it that can be gone back to."""

_CLAIM_TIMEOUT_S = 5.0  # somebody who looks whether it is held may hold it just then


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The manifest that is current now, whether anything changed, and notes for the user."""

    manifest: Manifest
    is_changed: bool
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """Articles that changed, where in the store's log that stands, and up to which line of it."""

    ranges: Sequence[Range]
    ids: Sequence[str]
    upto: int


@dataclass(frozen=True, slots=True)
class Grown:
    """A finished segment with changed articles as they stand; without one where all are gone."""

    building: Unsettled | None
    record: SegmentRecord | None
    notes: Sequence[str]

    def settle(self) -> Sequence[SegmentRecord]:
        """Gives the segment its name, if there is one. Needs the right to write."""
        if self.building is None or self.record is None:
            return []
        self.building.settle(self.record)
        return [self.record]


def catch_up(shop: Workshop, progress: Progress, *, urgent: Sequence[str] = ()) -> CaughtUp:
    """Takes up what the store has and the current snapshot has not, and makes that current.

    Where that is much, the `urgent` articles go first. What another process is at work on is left
    to it. Raises SnapshotError where the current snapshot cannot be built on, or the disk does not
    take it: the one before stays current.
    """
    with shop.writing():
        manifest = current_manifest(shop)
        todo = _todo(shop, manifest)
        if not todo.ranges and manifest.version:
            return CaughtUp(manifest, is_changed=False)
        if len(todo.ids) <= FEW:
            return _take_up(shop, manifest, todo, progress)
        if urgent:
            ahead = Todo([], urgent, manifest.store_sequence)
            _take_up(shop, manifest, ahead, progress)
    return _catch_up_with_many(shop, progress)


def take_up_ahead(shop: Workshop, ids: Sequence[str]) -> CaughtUp:
    """Takes up some articles before whatever else is waiting. Raises as `catch_up`."""
    with shop.writing():
        manifest = current_manifest(shop)
        return _take_up(shop, manifest, Todo([], ids, manifest.store_sequence), NoProgress())


def is_behind(shop: Workshop, manifest: Manifest) -> int:
    """How many articles have changed since, but for those that somebody is at work on."""
    return len(_todo(shop, manifest).ids)


def is_at_work(snapshots: Snapshots, manifest: Manifest) -> bool:
    """Whether somebody is taking up changes that were reserved."""
    return any(is_claimed(_claim_of(snapshots, gap)) for gap in manifest.gaps)


def current_manifest(shop: Workshop) -> Manifest:
    """The current manifest; that of an empty index, which is not written, before the first."""
    return shop.snapshots.current_manifest() or empty_manifest(shop)


def empty_manifest(shop: Workshop) -> Manifest:
    """A manifest without articles, of the embedder that is set."""
    return Manifest(
        format=FORMAT,
        version="",
        created_at="",
        recipe=shop.recipe(),
        embedder_name=shop.embedder_name,
        store_sequence=0,
        generation=0,
        articles=0,
        sentences=0,
        chunks=0,
    )


def todo_after(shop: Workshop, store_sequence: int) -> Todo:
    """All that changed after a change of the store."""
    upto = max(shop.store.sequence(), store_sequence)
    ranges = [(store_sequence, upto)] if upto > store_sequence else []
    return Todo(ranges, changed_in(shop.store, ranges), upto)


@contextmanager
def segment_of(
    shop: Workshop, manifest: Manifest, todo: Todo, progress: Progress
) -> Iterator[Grown]:
    """The segment with these changes for the generation after a manifest's; swept by nobody within
    the block. Raises SnapshotError where the disk does not take it.
    """
    ids = todo.ids
    articles = list(articles_as_they_stand(shop.store, ids)) if len(ids) <= FEW else None
    if articles == []:
        yield Grown(None, None, ())
        return
    embedder = shop.embedder_of(manifest, for_many=articles is None)
    source = articles_as_they_stand(shop.store, ids) if articles is None else articles
    with shop.snapshots.writing(), unsettled(shop.snapshots.segments) as building:
        made = make_parts(source, len(ids), embedder, progress)
        progress.stage("writing the index", None)
        write_parts(building.folder, made.parts)
        record = building.finish(made.parts.catalog, as_of=manifest.generation + 1)
        compare_new(shop, manifest, made.parts)
        yield Grown(building, record, made.notes)


def with_changes(
    shop: Workshop, manifest: Manifest, todo: Todo, made: Grown, generation: int
) -> Manifest:
    """The next manifest, with changes that belong to a generation and the segment that has them.

    What is in the index of these articles from before is dead; where others took one up later, in
    a higher generation, theirs stands. Where others are at work still, all of these are noted: an
    article that was deleted meanwhile may be in the segment that they make.
    """
    changed, done = set(todo.ids), set(todo.ranges)
    gaps = tuple(gap for gap in manifest.gaps if gap not in done)
    dead = dict.fromkeys(changed, generation) if gaps else {}
    for record in manifest.segments:
        for id_ in changed & shop.snapshots.segment(record).numbers.keys():
            dead[id_] = max(record.as_of, generation, dead.get(id_, 0))
    return replace(
        manifest,
        generation=max(manifest.generation + 1, generation),
        store_sequence=max(manifest.store_sequence, todo.upto),
        segments=(*manifest.segments, *made.settle()),
        withdrawn=_latest(manifest.withdrawn, dead),
        gaps=gaps,
    )


def _latest(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Both, with the higher generation of each article."""
    return {**one, **{id_: max(n, one.get(id_, 0)) for id_, n in other.items()}}


def make_current(shop: Workshop, manifest: Manifest) -> Manifest:
    """Writes a snapshot, makes it current, and removes what is not kept. Needs the right to write.

    Raises SnapshotError where the disk does not take it; the snapshot before it stays current.
    """
    stamped = replace(manifest, created_at=shop.clock().isoformat())
    written = shop.snapshots.write(stamped)
    shop.snapshots.make_current(written.version)
    prune(shop.snapshots, keep=KEPT_SNAPSHOTS)
    return written


def _take_up(shop: Workshop, manifest: Manifest, todo: Todo, progress: Progress) -> CaughtUp:
    with segment_of(shop, manifest, todo, progress) as made:
        grown = with_changes(shop, manifest, todo, made, manifest.generation + 1)
        return CaughtUp(make_current(shop, grown), is_changed=True, notes=made.notes)


def _catch_up_with_many(shop: Workshop, progress: Progress) -> CaughtUp:
    """Reserves the changes, makes their segment while others go on, and puts it in."""
    with ExitStack() as held:
        with shop.writing():
            manifest = current_manifest(shop)
            todo = _todo(shop, manifest)
            for gap in todo.ranges:
                held.enter_context(_claimed(shop.snapshots, gap))
            make_current(shop, _reserved(manifest, todo))
        made = held.enter_context(segment_of(shop, manifest, todo, progress))
        with shop.writing():
            now = current_manifest(shop)
            if not set(todo.ranges) <= set(now.gaps):
                return CaughtUp(now, is_changed=False)  # the index was made anew meanwhile
            whole = with_changes(shop, now, todo, made, manifest.generation + 1)
            return CaughtUp(make_current(shop, whole), is_changed=True, notes=made.notes)


def _reserved(manifest: Manifest, todo: Todo) -> Manifest:
    """A generation in which nothing changes but that somebody is at work on these changes."""
    added = [gap for gap in todo.ranges if gap not in manifest.gaps]
    return replace(
        manifest,
        generation=manifest.generation + 1,
        store_sequence=todo.upto,
        gaps=(*manifest.gaps, *added),
    )


def _todo(shop: Workshop, manifest: Manifest) -> Todo:
    """What is not in the index and nobody is at work on."""
    after = todo_after(shop, manifest.store_sequence)
    left = [gap for gap in manifest.gaps if not is_claimed(_claim_of(shop.snapshots, gap))]
    ranges = [*left, *after.ranges]
    return Todo(ranges, changed_in(shop.store, ranges), after.upto)


@contextmanager
def _claimed(snapshots: Snapshots, gap: Range) -> Iterator[None]:
    claim = _claim_of(snapshots, gap)
    with snapshots.writing():
        held = claimed(claim, timeout_s=_CLAIM_TIMEOUT_S)
    with held:
        try:
            yield
        finally:
            with suppress(OSError):
                claim.unlink()


def _claim_of(snapshots: Snapshots, gap: Range) -> Path:
    return snapshots.root / "gap-{}-{}.claim".format(*gap)
