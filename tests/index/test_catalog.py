from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog, CatalogBuilder
from index.types import Article, Chunk, Filters, Sentence
from tests.builders import START, article

# Whole minutes around START, so that limits often meet a date exactly; a few are far away.
dates = st.integers(-3, 3).map(lambda n: START + timedelta(minutes=n)) | st.sampled_from(
    [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 7, 20, tzinfo=UTC)]
)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[Catalog, list[Article], list[tuple[int, Chunk]]]:
    """A catalog, the articles in it, and its chunks with the numbers of their articles."""
    builder = CatalogBuilder()
    articles: list[Article] = []
    chunks: list[tuple[int, Chunk]] = []
    for number in range(draw(st.integers(0, 6))):
        added = replace(
            article(f"id-{number}", title=draw(any_text)),
            source=draw(st.none() | st.sampled_from(["Post", "POST", "Straße", "Herald", ""])),
            published_at=draw(st.none() | dates),
        )
        count = draw(st.integers(0, 4))
        of_article = [Chunk(n, n + 1, "") for n in range(count)]
        builder.add(added, sentences_of(number, count), of_article)
        articles.append(added)
        chunks.extend((number, chunk) for chunk in of_article)
    return builder.catalog(), articles, chunks


def sentences_of(number: int, count: int) -> list[Sentence]:
    return [Sentence(10 * n + number, 10 * n + number + 5) for n in range(count)]


filters = st.builds(
    Filters,
    since=st.none() | dates,
    until=st.none() | dates,
    source=st.none() | st.sampled_from(["post", "STRASSE", "nowhere"]),
    article_id=st.none() | st.sampled_from(["id-0", "id-3", "nowhere"]),
)


def is_inside(each: Article, limits: Filters) -> bool:
    """What filters mean, article by article."""
    when = each.published_at
    if limits.has_dates and when is None:
        return False
    return (
        (limits.since is None or (when is not None and when >= limits.since))
        and (limits.until is None or (when is not None and when <= limits.until))
        and (limits.source is None or (each.source or "").casefold() == limits.source.casefold())
        and limits.article_id in (None, each.id)
    )


@given(made=catalogs(), limits=filters)
def test_filters_allow_the_chunks_of_the_articles_inside(
    made: tuple[Catalog, list[Article], list[tuple[int, Chunk]]], limits: Filters
) -> None:
    catalog, articles, chunks = made
    allowed = catalog.allowed(limits)
    if limits == Filters():
        assert allowed is None
        return
    assert allowed is not None
    assert allowed.dtype == np.bool_
    assert allowed.tolist() == [is_inside(articles[number], limits) for number, _ in chunks]


def assert_holds(
    catalog: Catalog, articles: list[Article], chunks: list[tuple[int, Chunk]]
) -> None:
    assert [entry.article(article().text) for entry in catalog.entries] == articles
    assert catalog.chunk_count == len(chunks) == len(catalog.chunk_articles)
    assert catalog.sentence_count == len(chunks)  # each chunk has one sentence of its own
    for number, (article_number, chunk) in enumerate(chunks):
        place = catalog.place(number)
        assert (place.article, place.first, place.last) == (article_number, chunk.first, chunk.last)
        count = sum(other == article_number for other, _ in chunks)
        assert list(catalog.sentences_of(place.article)) == sentences_of(article_number, count)


@given(made=catalogs())
def test_a_catalog_is_read_back_as_it_was_saved(
    made: tuple[Catalog, list[Article], list[tuple[int, Chunk]]],
) -> None:
    catalog, articles, chunks = made
    assert_holds(catalog, articles, chunks)
    with TemporaryDirectory() as folder:
        catalog.save(Path(folder))
        read = Catalog.open(Path(folder))
    assert_holds(read, articles, chunks)
    known = [each.published_at for each in articles if each.published_at is not None]
    expected = (min(known), max(known)) if known else (None, None)
    assert read.published_range() == catalog.published_range() == expected


def test_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        builder = CatalogBuilder()
        builder.add(article(), [Sentence(0, 5)], [Chunk(0, 1, "")])
        (tmp_path / name).mkdir()
        builder.catalog().save(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_chunk_that_there_is_not_is_an_error() -> None:
    with pytest.raises(IndexError):
        CatalogBuilder().catalog().place(0)
