"""What a snapshot is made of: its segments, what was withdrawn since, and the digests of it all.

Knows JSON and sha256; knows nothing of how segments are used.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.errors import SnapshotError

FORMAT = 2
"""The layout of snapshots and segments. A higher number is refused; a lower one is made anew."""

REBUILD = "run `onrecord rebuild`: it makes the index again from the stored articles"

MANIFEST = "manifest.json"
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a snapshot's content beside the articles. Two equal ones are comparable."""

    embedder: str
    dimension: int
    sentences: str
    chunks: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment as a snapshot refers to it. `sha256` is its list of files' own.

    Entries of articles that were withdrawn up to generation `as_of` are not in it, or are newer
    than their withdrawal. Counts are of all that it holds, the dead included.
    """

    name: str
    as_of: int
    articles: int
    sentences: int
    chunks: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot: its version, recipe, segments and counts of what is live.

    `withdrawn` maps an article to the generation in which it was deleted or replaced: its entries
    in segments that are older are dead. `generation` counts the changes of the index.
    `store_sequence` is the store's last change that the snapshot contains, but for those in `gaps`
    (after the first, up to the second number), which somebody is at work on or was; `created_at`
    is ISO.
    `embedder_name` opens the embedder of the recipe again.
    """

    format: int
    version: str
    created_at: str
    recipe: Recipe
    embedder_name: str
    store_sequence: int
    generation: int
    articles: int
    sentences: int
    chunks: int
    segments: Sequence[SegmentRecord] = ()
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    gaps: Sequence[tuple[int, int]] = ()

    def holds(self, store_sequence: int) -> bool:
        """Whether everything up to a change of the store is in it."""
        return self.store_sequence >= store_sequence and not self.gaps


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest with its own digest, and flushes it to the disk."""
    record = asdict(manifest)
    text = json.dumps(record | {_DIGEST: digest_of(record)}, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    flush_to_disk(folder / MANIFEST)
    flush_to_disk(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot's folder; raises SnapshotError where it cannot be used."""
    path = folder / MANIFEST
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        found_format = record["format"]
        if found_format == FORMAT:
            if record.pop(_DIGEST) != digest_of(record):
                raise ValueError("it is not what was written")
            segments = tuple(SegmentRecord(**one) for one in record["segments"])
            recipe = Recipe(**record["recipe"])
            gaps = tuple((after, upto) for after, upto in record["gaps"])
            parts = {"recipe": recipe, "segments": segments, "gaps": gaps}
            return Manifest(**(record | parts))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotError(
            f"the index at {folder} is damaged: {path.name} cannot be read ({error})",
            remedy=REBUILD,
        ) from error
    raise SnapshotError(
        f"the index at {folder} has format {found_format}, this OnRecord knows format {FORMAT}",
        remedy=f"upgrade OnRecord; or {REBUILD}",
    )


def version_of(manifest: Manifest) -> str:
    """The name of a snapshot: its generation, and a digest of its segments and withdrawals."""
    segments = [[segment.name, segment.as_of] for segment in manifest.segments]
    content = {"segments": segments, "withdrawn": manifest.withdrawn, "gaps": manifest.gaps}
    return f"{manifest.generation:08d}-{digest_of(content)[:8]}"


def flush_to_disk(path: Path) -> None:
    """Makes a file's content, or a folder's list of names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(record: Mapping[str, object]) -> str:
    """The sha256 of a record, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
