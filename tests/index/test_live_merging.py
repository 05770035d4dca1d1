"""Segments are merged and what was deleted goes, while the index lives."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import publish
from index.catch_up import catch_up, current_manifest
from index.merging import due, merge, sizes_of
from index.parts import NoProgress
from index.purge import purge
from index.rebuild import roll_back
from index.segment import BUILDING, unsettled
from index.types import Filters
from index.withdrawal import restore, withdraw, withdrawal_of
from index.workshop import Workshop
from tests.builders import (
    WordEmbedder,
    article,
    open_words_workshop,
    segment_parts,
    some_articles,
    stock,
)
from tests.index.live import assert_as_if_built_afresh, bytes_below, opened


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    opened_shop = open_words_workshop(tmp_path)
    with closing(opened_shop.store):
        yield opened_shop


# Merging


def test_merges_keep_the_number_of_segments_low(shop: Workshop) -> None:
    for each in some_articles(60):
        stock(shop.store, each)
        publish(shop, NoProgress())
    assert len(current_manifest(shop).segments) <= 12
    assert_as_if_built_afresh(shop)


def test_a_segment_that_is_mostly_dead_is_written_anew(shop: Workshop) -> None:
    stock(shop.store, *some_articles(8))
    publish(shop, NoProgress())
    for each in some_articles(4):
        withdraw(shop.store, each.id)
    catch_up(shop, NoProgress())
    snapshot = opened(shop)
    [name] = due(sizes_of(snapshot))
    assert merge(shop, snapshot, {name})
    manifest = current_manifest(shop)
    assert [record.articles for record in manifest.segments] == [4]
    assert manifest.withdrawn == {}


def test_a_merge_that_was_overtaken_changes_nothing(shop: Workshop) -> None:
    for count in (2, 4, 6):
        stock(shop.store, *some_articles(count))
        publish(shop, NoProgress())
    snapshot = opened(shop)
    names = {segment.name for segment in snapshot.segments}
    assert merge(shop, snapshot, names)
    before = current_manifest(shop)
    assert not merge(shop, snapshot, names)
    assert current_manifest(shop) == before


def test_what_changes_while_segments_are_merged_is_not_lost(shop: Workshop) -> None:
    stock(shop.store, *some_articles(6))
    publish(shop, NoProgress())
    stock(shop.store, *some_articles(9))
    publish(shop, NoProgress())
    snapshot = opened(shop)
    withdraw(shop.store, "story-001")
    stock(shop.store, replace(some_articles(3)[2], text="All is new here."))
    catch_up(shop, NoProgress())
    assert merge(shop, snapshot, {segment.name for segment in snapshot.segments})
    assert_as_if_built_afresh(shop)


# Deleting


NAMED = "Quillfeather Xanthippe was never to be named."


def test_nothing_of_a_deleted_article_is_left_on_the_disk(shop: Workshop, tmp_path: Path) -> None:
    stock(shop.store, *some_articles(5))
    publish(shop, NoProgress())
    stock(shop.store, article("secret", NAMED, title="Xanthippe named"))
    publish(shop, NoProgress())
    stock(shop.store, article("secret", NAMED + " Again.", title="Xanthippe named"))
    publish(shop, NoProgress())
    assert any(b"quillfeath" in content for content in bytes_below(tmp_path))
    withdraw(shop.store, "secret")
    assert shop.store.articles(["secret"]) == []
    publish(shop, NoProgress())
    assert purge(shop)
    assert not purge(shop)
    for word in (b"quillfeath", b"xanthipp"):
        assert not any(word in content for content in bytes_below(tmp_path))
    assert withdrawal_of(shop.store, "secret")
    assert_as_if_built_afresh(shop)


def test_an_article_that_is_let_in_again_leaves_nothing_of_what_it_was(
    shop: Workshop, tmp_path: Path
) -> None:
    stock(shop.store, *some_articles(5), article("secret", NAMED, title="Xanthippe named"))
    publish(shop, NoProgress())
    withdraw(shop.store, "secret")
    restore(shop.store, "secret")
    stock(shop.store, article("secret", "The informant was not named."))
    publish(shop, NoProgress())
    assert purge(shop)
    assert not purge(shop)
    for word in (b"quillfeath", b"xanthipp"):
        assert not any(word in content for content in bytes_below(tmp_path))
    assert_as_if_built_afresh(shop)


def test_what_a_process_that_was_killed_left_half_built_goes(
    shop: Workshop, tmp_path: Path
) -> None:
    """Even where nothing was deleted and nothing else is to do."""
    stock(shop.store, article())
    publish(shop, NoProgress())
    segments = shop.snapshots.segments
    left = segments / f"{BUILDING}0"
    left.mkdir()
    (left / "vectors.faiss").write_bytes(b"half")
    (segments / f"{BUILDING}0.claim").touch()
    with unsettled(segments) as building:
        purge(shop)
        assert building.folder.exists()  # somebody works on this one
        assert not left.exists()
    assert {path.name for path in segments.iterdir()} == {opened(shop).segments[0].name}


def test_going_back_does_not_bring_a_deleted_article_back(shop: Workshop) -> None:
    stock(shop.store, *some_articles(5))
    old = publish(shop, NoProgress())[0].version
    withdraw(shop.store, "story-002")
    publish(shop, NoProgress())
    roll_back(shop, old)
    assert_as_if_built_afresh(shop)


def test_the_filters_and_the_scope_are_of_all_segments(shop: Workshop) -> None:
    stock(shop.store, *some_articles(7))
    publish(shop, NoProgress())
    stock(shop.store, *some_articles(10))
    publish(shop, NoProgress())
    withdraw(shop.store, "story-001")
    catch_up(shop, NoProgress())
    snapshot = opened(shop)
    limits = Filters(source="paper 1")
    scope = snapshot.scope(limits)
    assert (scope.articles, scope.matching, scope.source_count) == (9, 2, 3)
    assert set(scope.sources) == {"Paper 0", "Paper 1", "Paper 2"}
    allowed = snapshot.catalog.allowed(limits)
    assert allowed is not None
    vector = WordEmbedder().embed_queries(["ferry"])[0]
    ids = snapshot.vectors.search(vector, 99, allowed=allowed).ids.tolist()
    entries = [snapshot.catalog.entry(snapshot.catalog.place(chunk).article) for chunk in ids]
    assert {entry.id for entry in entries} == {"story-004", "story-007"}


def test_segments_have_the_parts_of_their_articles() -> None:
    parts = segment_parts(some_articles(3))
    assert parts.vectors.shape[0] == parts.catalog.chunk_count == len(parts.embedded_texts)
