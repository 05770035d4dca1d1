import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.build import publish
from index.errors import EmbedderMismatchError, SnapshotError
from index.library import Library
from index.snapshot import Snapshot, Snapshots
from index.workshop import Workshop
from tests.builders import (
    QuietProgress,
    WordEmbedder,
    open_words_workshop,
    some_articles,
    stock,
)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    opened = open_words_workshop(tmp_path)
    with closing(opened.store):
        yield opened


@pytest.fixture
def library(workshop: Workshop) -> Library:
    """As another process has it: it opens by itself what the workshop has open."""
    snapshots = Snapshots(workshop.snapshots.root)
    return Library(snapshots, workshop.embedder, workshop.open_quick)


def publish_up_to(workshop: Workshop, count: int) -> str:
    """Stores so many articles, publishes them, and gives the version."""
    stock(workshop.store, *some_articles(count))
    manifest, _ = publish(workshop, QuietProgress())
    return manifest.version


def damage(tmp_path: Path, version: str) -> None:
    newest = Snapshots(tmp_path / "snapshots").manifest(version).segments[-1]
    (tmp_path / "snapshots" / "segments" / newest.name / "vectors.faiss").write_bytes(b"damaged")


def held(library: Library) -> str:
    """The version of the snapshot that is handed out."""
    snapshot = library.snapshot()
    assert snapshot is not None
    return snapshot.manifest.version


def test_there_is_no_snapshot_before_the_first(library: Library) -> None:
    assert library.snapshot() is None


def test_a_new_snapshot_is_followed(library: Library, workshop: Workshop) -> None:
    for count in (2, 4, 4):
        version = publish_up_to(workshop, count)
        assert held(library) == version


def test_the_same_snapshot_is_opened_once(library: Library, workshop: Workshop) -> None:
    publish_up_to(workshop, 2)
    assert library.snapshot() is library.snapshot()


def test_a_damaged_new_snapshot_is_logged_once_and_the_old_one_stays(
    library: Library, workshop: Workshop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = publish_up_to(workshop, 2)
    assert held(library) == old
    damage(tmp_path, publish_up_to(workshop, 4))
    with caplog.at_level(logging.ERROR):
        assert [held(library) for _ in range(3)] == [old] * 3
    assert [record.message for record in caplog.records] == ["snapshot_unusable"]


def test_the_snapshot_after_a_damaged_one_is_followed(
    library: Library, workshop: Workshop, tmp_path: Path
) -> None:
    version = publish_up_to(workshop, 2)
    assert held(library) == version
    damage(tmp_path, publish_up_to(workshop, 4))
    held(library)
    version = publish_up_to(workshop, 4)
    assert held(library) == version


def test_a_damaged_first_snapshot_is_an_error_until_it_is_mended(
    library: Library, workshop: Workshop, tmp_path: Path
) -> None:
    damage(tmp_path, publish_up_to(workshop, 2))
    for _ in range(2):
        with pytest.raises(SnapshotError, match="damaged"):
            library.snapshot()
    version = publish_up_to(workshop, 2)
    assert held(library) == version


def test_an_index_whose_embedder_is_not_to_be_had_is_an_error(workshop: Workshop) -> None:
    publish_up_to(workshop, 2)
    set_now = WordEmbedder(id="other@1")
    library = Library(workshop.snapshots, set_now, lambda _: set_now)
    with pytest.raises(EmbedderMismatchError):
        library.current()


def test_an_index_is_read_with_the_embedder_that_it_was_built_with(workshop: Workshop) -> None:
    version = publish_up_to(workshop, 2)
    named: list[str] = []

    def open_named(name: str) -> WordEmbedder:
        named.append(name)
        return WordEmbedder()

    library = Library(workshop.snapshots, WordEmbedder(id="other@1"), open_named)
    opened = library.current()
    assert opened is not None
    assert (opened.version, opened.embedder.id) == (version, workshop.embedder.id)
    publish_up_to(workshop, 3)
    assert held(library) != version
    assert named == [workshop.embedder_name]


def test_a_pointer_that_disappears_changes_nothing(
    library: Library, workshop: Workshop, tmp_path: Path
) -> None:
    version = publish_up_to(workshop, 2)
    assert held(library) == version
    (tmp_path / "snapshots" / "CURRENT").unlink()
    assert held(library) == version


def test_what_a_reader_holds_outlives_its_folder(library: Library, workshop: Workshop) -> None:
    publish_up_to(workshop, 2)
    old = library.snapshot()
    assert old is not None
    for count in (3, 4, 5):
        publish_up_to(workshop, count)
    assert_is_one_state(old)
    assert old.manifest.articles == 2


class BusyPublisher(WordEmbedder):
    """A WordEmbedder that publishes four times when a Library first asks for its id."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__()
        self._workshop: Workshop | None = workshop

    @property
    def id(self) -> str:
        workshop, self._workshop = self._workshop, None
        if workshop is not None:
            for count in (3, 4, 5, 6):
                publish_up_to(workshop, count)
        return super().id


def test_a_snapshot_pruned_while_it_is_opened_is_passed_over(workshop: Workshop) -> None:
    publish_up_to(workshop, 2)
    snapshot = Library(workshop.snapshots, BusyPublisher(workshop), workshop.open_quick).snapshot()
    assert snapshot is not None
    assert snapshot.manifest.articles == 6


def assert_is_one_state(snapshot: Snapshot) -> None:
    """All parts are of the same build."""
    catalog = snapshot.catalog
    assert snapshot.manifest.articles == len(catalog.entries)
    assert snapshot.manifest.chunks == catalog.chunk_count
    assert snapshot.vectors.count == snapshot.lexical.count == catalog.chunk_count
    newest = f"story {snapshot.manifest.articles - 1}"
    [row] = snapshot.lexical.search(f"number {newest}", 1).ids.tolist()
    place = catalog.place(row)
    assert catalog.entries[place.article].title == f"Story number {len(catalog.entries) - 1}"


@pytest.mark.parametrize("is_opened_afresh", [False, True])
def test_readers_see_whole_snapshots_in_order_while_they_are_swapped(
    library: Library, workshop: Workshop, *, is_opened_afresh: bool
) -> None:
    publish_up_to(workshop, 11)
    done = threading.Event()

    def read() -> int:
        sequences = [0]
        while not done.is_set():
            chosen = library
            if is_opened_afresh:
                chosen = Library(workshop.snapshots, workshop.embedder, workshop.open_quick)
            snapshot = chosen.snapshot()
            assert snapshot is not None
            assert_is_one_state(snapshot)
            sequences.append(snapshot.manifest.store_sequence)
        assert sequences == sorted(sequences)
        return len(set(sequences))

    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(read) for _ in range(3)]
        try:
            for count in range(12, 22):
                publish_up_to(workshop, count)
        finally:
            done.set()
        assert max(reader.result() for reader in readers) > 2
