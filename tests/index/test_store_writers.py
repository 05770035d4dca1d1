from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.errors import StoreError
from index.store import Store
from tests.builders import article, found, some_articles, stock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db")) as opened:
        yield opened


def write_five_batches(store: Store, writer: int) -> None:
    for n in range(5):
        stock(store, article(f"{writer}-{n}", f"By {writer}."), article("shared", f"{writer}{n}"))


def open_and_write(path: Path, writer: int) -> None:
    """Runs in a process of its own."""
    with closing(Store.open(path)) as store:
        write_five_batches(store, writer)


def test_several_threads_write_without_hindering_each_other(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write_five_batches, [store] * 4, range(4)))
    assert store.count() == 21


def test_several_processes_open_a_new_store_and_write_to_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "onrecord.db"
    with ProcessPoolExecutor(3, get_context("forkserver")) as processes:
        list(processes.map(open_and_write, [path] * 3, range(3)))
    with closing(Store.open(path)) as store:
        assert store.count() == 16
        assert len({each.id for each in store.current_articles()}) == 16


def test_a_reader_is_not_hindered_by_a_writer(store: Store) -> None:
    stock(store, article())
    with store.batch() as batch, ThreadPoolExecutor(1) as threads:
        batch.save(found(article("unfinished")))
        assert threads.submit(store.count).result(timeout=10) == 1


def test_a_damaged_page_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    with closing(Store.open(path)) as store:
        stock(store, *some_articles(200))
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"\xff" * (len(raw) - 8192)
    path.write_bytes(bytes(raw))
    with pytest.raises(StoreError, match="malformed") as told, closing(Store.open(path)) as store:
        list(store.current_articles())
    assert "backup" in told.value.remedy
