import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleNotFoundError
from index.store import Batch, Outcome, Store, digest_of
from index.types import Article, revision_of
from tests.builders import START, SteppingClock, article, found, refusal, some_articles, stock

# Anything that UTF-8 can hold: astral characters, \r\n, marks that turn the reading direction.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.sampled_from(
    [
        "a\r\nb\rc\n",
        "\u202etfel\u202c \u2067right\u2069",
        "🌉 \U0010ffff",
        "e\u0301 ≠ \u00e9",
        "\ufeff",
    ]
)


CHANGED: dict[str, Callable[[str], Article]] = {
    "title": lambda value: replace(article(), title=value),
    "url": lambda value: replace(article(), url=value),
    "source": lambda value: replace(article(), source=value),
    "author": lambda value: replace(article(), author=value),
    "language": lambda value: replace(article(), language=value),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        yield opened


def save(store: Store, *articles: Article, id_is_given: bool = True) -> list[Outcome]:
    """What becomes of each article in one batch."""
    with store.batch() as batch:
        return [batch.save(found(each, id_is_given=id_is_given)) for each in articles]


def fail_halfway(batch: Batch) -> None:
    """Adds one article, changes another, and is then interrupted."""
    batch.save(found(article("inside")))
    batch.save(found(article("before", "Changed.")))
    raise KeyError("halfway")


def logged(path: Path) -> list[tuple[str, str, str | None]]:
    """The ingest log as (outcome, origin, reason), in order."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT outcome, origin, reason FROM ingest_log ORDER BY id")
        return [(str(row[0]), str(row[1]), row[2]) for row in rows]


# What becomes of an article


def test_an_article_is_added_once_then_unchanged_then_updated(store: Store) -> None:
    assert save(store, article()) == [Outcome.ADDED]
    assert save(store, article()) == [Outcome.UNCHANGED]
    assert save(store, article(text="Other.")) == [Outcome.UPDATED]
    assert store.count() == 1


def test_the_same_id_twice_in_a_batch_is_one_article_at_its_last_text(store: Store) -> None:
    assert save(store, article(text="One."), article(text="Two.")) == [
        Outcome.ADDED,
        Outcome.UPDATED,
    ]
    assert [each.text for each in store.current_articles()] == ["Two."]


@pytest.mark.parametrize("field", list(CHANGED))
def test_changed_metadata_is_an_update_of_the_same_revision(store: Store, field: str) -> None:
    save(store, article())
    assert save(store, CHANGED[field]("other")) == [Outcome.UPDATED]
    stored = store.stored_article("bridge")
    assert getattr(stored, field) == "other"
    assert stored.revision == article().revision


@given(one=any_text, other=any_text)
def test_digests_differ_exactly_where_metadata_does(one: str, other: str) -> None:
    for change in CHANGED.values():
        digests = {digest_of(change(one)), digest_of(change(other))}
        assert (len(digests) == 1) == (one == other)


def test_a_missing_author_is_not_an_author_named_none() -> None:
    assert digest_of(replace(article(), author=None)) != digest_of(
        replace(article(), author="None")
    )


def test_a_copy_under_a_derived_id_is_unchanged(store: Store) -> None:
    save(store, article("original"))
    assert save(store, article("copy"), id_is_given=False) == [Outcome.UNCHANGED]
    assert store.count() == 1


def test_the_same_text_under_a_given_id_or_another_title_is_an_article_of_its_own(
    store: Store,
) -> None:
    save(store, article("original"))
    assert save(store, article("given")) == [Outcome.ADDED]
    other_title = article("derived", title="Another headline")
    assert save(store, other_title, id_is_given=False) == [Outcome.ADDED]


def test_refusals_are_logged_with_their_reason(store: Store, tmp_path: Path) -> None:
    with store.batch() as batch:
        batch.save(found())
        batch.log_refusal(refusal("a.jsonl:3", "no text"))
    assert logged(tmp_path / "onrecord.db") == [
        ("added", "bridge.txt", None),
        ("refused", "a.jsonl:3", "no text"),
    ]


# Revisions


@settings(max_examples=20)
@given(texts=st.lists(any_text, min_size=1, max_size=4, unique=True))
def test_every_revision_is_kept_byte_for_byte(texts: list[str]) -> None:
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "a.db")) as store:
        for text in texts:
            save(store, article(text=text))
        for text in texts:
            kept = store.text("bridge", revision_of(text))
            assert kept.encode() == text.encode()
        assert [each.text for each in store.current_articles()] == [texts[-1]]


def test_going_back_to_an_old_text_makes_the_old_revision_current(store: Store) -> None:
    for text in ("One.", "Two.", "One."):
        save(store, article(text=text))
    assert store.stored_article("bridge").revision == revision_of("One.")
    assert store.text("bridge", revision_of("Two.")) == "Two."


def test_texts_leaves_out_what_there_is_not(store: Store) -> None:
    save(store, article())
    known = ("bridge", article().revision)
    assert store.texts([known, ("bridge", "0" * 64), ("no", known[1])]) == {known: article().text}
    assert store.texts([]) == {}


def test_an_unknown_article_or_revision_is_named(store: Store) -> None:
    save(store, article())
    with pytest.raises(ArticleNotFoundError, match="no article with the id 'missing'"):
        store.stored_article("missing")
    with pytest.raises(ArticleNotFoundError, match="'bridge' has no revision 'f00'"):
        store.text("bridge", "f00")


@settings(max_examples=20)
@given(when=st.none() | st.datetimes(timezones=st.just(UTC)))
def test_what_was_stored_is_read_back_with_its_date_in_utc(when: datetime | None) -> None:
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "a.db")) as store:
        save(store, article(published_at=when))
        [read] = store.current_articles()
        assert read == article(published_at=when)
        assert when is None or (read.published_at and read.published_at.tzinfo is UTC)


# Batches and the sequence


def test_an_error_inside_a_batch_leaves_nothing_of_it(store: Store, tmp_path: Path) -> None:
    save(store, article("before"))
    sequence = store.sequence()
    with pytest.raises(KeyError, match="halfway"), store.batch() as batch:
        fail_halfway(batch)
    assert [each.id for each in store.current_articles()] == ["before"]
    assert store.stored_article("before").revision == article().revision
    assert store.sequence() == sequence
    assert len(logged(tmp_path / "onrecord.db")) == 1


def test_readers_do_not_see_an_open_batch(store: Store) -> None:
    with store.batch() as batch:
        batch.save(found())
        assert store.count() == 0
        assert store.sequence() == 0
    assert store.count() == 1


def test_the_sequence_moves_with_changes_only(store: Store) -> None:
    assert store.sequence() == 0
    save(store, article())
    added = store.sequence()
    assert added > 0
    save(store, article())
    with store.batch() as batch:
        batch.log_refusal(refusal())
    assert store.sequence() == added
    save(store, article(text="New."))
    assert store.sequence() > added


def test_what_is_read_as_a_stream_is_one_state(store: Store) -> None:
    stock(store, *some_articles(450))
    stream = store.current_articles()
    first = next(stream)
    stock(store, *[replace(each, text="Changed meanwhile.") for each in some_articles(450)])
    assert [first, *stream] == some_articles(450)


# Pages


@given(limit=st.integers(1, 30), offset=st.integers(0, 30))
@settings(max_examples=30)
def test_pages_are_slices_of_all_newest_first_undated_last(
    paged: Store, limit: int, offset: int
) -> None:
    everything = some_articles(23)
    expected = sorted(
        everything,
        key=lambda each: (
            each.published_at is None,
            -(each.published_at or START).timestamp(),
            each.id,
        ),
    )
    page = paged.page(limit=limit, offset=offset)
    assert [each.id for each in page.articles] == [
        each.id for each in expected[offset : offset + limit]
    ]
    assert page.total == len(everything)


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(Store.open(tmp_path_factory.mktemp("paged") / "a.db")) as opened:
        stock(opened, *some_articles(23))
        yield opened


def test_a_page_of_one_source_counts_that_source(paged: Store) -> None:
    page = paged.page(limit=3, source="Paper 1")
    assert page.total == sum(each.source == "Paper 1" for each in some_articles(23))
    assert [each.source for each in page.articles] == ["Paper 1"] * 3
    assert paged.page(limit=3, source="No such paper").total == 0


def test_a_page_says_when_an_article_was_first_ingested(store: Store) -> None:
    save(store, article())
    first = store.page(limit=1).articles[0].ingested_at
    save(store, article(text="Changed."))
    assert store.page(limit=1).articles[0].ingested_at == first == START
