import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import SnapshotError
from index.pruning import prune
from index.segment import unsettled
from index.snapshot import Snapshot, Snapshots
from index.types import Filters
from tests.builders import (
    START,
    WordEmbedder,
    make_current,
    manifest_of,
    segment_parts,
    some_articles,
)

EMBEDDER = WordEmbedder().id


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots")


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def assert_whole(snapshot: Snapshot, count: int) -> None:
    """All parts belong together, and each chunk is the best hit for its own text."""
    parts = segment_parts(some_articles(count))
    assert snapshot.manifest.articles == len(snapshot.catalog.entries) == count
    assert snapshot.manifest.chunks == snapshot.catalog.chunk_count == len(parts.embedded_texts)
    assert snapshot.vectors.count == snapshot.lexical.count == snapshot.manifest.chunks
    for number, text in enumerate(parts.embedded_texts):
        assert snapshot.vectors.search(parts.vectors[number], 1).ids.tolist() == [number]
        assert number in snapshot.lexical.search(text, 3).ids


# Writing and opening


def test_what_was_written_is_what_is_opened(snapshots: Snapshots) -> None:
    version = make_current(snapshots)
    snapshot = snapshots.open(version, embedder=EMBEDDER)
    assert_whole(snapshot, 8)
    scope = snapshot.scope()
    dates = [each.published_at for each in some_articles(8) if each.published_at]
    assert (scope.first_published_at, scope.last_published_at) == (min(dates), max(dates))
    assert (scope.articles, scope.index_version) == (8, version)
    assert snapshot.manifest.created_at == START.isoformat()


def test_an_empty_snapshot_opens_and_finds_nothing(snapshots: Snapshots) -> None:
    snapshot = snapshots.open(make_current(snapshots, 0), embedder=EMBEDDER)
    assert len(snapshot.lexical.search("council", 5).ids) == 0
    assert len(snapshot.vectors.search(np.ones(64, dtype=np.float32), 5).ids) == 0
    allowed = snapshot.catalog.allowed(Filters(since=START, source="Paper", article_id="1"))
    assert allowed is not None
    assert allowed.shape == (0,)


def test_there_is_no_current_version_before_the_first(snapshots: Snapshots) -> None:
    assert snapshots.current_version() is None
    snapshots.write(manifest_of())
    assert snapshots.current_version() is None


def test_the_same_content_again_does_not_write_over_the_first(snapshots: Snapshots) -> None:
    first, second = make_current(snapshots), make_current(snapshots)
    assert first != second
    assert_whole(snapshots.open(first, embedder=EMBEDDER), 8)
    assert snapshots.current_version() == second


def test_the_same_segments_in_the_same_generation_are_the_same_snapshot(
    snapshots: Snapshots,
) -> None:
    record = snapshots.write_segment(segment_parts(some_articles(3)), as_of=1)
    assert snapshots.write(manifest_of(record)) == snapshots.write(manifest_of(record))
    assert len(snapshots.versions()) == 1


def test_segments_are_opened_once_for_all_snapshots(snapshots: Snapshots) -> None:
    record = snapshots.write_segment(segment_parts(some_articles(3)), as_of=1)
    versions = [snapshots.write(manifest_of(record, generation=n)).version for n in (1, 2)]
    one, other = (snapshots.open(version, embedder=EMBEDDER) for version in versions)
    assert one.segments[0] is other.segments[0]


def test_versions_sort_by_generation(snapshots: Snapshots) -> None:
    versions = [make_current(snapshots, 1, generation=generation) for generation in (2, 10, 300)]
    assert snapshots.versions() == versions[::-1]
    assert versions == sorted(versions)


# Pruning and cleaning


def test_pruning_keeps_the_current_one_and_the_newest_others(
    snapshots: Snapshots, tmp_path: Path
) -> None:
    versions = [make_current(snapshots, 1, generation=n) for n in range(1, 5)]
    snapshots.make_current(versions[0])
    prune(snapshots, keep=2)
    kept = {path.name for path in (tmp_path / "snapshots").iterdir() if path.is_dir()}
    assert kept == {versions[0], versions[3], "segments"}
    assert len(list((tmp_path / "snapshots" / "segments").iterdir())) == 2
    prune(snapshots, keep=1)
    assert_whole(snapshots.open(versions[0], embedder=EMBEDDER), 1)
    assert snapshots.versions() == versions[:1]
    assert len(list((tmp_path / "snapshots" / "segments").iterdir())) == 1


def test_what_somebody_is_building_is_not_swept(snapshots: Snapshots, tmp_path: Path) -> None:
    make_current(snapshots)
    segments = tmp_path / "snapshots" / "segments"
    (segments / ".building-given-up").mkdir()
    with unsettled(segments) as building:
        prune(snapshots, keep=1)
        assert building.folder.exists()
        assert not (segments / ".building-given-up").exists()
    prune(snapshots, keep=1)
    assert len(list(segments.iterdir())) == 1


# No room


@contextmanager
def no_file_larger_than(max_bytes: int) -> Iterator[None]:
    """Writing beyond this fails in this process, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_the_current_snapshot_stays(
    snapshots: Snapshots, tmp_path: Path
) -> None:
    version = make_current(snapshots)
    segments = tmp_path / "snapshots" / "segments"
    before = set(segments.iterdir())
    sizes = {path.stat().st_size for path in files_of(segments)}
    parts = segment_parts(some_articles(8))
    for size in sorted(sizes):
        with no_file_larger_than(size - 1), pytest.raises(SnapshotError) as told:
            snapshots.write_segment(parts, as_of=2)
        assert "free disk space" in told.value.remedy
        assert set(segments.iterdir()) == before
    manifest = snapshots.manifest(version)
    with no_file_larger_than(100), pytest.raises(SnapshotError) as told:
        snapshots.write(replace(manifest, generation=2))
    assert "free disk space" in told.value.remedy
    names = {path.name for path in (tmp_path / "snapshots").iterdir()}
    assert names == {"CURRENT", "segments", version}
    with no_file_larger_than(3), pytest.raises(SnapshotError, match="cannot be written"):
        snapshots.make_current("00000002-deadbeef")
    assert snapshots.current_version() == version


def test_a_snapshot_folder_that_is_a_file_is_told(snapshots: Snapshots, tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("I am a file")
    with pytest.raises(SnapshotError, match="cannot be written"):
        snapshots.write(manifest_of())
    with pytest.raises(SnapshotError, match="cannot be read"):
        snapshots.current_version()
