"""A story that many carry is found once, in the words of whoever had it first."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from index.build import publish
from index.comparing import compare_waiting
from index.copies.finding import not_compared
from index.copies.stories import stories_of
from index.parts import NoProgress
from index.retrieve import Retriever
from index.schema import sketches
from index.snapshot import Opened
from index.types import Article, Filters, Hit
from index.withdrawal import withdraw
from index.workshop import Workshop
from tests.builders import START, WordEmbedder, open_words_workshop, some_articles, stock
from tests.index.copies.stories import sentences, text_of, told
from tests.index.live import opened

STORY = text_of(1)
FIRST = told("first", STORY)
ADDED = "The zebra of Korsund was seen by nobody."
COPIES = [
    replace(
        told(f"copy-{n:02d}", f"{STORY}\n\n{ADDED}" if n == 3 else STORY),
        published_at=START + timedelta(days=n + 1),
    )
    for n in range(40)
]
QUERY = sentences(1, 1)[0]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    shop = open_words_workshop(tmp_path_factory.mktemp("collapse"))
    with closing(shop.store):
        stock(shop.store, *COPIES, *some_articles(20))
        publish(shop, NoProgress())
        stock(shop.store, FIRST)  # published before the others, stored after them
        publish(shop, NoProgress())
        yield shop


def search(shop: Workshop, query: str, k: int = 8, filters: Filters = Filters()) -> Sequence[Hit]:  # noqa: B008
    hits = Retriever(shop.store).search(
        Opened(opened(shop), WordEmbedder()), query, k=k, filters=filters
    )
    for hit in hits:
        assert hit.article.text[hit.start : hit.end] == hit.text
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return hits


def test_a_story_does_not_fill_the_hits(shop: Workshop) -> None:
    hits = search(shop, QUERY, k=8)
    assert len(hits) == 8
    assert hits[0].article == FIRST
    assert QUERY in hits[0].text
    texts = [hit.text for hit in hits]
    assert len(set(texts)) == len(texts)
    assert {hit.article.id for hit in hits if hit.article.text == STORY} == {"first"}


def test_a_hit_names_everybody_who_carries_its_story(shop: Workshop) -> None:
    story = search(shop, QUERY)[0].story
    assert story is not None
    assert story.id == "first"
    assert [one.article_id for one in story.carriers] == ["first", *(one.id for one in COPIES)]


def test_what_only_a_copy_says_is_found_there(shop: Workshop) -> None:
    adding = [hit for hit in search(shop, ADDED, k=3) if ADDED in hit.text]
    assert [hit.article.id for hit in adding] == ["copy-03"]
    assert adding[0].text == ADDED


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(source="Paper copy-07"), "copy-07"),
        (Filters(article_id="copy-09"), "copy-09"),
        (Filters(since=START + timedelta(days=20)), "copy-19"),
        (Filters(as_of=START), "first"),
    ],
)
def test_where_a_filter_leaves_only_copies_the_first_of_them_is_found(
    shop: Workshop, filters: Filters, expected: str
) -> None:
    hits = [hit for hit in search(shop, QUERY, filters=filters) if hit.story is not None]
    assert {hit.article.id for hit in hits} == {expected}
    story = hits[0].story
    assert story is not None
    assert story.carriers[0].article_id == expected


def test_who_carries_it_is_told_within_the_filters_only(shop: Workshop) -> None:
    story = search(shop, QUERY, filters=Filters(as_of=START + timedelta(days=2)))[0].story
    assert story is not None
    assert [one.article_id for one in story.carriers] == ["first", "copy-00", "copy-01"]


def test_an_article_without_copies_has_no_story(shop: Workshop) -> None:
    assert search(shop, "mayor of town 3", k=1)[0].story is None


# As things change


def found_first(shop: Workshop) -> Article:
    return search(shop, QUERY, k=1)[0].article


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Workshop]:
    shop = open_words_workshop(tmp_path)
    with closing(shop.store):
        stock(shop.store, FIRST, *COPIES[:2], *some_articles(5))
        publish(shop, NoProgress())
        yield shop


def test_when_the_canonical_article_is_deleted_the_next_takes_its_place(small: Workshop) -> None:
    assert found_first(small) == FIRST
    withdraw(small.store, "first")
    assert found_first(small).id == "copy-00"  # at once, before the index follows
    publish(small, NoProgress())
    assert found_first(small).id == "copy-00"
    withdraw(small.store, "copy-00")
    publish(small, NoProgress())
    [*_, last] = search(small, QUERY, k=1)
    assert (last.article.id, last.story) == ("copy-01", None)


def test_a_copy_that_becomes_another_story_is_found_for_itself(small: Workshop) -> None:
    stock(small.store, replace(COPIES[0], text=text_of(2)))
    publish(small, NoProgress())
    hit = search(small, sentences(2, 1)[0], k=1)[0]
    assert (hit.article.id, hit.story) == ("copy-00", None)


def test_articles_stored_before_copies_were_looked_for_are_compared_later(
    small: Workshop,
) -> None:
    with small.store.engine.begin() as connection:
        connection.execute(sketches.delete())
    assert stories_of(small.store.engine, small.store.ids()) == {}
    over = iter([False, True])
    manifest = small.snapshots.current_manifest()
    assert manifest is not None
    compare_waiting(small, manifest, lambda: next(over))
    publish(small, NoProgress())
    assert not_compared(small.store) == []
    assert found_first(small) == FIRST
    assert len(stories_of(small.store.engine, ["first"])["first"].articles) == 3
