"""An index that lives: whatever is done to it in whatever order, it finds what one that is built
afresh from the store finds, with the same scores.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.catch_up as catch_up_module
from index.build import is_current, publish
from index.catch_up import catch_up, current_manifest, take_up_ahead
from index.errors import SnapshotError
from index.merging import merge
from index.parts import NoProgress
from index.purge import purge
from index.rebuild import rebuild, roll_back
from index.types import Float32s
from index.withdrawal import restore, withdraw
from index.workshop import Workshop
from tests.builders import WordEmbedder, article, open_words_workshop, some_articles, stock
from tests.index.live import assert_as_if_built_afresh, opened


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    opened_shop = open_words_workshop(tmp_path)
    with closing(opened_shop.store):
        yield opened_shop


# Whatever is done in whatever order

numbers = st.integers(0, 11)
steps = st.one_of(
    st.tuples(st.just("add"), st.lists(numbers, min_size=1, max_size=4)),
    st.tuples(st.just("change"), st.lists(numbers, min_size=1, max_size=4)),
    st.tuples(st.just("delete"), st.lists(numbers, min_size=1, max_size=2)),
    st.tuples(st.just("restore"), st.lists(numbers, min_size=1, max_size=2)),
    st.tuples(st.sampled_from(["catch up", "merge", "rebuild", "roll back", "purge"]), st.just([])),
    st.tuples(st.just("take ahead"), st.lists(numbers, min_size=1, max_size=2)),
)


def do(shop: Workshop, step: str, chosen: list[int], draw: random.Random) -> None:
    whole = some_articles(12)
    if step == "add":
        stock(shop.store, *(whole[n] for n in chosen))
    elif step == "change":
        versions = (replace(whole[n], text=f"Draft {draw.random()} of {n}.") for n in chosen)
        stock(shop.store, *versions)
    elif step == "delete":
        for n in set(chosen) & {int(id_[-3:]) for id_ in shop.store.ids()}:
            withdraw(shop.store, whole[n].id)
    elif step == "restore":
        for n in chosen:
            restore(shop.store, whole[n].id)
    elif step == "take ahead":
        take_up_ahead(shop, [whole[n].id for n in chosen])
    elif step == "roll back":
        if versions_kept := shop.snapshots.versions():
            roll_back(shop, draw.choice(versions_kept))
    else:
        _bare_steps(draw)[step](shop)


def _bare_steps(draw: random.Random) -> dict[str, Callable[[Workshop], object]]:
    def merge_some(shop: Workshop) -> None:
        if current_manifest(shop).version:
            snapshot = opened(shop)
            names = [segment.name for segment in snapshot.segments]
            merge(shop, snapshot, set(draw.sample(names, draw.randint(0, len(names)))))

    return {
        "catch up": lambda shop: catch_up(shop, NoProgress()),
        "merge": merge_some,
        "rebuild": lambda shop: rebuild(shop, NoProgress()),
        "purge": purge,
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=14), st.sampled_from([2, 32]), st.integers(0, 99))
def test_it_finds_what_an_index_finds_that_is_built_afresh(
    done: list[tuple[str, list[int]]], few: int, seed: int
) -> None:
    draw = random.Random(seed)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(catch_up_module, "FEW", few)  # both ways to take changes up
        shop = open_words_workshop(Path(folder))
        with closing(shop.store):
            for step, chosen in done:
                do(shop, step, chosen, draw)
            publish(shop, NoProgress())
            assert is_current(shop)
            assert_as_if_built_afresh(shop)


# Taking up


def test_what_arrives_is_a_segment_of_its_own(shop: Workshop) -> None:
    stock(shop.store, *some_articles(8))
    first, _ = publish(shop, NoProgress())
    stock(shop.store, article())
    second = catch_up(shop, NoProgress()).manifest
    assert second.segments[:-1] == first.segments
    assert second.segments[-1].articles == 1


def test_what_is_added_costs_no_reading_of_what_is_there(shop: Workshop, tmp_path: Path) -> None:
    stock(shop.store, *some_articles(8))
    [record] = publish(shop, NoProgress())[0].segments
    there, away = shop.snapshots.segments / record.name, tmp_path / "away"
    stock(shop.store, article())
    there.rename(away)
    assert catch_up(shop, NoProgress()).manifest.articles == 9
    away.rename(there)
    assert_as_if_built_afresh(shop)


def test_catching_up_with_nothing_changes_nothing(shop: Workshop) -> None:
    stock(shop.store, article())
    first = catch_up(shop, NoProgress())
    second = catch_up(shop, NoProgress())
    assert first.is_changed
    assert not second.is_changed
    assert second.manifest == first.manifest


def test_many_changes_are_reserved_so_that_others_go_on(shop: Workshop) -> None:
    """While 40 articles are embedded, a 41st arrives, is found, and nothing is taken twice."""
    stock(shop.store, *some_articles(40))
    seen: list[int] = []

    def meanwhile(_: str) -> WordEmbedder:
        if not seen:
            seen.append(1)
            stock(shop.store, article("late", "A heron was late."))
            taken = catch_up(shop, NoProgress())
            assert taken.is_changed
            assert taken.manifest.gaps
            seen.append(opened(shop).manifest.articles)
        return WordEmbedder()

    made = catch_up(replace(shop, open_bulk=meanwhile), NoProgress())
    assert seen == [1, 1]
    assert (made.manifest.articles, made.manifest.gaps) == (41, ())
    assert_as_if_built_afresh(shop)


def test_what_is_deleted_while_it_is_taken_up_does_not_come_in_with_the_rest(
    shop: Workshop,
) -> None:
    stock(shop.store, *some_articles(40))

    class Slow(WordEmbedder):
        def embed_passages(
            self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
        ) -> Float32s:
            # The texts of all 40 have been read by now.
            withdraw(shop.store, "story-003")
            assert catch_up(shop, NoProgress()).manifest.gaps
            return super().embed_passages(texts, on_progress=on_progress)

    catch_up(replace(shop, open_bulk=lambda _: Slow()), NoProgress())
    assert opened(shop).manifest.articles == 39
    assert_as_if_built_afresh(shop)
    assert purge(shop)
    assert "story-003" not in {entry.id for entry in opened(shop).catalog.entries}
    assert_as_if_built_afresh(shop)


def test_what_was_reserved_and_given_up_is_taken_up_by_the_next(shop: Workshop) -> None:
    stock(shop.store, *some_articles(40))

    def fails(_: str) -> WordEmbedder:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catch_up(replace(shop, open_bulk=fails), NoProgress())
    assert current_manifest(shop).gaps
    assert not is_current(shop)
    publish(shop, NoProgress())
    assert is_current(shop)
    assert_as_if_built_afresh(shop)


# Making anew


def test_what_arrives_while_the_index_is_made_anew_is_in_it(shop: Workshop) -> None:
    stock(shop.store, *some_articles(40))
    publish(shop, NoProgress())
    stored: list[int] = []

    def meanwhile(_: str) -> WordEmbedder:
        if not stored:
            stored.append(1)
            stock(shop.store, *some_articles(90)[40:], article("late", "A heron was late."))
            withdraw(shop.store, "story-003")
        return WordEmbedder()

    rebuild(replace(shop, open_bulk=meanwhile), NoProgress())
    assert is_current(shop)
    assert_as_if_built_afresh(shop)


def test_it_is_made_anew_with_the_embedder_that_is_set_while_the_old_one_serves(
    shop: Workshop,
) -> None:
    stock(shop.store, *some_articles(6))
    publish(shop, NoProgress())
    other = WordEmbedder(id="other@1")
    changed = replace(shop, embedder=other, embedder_name="other", open_bulk=lambda _: other)
    assert not is_current(changed)
    publish(changed, NoProgress())
    manifest = current_manifest(shop)
    assert (manifest.recipe.embedder, manifest.embedder_name) == ("other@1", "other")
    assert is_current(changed)


def test_going_back_names_what_is_kept(shop: Workshop) -> None:
    stock(shop.store, article())
    version = publish(shop, NoProgress())[0].version
    with pytest.raises(SnapshotError, match="is not kept") as raised:
        roll_back(shop, "00000099-abcdef01")
    assert version in raised.value.remedy


def test_a_full_disk_is_told_before_anything_is_made(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(shop.store, article())
    version = publish(shop, NoProgress())[0].version
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(SnapshotError, match="MB free"):
        rebuild(shop, NoProgress())
    assert shop.snapshots.current_version() == version
