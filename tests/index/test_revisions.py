"""Every revision of an article, the current one first, and what each changed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import revisions
from index.errors import ArticleNotFoundError, ArticleWithdrawnError
from index.revisions import revisions_of
from index.store import Store
from index.types import Notice, revision_of
from index.withdrawal import withdraw
from tests.builders import START, TEXT, SteppingClock, article, stock

SENTENCES = ["One.", "Two here.", "Three there.", "Four over there."]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        yield opened


def store_texts(store: Store, *texts: str) -> None:
    """One article with these texts, one after the other."""
    for text in texts:
        stock(store, article(text=text))


def test_an_article_as_it_came_is_one_revision_without_a_diff(store: Store) -> None:
    stock(store, article())
    page = revisions_of(store.engine, "bridge", limit=10)
    [only] = page.revisions
    assert page.total == 1
    assert (only.revision, only.length, only.is_current) == (article().revision, len(TEXT), True)
    assert (only.former, only.diff, only.notice) == (None, None, None)
    assert only.stored_at == START


def test_revisions_are_listed_newest_first_each_with_what_it_changed(store: Store) -> None:
    store_texts(store, "One.", "One. Two here.", "Two here.")
    page = revisions_of(store.engine, "bridge", limit=10)
    assert [each.length for each in page.revisions] == [9, 14, 4]
    assert [each.is_current for each in page.revisions] == [True, False, False]
    assert [each.former for each in page.revisions] == [
        revision_of("One. Two here."),
        revision_of("One."),
        None,
    ]
    kinds = [[c.kind.value for c in each.diff.changes] for each in page.revisions if each.diff]
    assert kinds == [["removed"], ["added"]]
    times = [each.stored_at for each in page.revisions]
    assert times == sorted(times, reverse=True)


def test_the_text_that_an_article_went_back_to_is_the_current_one(store: Store) -> None:
    store_texts(store, "One.", "Two here.", "One.")
    first, second = revisions_of(store.engine, "bridge", limit=10).revisions
    assert (first.revision, first.is_current) == (revision_of("One."), True)
    assert first.former == second.revision == revision_of("Two here.")


def test_a_notice_is_told_of_the_current_revision(store: Store) -> None:
    stock(store, article(text="Wrong."))
    stock(store, replace(article(text="Right."), notice=Notice.CORRECTION))
    page = revisions_of(store.engine, "bridge", limit=10)
    assert [each.notice for each in page.revisions] == [Notice.CORRECTION, None]


@settings(max_examples=25)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join),
        min_size=1,
        max_size=6,
    ),
    limit=st.integers(1, 4),
)
def test_pages_say_what_the_whole_list_says(texts: list[str], limit: int) -> None:
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "a.db")) as store:
        store_texts(store, *texts)
        whole = revisions_of(store.engine, "bridge", limit=100)
        assert whole.total == len(whole.revisions) == len(set(texts))
        paged = [
            each
            for offset in range(0, whole.total, limit)
            for each in revisions_of(store.engine, "bridge", limit=limit, offset=offset).revisions
        ]
        assert paged == whole.revisions


def test_what_is_compared_in_one_call_is_bounded(store: Store) -> None:
    long = "The mayor spoke again. " * (revisions.MAX_COMPARED_CHARS // 40)
    store_texts(store, *(f"{long} Day {n} ended." for n in range(4)))
    page = revisions_of(store.engine, "bridge", limit=10)
    assert [each.diff is not None for each in page.revisions] == [True, True, False, False]
    assert [each.former is not None for each in page.revisions] == [True, True, True, False]
    rest = revisions_of(store.engine, "bridge", limit=10, offset=2)
    assert [each.diff is not None for each in rest.revisions] == [True, False]


def test_an_unknown_article_and_a_withdrawn_one_are_told_apart(store: Store) -> None:
    stock(store, article())
    withdraw(store, "bridge")
    with pytest.raises(ArticleWithdrawnError, match="'bridge' was withdrawn on 2026-03-01"):
        revisions_of(store.engine, "bridge", limit=10)
    with pytest.raises(ArticleNotFoundError, match="'nobody'"):
        revisions_of(store.engine, "nobody", limit=10)
