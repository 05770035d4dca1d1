"""The whole index made again from the store, beside the one that serves, then swapped in.

For another embedder, another way to cut chunks, or an index that is damaged. Also back to one that
was kept. What arrives meanwhile is in it when it becomes current.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.catch_up import (
    FEW,
    Todo,
    empty_manifest,
    make_current,
    segment_of,
    todo_after,
    with_changes,
)
from index.changes import changed_in
from index.errors import SnapshotError, SnapshotNotKeptError
from index.manifest import Manifest
from index.parts import NoProgress, Progress
from index.workshop import Workshop

_FREE_FACTOR = 2.0
"""So many times the size of the current index must be free."""
_FREE_AT_LEAST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The manifest that is current now, and notes for the user."""

    manifest: Manifest
    notes: list[str]


def rebuild(shop: Workshop, progress: Progress) -> Rebuilt:
    """Makes the index again with the embedder that is set; the old one serves until it is there.

    The right to write is held only at the end. Raises SnapshotError where the disk has no room or
    does not take it; the snapshot before it then stays current.
    """
    require_room(shop)
    base = empty_manifest(shop)
    notes: list[str] = []
    with ExitStack() as held:
        first = _everything(shop)
        made = [(first, held.enter_context(segment_of(shop, base, first, progress)))]
        while len((todo := todo_after(shop, made[-1][0].upto)).ids) > FEW:
            ahead = replace(base, generation=len(made))
            made.append((todo, held.enter_context(segment_of(shop, ahead, todo, progress))))
        with shop.writing():
            manifest = replace(base, generation=0)
            for todo, grown in made:
                manifest = with_changes(shop, manifest, todo, grown, manifest.generation + 1)
                notes.extend(grown.notes)
            return Rebuilt(_brought_up_to_date(shop, manifest), notes)


def roll_back(shop: Workshop, version: str) -> Manifest:
    """Makes a snapshot that is kept current again, with all that was stored and deleted since.

    Raises SnapshotError where it is not kept or damaged.
    """
    with shop.writing():
        if version not in shop.snapshots.versions():
            kept = ", ".join(shop.snapshots.versions()) or "none"
            raise SnapshotNotKeptError(
                f"the snapshot {version!r} is not kept", remedy=f"choose one of these: {kept}"
            )
        return _brought_up_to_date(shop, shop.snapshots.verified(version))


def require_room(shop: Workshop) -> None:
    """Raises SnapshotError where the disk is too full for a second index beside this one."""
    root = shop.snapshots.root
    needed = max(_FREE_AT_LEAST, _FREE_FACTOR * _bytes_below(root))
    existing = next(path for path in (root, *root.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise SnapshotError(
            f"the disk of {root} has {free / 1e6:,.0f} MB free, making the index again may take "
            f"{needed / 1e6:,.0f} MB",
            remedy="free disk space, or set ONRECORD_DATA_DIR to a larger disk; the index before "
            "it is untouched",
        )


def _bytes_below(root: Path) -> int:
    """The size of all files; what others remove meanwhile is passed over."""
    total = 0
    for folder, _, names in os.walk(root):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(folder, name).stat().st_size
    return total


def _brought_up_to_date(shop: Workshop, manifest: Manifest) -> Manifest:
    """Makes a manifest current, after all others, with what changed since."""
    newest = max(manifest.generation, *_generations(shop), 0)
    after = todo_after(shop, manifest.store_sequence)
    ranges = [*manifest.gaps, *after.ranges]
    todo = Todo(ranges, changed_in(shop.store, ranges), after.upto)
    last = replace(manifest, generation=newest)
    with segment_of(shop, last, todo, NoProgress()) as made:
        return make_current(shop, with_changes(shop, last, todo, made, newest + 1))


def _everything(shop: Workshop) -> Todo:
    # Read before the articles: one stored meanwhile is taken up again, never left out.
    upto = shop.store.sequence()
    return Todo([], shop.store.ids(), upto)


def _generations(shop: Workshop) -> Iterator[int]:
    for version in shop.snapshots.versions():
        try:
            yield shop.snapshots.manifest(version).generation
        except SnapshotError:  # damaged, or of another format: it will be pruned
            continue
