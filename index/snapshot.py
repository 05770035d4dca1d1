"""States of the index on disk: written aside, verified, then made current in one atomic step.

A crash at any point leaves the previous snapshot current. Knows the folder's layout; knows
nothing of where articles come from or how hits are ranked.
"""

import hashlib
import itertools
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from index.catalog import Catalog
from index.errors import EmbedderMismatchError, SnapshotError
from index.lexical import LexicalIndex, open_lexical_index, write_lexical_index
from index.manifest import (
    FORMAT,
    REBUILD,
    Manifest,
    Recipe,
    digest_files,
    flush_to_disk,
    read_manifest,
    verify_files,
    write_manifest,
)
from index.types import Float32s, Scope
from index.vectors import FlatIndex, VectorIndex, open_vector_index

_CURRENT = "CURRENT"
_VECTORS = "vectors.faiss"
_LEXICAL = "lexical"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable, verified state of the index. Chunk n is row n of every part."""

    manifest: Manifest
    catalog: Catalog
    vectors: VectorIndex
    lexical: LexicalIndex

    def scope(self) -> Scope:
        """What this snapshot can answer from."""
        first, last = self.catalog.published_range()
        return Scope(
            articles=self.manifest.articles,
            first_published_at=first,
            last_published_at=last,
            index_version=self.manifest.version,
        )


@dataclass(frozen=True, slots=True)
class SnapshotParts:
    """What a new snapshot is written from. Row n of each belongs to chunk n."""

    recipe: Recipe
    store_sequence: int
    catalog: Catalog
    vectors: Float32s
    embedded_texts: Sequence[str]


class Snapshots:
    """The snapshots of a data directory. Writing needs the right to write (DataDir.writing)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def current_version(self) -> str | None:
        """The version that readers should use; None before the first. Costs one small read.

        Raises SnapshotError where the pointer cannot be read; that it names a snapshot is checked
        by `manifest` and `open`.
        """
        pointer = self._root / _CURRENT
        try:
            return pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SnapshotError(
                f"the index pointer {pointer} cannot be read: {error.strerror}", remedy=REBUILD
            ) from error

    def manifest(self, version: str) -> Manifest:
        """The manifest of a version; raises SnapshotError where it cannot be used."""
        if not version or "/" in version or version.startswith("."):
            raise SnapshotError(
                f"the index pointer {self._root / _CURRENT} holds no version: {version[:80]!r}",
                remedy=REBUILD,
            )
        return read_manifest(self._root / version)

    def verified(self, version: str) -> Manifest:
        """The manifest of a version whose files are all as they were written.

        Raises SnapshotError where they are not. Costs one read of the files.
        """
        manifest = self.manifest(version)
        verify_files(self._root / version, manifest)
        return manifest

    def open(self, version: str, *, embedder: str) -> Snapshot:
        """Verifies a version's files and opens it.

        Raises EmbedderMismatchError where its vectors are another embedder's, SnapshotError
        where it is missing, damaged, or of a format that is not known.
        """
        manifest = self.manifest(version)
        built_with = manifest.recipe.embedder
        if built_with != embedder:
            raise EmbedderMismatchError(
                f"the index was built with the embedder {built_with}, but {embedder} is set",
                remedy="run `onrecord rebuild` to build it with the embedder that is set, "
                "or set ONRECORD_EMBEDDER back",
            )
        return _opened(self._root / version, manifest)

    def write(self, parts: SnapshotParts, *, created_at: datetime) -> Manifest:
        """Writes a snapshot beside the current one and verifies it; readers do not see it yet.

        Raises SnapshotError where the disk does not take it; nothing half-written stays.
        """
        with self._writing():
            self.clean()
            version = self._unused(_version_of(parts))
            building = self._root / f"{_BUILDING}{version}"
            try:
                manifest = self._fill(building, parts, version, created_at)
                _opened(building, manifest)  # FAISS, for one, does not tell of a full disk
            except (OSError, SnapshotError):
                shutil.rmtree(building, ignore_errors=True)
                raise
            building.rename(self._root / version)
            flush_to_disk(self._root)
        return manifest

    def make_current(self, version: str) -> None:
        """Points readers to a version, atomically and durably; raises SnapshotError as `write`."""
        pointer = self._root / f".{_CURRENT}"
        with self._writing():
            pointer.write_text(version + "\n", encoding="utf-8")
            flush_to_disk(pointer)
            pointer.replace(self._root / _CURRENT)
            flush_to_disk(self._root)

    def clean(self) -> None:
        """Removes what a crash left half-written."""
        self._root.mkdir(parents=True, exist_ok=True)
        for folder in self._root.glob(f"{_BUILDING}*"):
            shutil.rmtree(folder)

    def prune(self, *, keep: int) -> None:
        """Deletes all but the current and the `keep` - 1 newest other snapshots."""
        current = self.current_version()
        others = [p for p in self._root.iterdir() if p.is_dir() and p.name != current]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for folder in others[max(keep - 1, 0) :]:
            shutil.rmtree(folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SnapshotError) as error:
            raise SnapshotError(
                f"the new index cannot be written to {self._root}: {error}",
                remedy="free disk space or mend the permissions, then run `onrecord rebuild`; "
                "the index before it is untouched, and every stored article is safe",
            ) from error

    def _unused(self, version: str) -> str:
        # Never write over a snapshot: a crash between delete and rename would leave none.
        names = itertools.chain([version], (f"{version}-{n}" for n in itertools.count(2)))
        return next(name for name in names if not (self._root / name).exists())

    def _fill(
        self, folder: Path, parts: SnapshotParts, version: str, created_at: datetime
    ) -> Manifest:
        folder.mkdir()
        parts.catalog.save(folder)
        FlatIndex.build(parts.vectors).save(folder / _VECTORS)
        write_lexical_index(folder / _LEXICAL, parts.embedded_texts)
        manifest = Manifest(
            format=FORMAT,
            version=version,
            created_at=created_at.isoformat(),
            recipe=parts.recipe,
            store_sequence=parts.store_sequence,
            articles=len(parts.catalog.entries),
            sentences=parts.catalog.sentence_count,
            chunks=parts.catalog.chunk_count,
            files=digest_files(folder),
        )
        write_manifest(folder, manifest)
        return manifest


def _opened(folder: Path, manifest: Manifest) -> Snapshot:
    verify_files(folder, manifest)
    try:
        return Snapshot(
            manifest=manifest,
            catalog=Catalog.open(folder),
            vectors=open_vector_index(folder / _VECTORS),
            lexical=open_lexical_index(folder / _LEXICAL),
        )
    except OSError as error:  # verified a moment ago: it has been replaced and pruned since
        raise SnapshotError(
            f"the index at {folder} is gone: {error.strerror}", remedy=REBUILD
        ) from error


def _version_of(parts: SnapshotParts) -> str:
    content = [[entry.id, entry.revision] for entry in parts.catalog.entries]
    text = json.dumps([FORMAT, asdict(parts.recipe), parts.store_sequence, content])
    return f"{parts.store_sequence:08d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
