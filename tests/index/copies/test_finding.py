"""Copies among stored articles: found in whatever order they came, forgotten when they go."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.copies.finding as finding_module
from index.copies.finding import find_copies, not_compared
from index.copies.likeness import Verdict, likeness_of
from index.copies.shingles import Shingles
from index.copies.stories import stories_of
from index.store import Store
from index.types import Article, Float32s
from index.withdrawal import restore, withdraw
from tests.builders import START, SteppingClock, stock
from tests.index.copies.stories import sentences, text_of, told

STORY = text_of(1)
CUT = text_of(1)[: len(text_of(1, 12))]
LONGER = f"{STORY}\n\n{' '.join(sentences(9, 3))}"
OTHER = text_of(2)
TABLES = ("sketches", "sketch_marks", "copies")


def opened(folder: Path) -> Store:
    return Store.open(folder / "onrecord.db", clock=SteppingClock())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(opened(tmp_path)) as store:
        yield store


def no_meaning(_: str) -> None:
    return None


def take(store: Store, *articles: Article) -> None:
    """Stores articles and looks for their copies, as indexing does."""
    stock(store, *articles)
    find_copies(store, [one.id for one in articles], no_meaning)


def told_in(store: Store) -> list[tuple[str, ...]]:
    """The ids of each story, the canonical one first; stories by that one."""
    stories = stories_of(store.engine, store.ids()).values()
    return sorted({tuple(one.id for one in story.articles) for story in stories})


def rows_in(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "onrecord.db")) as connection:
        return [
            int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in TABLES
        ]


def test_a_cut_and_a_longer_copy_are_one_story_and_others_stay_apart(store: Store) -> None:
    take(store, told("a", STORY), told("b", CUT), told("c", OTHER), told("d", LONGER))
    assert told_in(store) == [("a", "b", "d")]


VERSIONS = {"a": STORY, "b": CUT, "c": LONGER, "x": OTHER, "y": text_of(2, 12)}
steps = st.lists(
    st.tuples(st.sampled_from("pqrst"), st.sampled_from([*VERSIONS, "gone"])),
    min_size=1,
    max_size=12,
)


def stories_by_comparing_all(store: Store) -> list[tuple[str, ...]]:
    """Every text with every other, by what a verdict says; each story in order of storing."""
    left = sorted(
        store.current_articles(), key=lambda one: store.stored_article(one.id).ingested_at
    )
    groups: list[list[Article]] = []
    for one in left:
        alike = [group for group in groups if any(is_copy(one, other) for other in group)]
        joined = [*(article for group in alike for article in group), one]
        groups = [*(group for group in groups if group not in alike), joined]
    found = [sorted(group, key=left.index) for group in groups if len(group) > 1]
    return sorted(tuple(one.id for one in group) for group in found)


def is_copy(one: Article, other: Article) -> bool:
    likeness = likeness_of(Shingles.of(one.text), Shingles.of(other.text))
    return likeness.verdict is Verdict.COPY


@settings(max_examples=12, deadline=None)
@given(steps)
def test_stories_do_not_depend_on_how_articles_came_changed_and_went(
    done: list[tuple[str, str]],
) -> None:
    with TemporaryDirectory() as folder, closing(opened(Path(folder))) as store:
        for id_, version in done:
            if version != "gone":
                take(store, told(id_, VERSIONS[version]))
            elif id_ in store.ids():
                withdraw(store, id_)
                restore(store, id_)
        assert told_in(store) == stories_by_comparing_all(store)


def test_nothing_of_a_deleted_article_is_left_in_the_tables(store: Store, tmp_path: Path) -> None:
    take(store, told("c", OTHER))
    before = rows_in(tmp_path)
    take(store, told("a", STORY), told("b", CUT))
    assert rows_in(tmp_path)[2] == 2
    withdraw(store, "a")
    withdraw(store, "b")
    assert rows_in(tmp_path) == before


def test_an_article_that_changes_leaves_its_story_and_joins_another(store: Store) -> None:
    take(store, told("a", STORY), told("b", CUT), told("c", OTHER))
    take(store, told("b", text_of(2, 12)))
    assert told_in(store) == [("b", "c")]
    assert stories_of(store.engine, ["a"]) == {}


def test_another_title_alone_changes_nothing(store: Store) -> None:
    take(store, told("a", STORY), told("b", CUT))
    take(store, replace(told("b", CUT), title="Another headline"))
    assert told_in(store) == [("a", "b")]


# Which one is canonical


def test_the_one_published_first_is_canonical_and_undated_ones_come_last(store: Store) -> None:
    undated = replace(told("a", STORY), published_at=None)
    late = replace(told("b", STORY), published_at=START + timedelta(days=1))
    take(store, undated, late, told("c", STORY))
    assert told_in(store) == [("c", "b", "a")]
    withdraw(store, "c")
    assert told_in(store) == [("b", "a")]
    withdraw(store, "b")
    assert told_in(store) == []


def test_without_dates_the_one_stored_first_is_canonical(store: Store) -> None:
    for id_ in ("m", "b", "z"):
        take(store, replace(told(id_, STORY), published_at=None))
    assert told_in(store) == [("m", "b", "z")]


# Where words leave it in doubt

OPENING = " ".join(sentences(8, 3))
ONE, TWO = (told(id_, f"{OPENING}\n{text_of(n, 6)}") for n, id_ in enumerate("vw", start=21))


@pytest.mark.parametrize(("cosine", "are_copies"), [(0.9, True), (0.7, False)])
def test_in_doubt_the_meaning_decides(store: Store, cosine: float, are_copies: bool) -> None:
    sine = float(np.sqrt(1 - cosine**2))
    vectors = {"v": np.array([2, 0], np.float32), "w": np.array([cosine, sine], np.float32)}

    def meaning_of(article_id: str) -> Float32s | None:
        return vectors[article_id]

    stock(store, ONE, TWO)
    find_copies(store, ["v", "w"], meaning_of)
    assert bool(told_in(store)) == are_copies


def test_in_doubt_and_without_vectors_they_stay_apart(store: Store) -> None:
    take(store, ONE, TWO)
    assert told_in(store) == []


# A store from before, interruptions, several at once


def test_what_was_stored_before_is_compared_once_and_can_be_interrupted(store: Store) -> None:
    stock(store, *(told(f"s{n:02d}", text_of(n // 2)) for n in range(10)))
    assert len(not_compared(store)) == 10
    find_copies(store, not_compared(store)[:3], no_meaning)
    assert list(not_compared(store)) == [f"s{n:02d}" for n in range(3, 10)]
    find_copies(store, not_compared(store), no_meaning)
    assert not_compared(store) == []
    assert [len(ids) for ids in told_in(store)] == [2] * 5


def test_what_was_compared_by_other_rules_is_compared_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store, told("a", STORY), told("b", CUT))
    monkeypatch.setattr(finding_module, "RULES", finding_module.RULES + 1)
    assert not_compared(store) == ["a", "b"]
    find_copies(store, ["a", "b"], no_meaning)
    assert not_compared(store) == []
    assert told_in(store) == [("a", "b")]


def test_an_interruption_between_the_steps_leaves_it_to_be_done(store: Store) -> None:
    stock(store, told("a", STORY), told("b", f"{OPENING} {STORY}"), ONE, TWO)

    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_copies(store, store.ids(), interrupted)
    assert list(not_compared(store)) == store.ids()
    find_copies(store, store.ids(), no_meaning)
    assert told_in(store) == [("a", "b")]


def test_an_article_that_is_deleted_while_it_is_compared_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    stock(store, told("a", STORY), ONE, TWO)

    def deletes(_: str) -> None:
        if "a" in store.ids():
            withdraw(store, "a")
            withdraw(store, "v")

    find_copies(store, ["a", "v", "w"], deletes)
    assert rows_in(tmp_path)[0] == 1
    assert told_in(store) == []


def test_copies_that_are_taken_in_at_once_find_each_other(store: Store) -> None:
    stock(store, *(told(f"s{n}", STORY) for n in range(6)))
    threads = [Thread(target=find_copies, args=(store, [f"s{n}"], no_meaning)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(ids) for ids in told_in(store)] == [6]


def test_a_story_of_very_many_copies_hangs_together(store: Store) -> None:
    draw = random.Random(5)
    cuts: Sequence[str] = [STORY[: len(text_of(1, 3 * draw.randint(4, 8)))] for _ in range(70)]
    take(
        store,
        *(told(f"s{n:02d}", f"{cut} {sentences(n + 50, 1)[0]}") for n, cut in enumerate(cuts)),
    )
    assert [len(ids) for ids in told_in(store)] == [70]


# What an outlet puts on every page

NOTICE = " ".join(sentences(30, 4))


def page(id_: str, title: str, site: str | None = "news.example") -> Article:
    url = None if site is None else f"https://{site}/{id_}"
    return replace(told(id_, NOTICE), title=title, url=url, source="Site")


@pytest.mark.parametrize(
    ("one", "other", "are_copies"),
    [
        (page("a", "Frost in Selby | Site"), page("b", "Ferry pier opens | Site"), False),
        (page("a", "Frost in Selby", "www.news.example"), page("b", "Ferry pier"), False),
        (page("a", "Frost in Selby"), page("b", "Selby sees a frost"), True),
        (page("a", "Frost in Selby"), page("b", "Orchard freezes", "other.example"), True),
        (page("a", "Frost in Selby", None), page("b", "Ferry pier opens", None), False),
    ],
)
def test_a_short_text_under_headlines_of_one_outlet_that_differ_is_no_story(
    store: Store, one: Article, other: Article, are_copies: bool
) -> None:
    take(store, one, other)
    assert bool(told_in(store)) == are_copies


def test_a_long_text_is_a_story_whatever_its_outlet_calls_it(store: Store) -> None:
    one = replace(page("a", "Frost in Selby"), text=STORY)
    take(store, one, replace(page("b", "Orchard freezes"), text=STORY))
    assert told_in(store) == [("a", "b")]
