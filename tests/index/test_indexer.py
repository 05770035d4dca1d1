"""The index is kept up to what is stored in the background, one article before many."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from index.catch_up import current_manifest
from index.data_dir import DataDir
from index.indexer import Indexer
from index.types import Float32s
from index.withdrawal import withdraw
from index.workshop import Workshop
from tests.builders import WordEmbedder, article, open_words_workshop, some_articles, stock
from tests.index.live import assert_as_if_built_afresh, bytes_below, opened
from tests.waiting import until

SOON_S = 20.0


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    """A workshop that keeps others out while it writes, as the product's does."""
    made = open_words_workshop(tmp_path)
    with closing(made.store):
        yield replace(made, writing=partial(DataDir(tmp_path).writing, timeout_s=SOON_S))


def holds(shop: Workshop, count: int) -> bool:
    manifest = current_manifest(shop)
    return manifest.articles == count and manifest.holds(shop.store.sequence())


def test_one_article_does_not_wait_for_the_many_that_came_before_it(shop: Workshop) -> None:
    begun, released = Event(), Event()

    def slow(_: str) -> WordEmbedder:
        begun.set()
        assert released.wait(SOON_S)
        return WordEmbedder()

    with Indexer(replace(shop, open_bulk=slow), poll_s=0.01) as indexer:
        stored = some_articles(40)
        stock(shop.store, *stored)
        indexer.wake(*(one.id for one in stored))
        assert begun.wait(SOON_S)
        stock(shop.store, article("late", "A heron was late."))
        indexer.wake("late")
        until(lambda: current_manifest(shop).articles == 1)
        assert [entry.id for entry in opened(shop).catalog.live_entries()] == ["late"]
        released.set()
        until(lambda: holds(shop, 41))
    assert_as_if_built_afresh(shop)


def test_a_process_that_ends_does_not_wait_for_many_and_the_next_goes_on(shop: Workshop) -> None:
    begun = Event()

    class Endless(WordEmbedder):
        def embed_passages(
            self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
        ) -> Float32s:
            begun.set()
            assert texts
            assert on_progress is not None
            while True:
                on_progress(1)

    stock(shop.store, *some_articles(40))
    with Indexer(replace(shop, open_bulk=lambda _: Endless()), poll_s=0.01):
        assert begun.wait(SOON_S)
    assert current_manifest(shop).gaps
    with Indexer(shop, poll_s=0.01):
        until(lambda: holds(shop, 40))
    assert_as_if_built_afresh(shop)


def test_what_another_process_stored_is_taken_up_too(shop: Workshop) -> None:
    with Indexer(shop, poll_s=0.01):
        stock(shop.store, article())
        until(lambda: holds(shop, 1))


def test_what_was_deleted_leaves_the_disk_by_itself(shop: Workshop, tmp_path: Path) -> None:
    def is_left() -> bool:
        return any(b"quillfeath" in content for content in bytes_below(tmp_path))

    with Indexer(shop, poll_s=0.01) as indexer:
        stock(shop.store, *some_articles(5), article("secret", "Quillfeather was named."))
        indexer.wake("secret")
        until(lambda: holds(shop, 6))
        assert is_left()
        withdraw(shop.store, "secret")
        indexer.wake("secret")
        until(lambda: not is_left())
    assert_as_if_built_afresh(shop)
