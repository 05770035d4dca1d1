"""What every source promises, whatever it reads: nothing lost, nothing twice, wherever it ends.

A new source is added by giving its world to `source_worlds`: how stories are published in it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import IngestSummary, take
from index.errors import OnRecordError
from index.store import Store
from index.types import Found, Refusal
from index.watching.source import Item, Mark, Source
from tests.contracts.source_worlds import WORLDS, World
from tests.index.watching.newsstand import open_newsstand, open_pages


@pytest.fixture(params=WORLDS)
def make_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], World]]:
    """Makes worlds of one kind, each of its own."""
    numbers = count()
    with ExitStack() as held:

        def make() -> World:
            root = tmp_path / str(next(numbers))
            root.mkdir()
            stand = held.enter_context(open_newsstand())
            return WORLDS[request.param](root, stand, held.enter_context(open_pages()))

        yield make


@pytest.fixture
def world(make_world: Callable[[], World]) -> World:
    return make_world()


@dataclass(slots=True)
class Reader:
    """One who reads a source and keeps what is given, or as much of it as there is time for."""

    store: Store
    marks: dict[str, str] = field(default_factory=dict)
    given: list[Item] = field(default_factory=list)

    def read(self, source: Source, *, at_most: int | None = None) -> list[Item]:
        """Keeps the first things of a reading, as a process does that is killed then."""
        self.given = []
        for item in source.poll(dict(self.marks)):
            if len(self.given) == at_most:
                break
            self.given.append(item)
            if isinstance(item, Mark):
                self.marks[item.key] = item.value
            else:
                with self.store.batch() as writing:
                    take(writing, item, IngestSummary())
        return self.given

    def texts(self) -> list[str]:
        return sorted(article.text for article in self.store.current_articles())


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with closing(Store.open(tmp_path / "onrecord.db")) as store:
        yield Reader(store)


def facts(items: list[Item]) -> list[str]:
    return sorted(
        fact
        for item in items
        if isinstance(item, Found)
        for fact in ("Alpha won.", "Beta lost.", "Gamma rose.", "Beta won after all.")
        if fact in item.article.text
    )


def publish_three(world: World) -> None:
    world.publish("alpha", "Alpha won.")
    world.publish("beta", "Beta lost.")
    world.publish("gamma", "Gamma rose.")


def test_everything_is_given_once_and_then_nothing(world: World, reader: Reader) -> None:
    publish_three(world)
    assert facts(reader.read(world.source())) == ["Alpha won.", "Beta lost.", "Gamma rose."]
    again = reader.read(world.source())
    assert [item for item in again if not isinstance(item, Mark)] == []


def test_what_is_published_later_is_given_later(world: World, reader: Reader) -> None:
    world.publish("alpha", "Alpha won.")
    reader.read(world.source())
    world.publish("beta", "Beta lost.")
    assert "Beta lost." in facts(reader.read(world.source()))
    assert len(reader.texts()) == 2


def test_a_change_becomes_a_revision_of_the_same_article(world: World, reader: Reader) -> None:
    publish_three(world)
    reader.read(world.source())
    world.publish("beta", "Beta won after all.")
    assert "Beta won after all." in facts(reader.read(world.source()))
    assert len(reader.texts()) == 3
    assert not any("Beta lost." in text for text in reader.texts())


def test_a_bad_thing_is_refused_with_its_reason_and_the_others_are_given(
    world: World, reader: Reader
) -> None:
    world.publish("alpha", "Alpha won.")
    world.spoil()
    world.publish("beta", "Beta lost.")
    given = reader.read(world.source())
    assert facts(given) == ["Alpha won.", "Beta lost."]
    [refusal] = [item for item in given if isinstance(item, Refusal)]
    assert refusal.origin
    assert refusal.reason.endswith(".")


def test_a_bad_thing_is_told_once(world: World, reader: Reader) -> None:
    world.publish("alpha", "Alpha won.")
    world.spoil()
    reader.read(world.source())
    assert not [item for item in reader.read(world.source()) if isinstance(item, Refusal)]


def test_a_source_that_cannot_be_read_says_what_to_do_and_loses_nothing(
    world: World, reader: Reader
) -> None:
    world.publish("alpha", "Alpha won.")
    reader.read(world.source())
    world.publish("beta", "Beta lost.")
    world.shut()
    with pytest.raises(OnRecordError) as told:
        reader.read(world.source())
    assert told.value.remedy
    world.reopen()
    reader.read(world.source())
    assert len(reader.texts()) == 2


def test_opening_a_source_touches_nothing(world: World) -> None:
    source = world.source()
    assert source.name
    assert source.address
    assert source.kind


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.integers(0, 8), min_size=1, max_size=4))
def test_wherever_a_reading_ends_nothing_is_lost_and_nothing_is_kept_twice(
    make_world: Callable[[], World], tmp_path: Path, ends: list[int]
) -> None:
    world = make_world()
    publish_three(world)
    world.spoil()
    with (
        TemporaryDirectory(dir=tmp_path) as folder,
        closing(Store.open(Path(folder) / "onrecord.db")) as store,
    ):
        reader = Reader(store)
        for end in ends:
            reader.read(world.source(), at_most=end)
        reader.read(world.source())
        assert len(reader.texts()) == 3
        assert [item for item in reader.read(world.source()) if isinstance(item, Found)] == []
