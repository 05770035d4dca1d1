"""One immutable part of the index on disk: some articles' catalog, vectors and words.

Built aside, verified by opening it, then given its name. Knows nothing of snapshots, or of which
of its articles were withdrawn since.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from index.catalog import Catalog
from index.claims import claimed, is_claimed
from index.errors import SnapshotError
from index.manifest import REBUILD, SegmentRecord, digest_of, flush_to_disk
from index.postings import Postings, open_postings, write_lexical_index
from index.types import Float32s
from index.vectors import SegmentVectors, open_vector_index, write_vector_index

BUILDING = ".building-"
"""How the name of a folder begins that is not finished."""

VECTORS = "vectors.faiss"
LEXICAL = "lexical"
_FILES = "files.json"
_CLAIM = ".claim"
_CLAIM_TIMEOUT_S = 5.0  # somebody who sweeps may try it just then


@dataclass(frozen=True, slots=True)
class SegmentParts:
    """What a segment is written from. Row n of each belongs to chunk n."""

    catalog: Catalog
    vectors: Float32s
    embedded_texts: Sequence[str]


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Segment:
    """An opened segment. Chunk n is row n of every part; `numbers` finds articles by id."""

    name: str
    catalog: Catalog
    vectors: SegmentVectors
    postings: Postings
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A folder that a segment is built in. Others leave it alone as long as it is open."""

    root: Path
    folder: Path

    def finish(self, catalog: Catalog, *, as_of: int) -> SegmentRecord:
        """Writes the catalog beside the parts that are there, and makes all of it durable.

        Raises OSError or SnapshotError where the disk does not take it.
        """
        catalog.save(self.folder)
        files = _digest_files(self.folder)
        listed = self.folder / _FILES
        listed.write_text(json.dumps(files, indent=2) + "\n", encoding="utf-8")
        for path in [*self.folder.rglob("*"), self.folder]:
            flush_to_disk(path)
        record = SegmentRecord(
            name=f"{as_of:08d}-{uuid4().hex[:8]}",
            as_of=as_of,
            articles=len(catalog.entries),
            sentences=catalog.sentence_count,
            chunks=catalog.chunk_count,
            sha256=digest_of(files),
        )
        _opened(self.folder, record)  # FAISS, for one, does not tell of a full disk
        return record

    def settle(self, record: SegmentRecord) -> None:
        """Gives the segment its name. Needs the right to write: what no snapshot refers to is
        swept by whoever has it.
        """
        self.folder.rename(self.root / record.name)
        flush_to_disk(self.root)


@contextmanager
def unsettled(root: Path) -> Iterator[Unsettled]:
    """A new folder below `root` to build a segment in; removed unless it is settled."""
    name = f"{BUILDING}{uuid4().hex}"
    folder, claim = root / name, root / f"{name}{_CLAIM}"
    with claimed(claim, timeout_s=_CLAIM_TIMEOUT_S):
        try:
            folder.mkdir(parents=True)
            yield Unsettled(root, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            claim.unlink(missing_ok=True)


def write_segment(root: Path, parts: SegmentParts, *, as_of: int) -> SegmentRecord:
    """Writes, verifies and settles a segment below `root`; raises as Unsettled.finish."""
    with unsettled(root) as building:
        write_parts(building.folder, parts)
        record = building.finish(parts.catalog, as_of=as_of)
        building.settle(record)
        return record


def write_parts(folder: Path, parts: SegmentParts) -> None:
    """Writes vectors and words; raises OSError or SnapshotError."""
    write_vector_index(folder / VECTORS, parts.vectors)
    write_lexical_index(folder / LEXICAL, parts.embedded_texts)


def sweep_segments(root: Path, used: set[str]) -> None:
    """Removes every segment that is not used, and what crashes left half-built, as far as the disk
    allows it.
    """
    for path in root.glob("*"):
        if path.name in used or is_claimed(_claim_of(path)):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def open_segment(root: Path, record: SegmentRecord) -> Segment:
    """Verifies a segment's files and opens it. Costs one read of them, about 1 s per GB.

    Raises SnapshotError where it is missing or not what was written.
    """
    return _opened(root / record.name, record)


def verify_segment(root: Path, record: SegmentRecord) -> None:
    """Raises SnapshotError unless every file of a segment is there as it was written."""
    _verify(root / record.name, record)


def _claim_of(path: Path) -> Path:
    return path if path.name.endswith(_CLAIM) else path.with_name(path.name + _CLAIM)


def _opened(folder: Path, record: SegmentRecord) -> Segment:
    _verify(folder, record)
    try:
        catalog = Catalog.open(folder)
        return Segment(
            name=record.name,
            catalog=catalog,
            vectors=open_vector_index(folder / VECTORS),
            postings=open_postings(folder / LEXICAL),
            numbers={entry.id: number for number, entry in enumerate(catalog.entries)},
        )
    except OSError as error:  # verified a moment ago: it has been replaced and pruned since
        raise SnapshotError(
            f"the index at {folder} is gone: {error.strerror}", remedy=REBUILD
        ) from error


def _verify(folder: Path, record: SegmentRecord) -> None:
    try:
        files = json.loads((folder / _FILES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{_FILES} cannot be read ({error})") from error
    if not isinstance(files, dict) or digest_of(files) != record.sha256:
        raise _damaged(folder, f"{_FILES} is not what was written")
    for name, expected in files.items():
        try:
            actual = _sha256(folder / name)
        except OSError as error:
            raise _damaged(folder, f"{name} cannot be read ({error.strerror})") from error
        if actual != expected:
            raise _damaged(folder, f"{name} is not what was written")


def _damaged(folder: Path, what: str) -> SnapshotError:
    return SnapshotError(f"the index at {folder} is damaged: {what}", remedy=REBUILD)


def _digest_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
