"""What a snapshot is made of: its manifest, written beside its files, and their digests.

Knows JSON and sha256; knows nothing of how the files are used.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import SnapshotError

FORMAT = 1
"""The layout of a snapshot's folder. A higher number is refused."""

REBUILD = "run `onrecord rebuild`: it makes the index again from the stored articles"

_NAME = "manifest.json"
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a snapshot's content beside the articles. Two equal ones are comparable."""

    embedder: str
    dimension: int
    sentences: str
    chunks: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot's version, recipe, counts, and the sha256 of every file by relative path.

    `store_sequence` is the store's last change that the snapshot contains; `created_at` is ISO.
    """

    format: int
    version: str
    created_at: str
    recipe: Recipe
    store_sequence: int
    articles: int
    sentences: int
    chunks: int
    files: Mapping[str, str]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest with its own digest, and flushes every file of the folder to the disk."""
    record = asdict(manifest)
    text = json.dumps(record | {_DIGEST: _digest_of(record)}, indent=2, ensure_ascii=False)
    (folder / _NAME).write_text(text + "\n", encoding="utf-8")
    for path in [*folder.rglob("*"), folder]:
        flush_to_disk(path)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot's folder; raises SnapshotError where it cannot be used."""
    path = folder / _NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        found_format = record["format"]
        if found_format == FORMAT:
            if record.pop(_DIGEST) != _digest_of(record):
                raise ValueError("it is not what was written")
            return Manifest(**(record | {"recipe": Recipe(**record["recipe"])}))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotError(
            f"the index at {folder} is damaged: {path.name} cannot be read ({error})",
            remedy=REBUILD,
        ) from error
    raise SnapshotError(
        f"the index at {folder} has format {found_format}, this OnRecord knows format {FORMAT}",
        remedy=f"upgrade OnRecord; or {REBUILD}",
    )


def digest_files(folder: Path) -> dict[str, str]:
    """The sha256 of every file below `folder` but the manifest, by relative path."""
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != _NAME
    }


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Raises SnapshotError unless every file is there with the digest the manifest names.

    Costs one read of all files, about 1 s per GB.
    """
    for name, expected in manifest.files.items():
        try:
            actual = _sha256(folder / name)
        except OSError as error:
            raise SnapshotError(
                f"the index at {folder} is damaged: {name} cannot be read ({error.strerror})",
                remedy=REBUILD,
            ) from error
        if actual != expected:
            raise SnapshotError(
                f"the index at {folder} is damaged: {name} is not what was written", remedy=REBUILD
            )


def flush_to_disk(path: Path) -> None:
    """Makes a file's content, or a folder's list of names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(record: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
