"""States of the index on disk: segments and a manifest over them, made current in one atomic step.

Readers hold an immutable snapshot and never see half of a change. Knows the layout; knows nothing
of where articles come from or how hits are ranked.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from index.combined import CombinedCatalog, CombinedVectors, LivePart
from index.embed import Embedder
from index.errors import EmbedderMismatchError, SnapshotError
from index.lexical import Bm25Index, LexicalIndex, LexicalPart
from index.manifest import (
    FORMAT,
    MANIFEST,
    REBUILD,
    Manifest,
    SegmentRecord,
    flush_to_disk,
    read_manifest,
    version_of,
    write_manifest,
)
from index.segment import (
    BUILDING,
    Segment,
    SegmentParts,
    open_segment,
    verify_segment,
    write_segment,
)
from index.types import SCOPE_SOURCES, Filters, Scope
from index.vectors import VectorIndex

_CURRENT = "CURRENT"
_SEGMENTS = "segments"

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable, verified state of the index. Chunk n is row n of every part.

    Dead chunks have numbers, and are never ranked. `parts` are the segments with who is live.
    """

    manifest: Manifest
    catalog: CombinedCatalog
    vectors: VectorIndex
    lexical: LexicalIndex
    segments: Sequence[Segment]
    parts: Sequence[LivePart]

    def scope(self, filters: Filters = Filters()) -> Scope:  # noqa: B008 - frozen
        """What this snapshot can answer from, and how much of it is within some filters."""
        first, last = self.catalog.published_range()
        sources = self.catalog.source_counts()
        most = sorted(sources, key=lambda source: (-sources[source], source))[:SCOPE_SOURCES]
        articles = self.manifest.articles
        return Scope(
            articles=articles,
            matching=articles if filters == Filters() else self.catalog.matching(filters),
            sources=tuple(most),
            source_count=len(sources),
            first_published_at=first,
            last_published_at=last,
            index_version=self.manifest.version,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot, and the embedder that its vectors are of."""

    snapshot: Snapshot
    embedder: Embedder

    @property
    def version(self) -> str:
        """The snapshot's."""
        return self.snapshot.manifest.version


class Snapshots:
    """The snapshots of a data directory. Writing needs the right to write (DataDir.writing).

    Segments that one snapshot has opened are not opened again for the next: that would cost what
    the whole index costs, for each article that is added.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._opened: WeakValueDictionary[str, Segment] = WeakValueDictionary()
        self._latest: Sequence[Segment] = ()  # what `_opened` must not lose

    @property
    def root(self) -> Path:
        """The folder that everything lies in."""
        return self._root

    @property
    def segments(self) -> Path:
        """The folder of the segments."""
        return self._root / _SEGMENTS

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

    def versions(self) -> list[str]:
        """Every snapshot that is kept, the newest first."""
        if not self._root.exists():
            return []
        folders = [path for path in self._root.iterdir() if (path / MANIFEST).exists()]
        return sorted((path.name for path in folders), reverse=True)

    def manifest(self, version: str) -> Manifest:
        """The manifest of a version; raises SnapshotError where it cannot be used."""
        if not version or "/" in version or version.startswith("."):
            raise SnapshotError(
                f"the index pointer {self._root / _CURRENT} holds no version: {version[:80]!r}",
                remedy=REBUILD,
            )
        return read_manifest(self._root / version)

    def current_manifest(self) -> Manifest | None:
        """The manifest of the current version; None before the first. Raises as `manifest`."""
        return self.follow(self.manifest)

    def current(self) -> Snapshot | None:
        """The current snapshot, opened; None before the first. Raises as `opened`."""
        return self.follow(lambda version: self.opened(self.manifest(version)))

    def follow(self, read: Callable[[str], _Read]) -> _Read | None:
        """What `read` gives of the current version; None before the first.

        Needs no right to write: a version that is replaced, and pruned, while it is read is read
        no further. Raises SnapshotError where `read` does, and the version is still current.
        """
        while (version := self.current_version()) is not None:
            try:
                return read(version)
            except SnapshotError:
                if self.current_version() == version:
                    raise
        return None

    def verified(self, version: str) -> Manifest:
        """The manifest of a version whose files are all as they were written.

        Raises SnapshotError where they are not. Costs one read of the files.
        """
        manifest = self.manifest(version)
        for record in manifest.segments:
            verify_segment(self.segments, record)
        return manifest

    def open(self, version: str, *, embedder: str) -> Snapshot:
        """Verifies what is not open yet of a version's files, and opens it.

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
        return self.opened(manifest)

    def opened(self, manifest: Manifest) -> Snapshot:
        """The snapshot of a manifest. Costs what its new segments cost, and the withdrawn ones.

        Raises SnapshotError where a segment is missing or damaged.
        """
        segments = self._latest = [self.segment(record) for record in manifest.segments]
        dead = [
            [
                segment.numbers[id_]
                for id_, generation in manifest.withdrawn.items()
                if generation > record.as_of and id_ in segment.numbers
            ]
            for record, segment in zip(manifest.segments, segments, strict=True)
        ]
        parts = [
            LivePart.of(segment.catalog, segment.vectors, numbers)
            for segment, numbers in zip(segments, dead, strict=True)
        ]
        words = [
            LexicalPart(segment.postings, part.live_chunks)
            for segment, part in zip(segments, parts, strict=True)
        ]
        return Snapshot(
            manifest=manifest,
            catalog=CombinedCatalog(parts),
            vectors=CombinedVectors(parts, dimension=manifest.recipe.dimension),
            lexical=Bm25Index(words),
            segments=segments,
            parts=parts,
        )

    def write_segment(self, parts: SegmentParts, *, as_of: int) -> SegmentRecord:
        """Writes a segment that nothing refers to yet.

        Raises SnapshotError where the disk does not take it; nothing half-written stays.
        """
        with self.writing():
            return write_segment(self.segments, parts, as_of=as_of)

    def write(self, manifest: Manifest) -> Manifest:
        """Writes a snapshot over segments that are there; readers do not see it yet.

        Counts and version are set here; every segment is verified that is not open. Raises
        SnapshotError as `write_segment`.
        """
        with self.writing():
            articles, sentences, chunks = self.opened(manifest).catalog.live_counts()
            counted = replace(
                manifest, format=FORMAT, articles=articles, sentences=sentences, chunks=chunks
            )
            written = replace(counted, version=version_of(counted))
            folder = self._root / f"{BUILDING}{written.version}"
            shutil.rmtree(folder, ignore_errors=True)
            try:
                folder.mkdir(parents=True)
                write_manifest(folder, written)
                read_manifest(folder)
                if not (self._root / written.version).exists():
                    folder.rename(self._root / written.version)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            flush_to_disk(self._root)
        return written

    def make_current(self, version: str) -> None:
        """Points readers to a version, atomically and durably; raises SnapshotError as `write`."""
        pointer = self._root / f".{_CURRENT}"
        with self.writing():
            pointer.write_text(version + "\n", encoding="utf-8")
            flush_to_disk(pointer)
            pointer.replace(self._root / _CURRENT)
            flush_to_disk(self._root)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turns what the disk refuses into a SnapshotError that says what to do."""
        try:
            self.segments.mkdir(parents=True, exist_ok=True)
            yield
        except (OSError, SnapshotError) as error:
            raise SnapshotError(
                f"the new index cannot be written to {self._root}: {error}",
                remedy="free disk space or mend the permissions, then run `onrecord rebuild`; "
                "the index before it is untouched, and every stored article is safe",
            ) from error

    def segment(self, record: SegmentRecord) -> Segment:
        """A segment, opened unless it is; raises SnapshotError where it is missing or damaged."""
        held = self._opened.get(record.name)
        if held is None:
            held = self._opened[record.name] = open_segment(self.segments, record)
        return held

    def records(self, version: str) -> Sequence[SegmentRecord]:
        """The segments of a version; none where its manifest cannot be read."""
        try:
            return self.manifest(version).segments
        except SnapshotError:
            return ()
