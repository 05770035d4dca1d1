"""Several sources side by side, with real threads, real lock files and a real store."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest

from index.claims import claimed
from index.errors import StoreError
from index.fetching.failure import FetchError
from index.source_states import Health, Listed, SourceStates
from index.store import Store
from index.watching.naming import Naming
from index.watching.reading import Reading
from index.watching.source import FileSource
from index.watching.watch import Skipped, Surroundings, Watch, Watched, Why
from tests.index.watching.scripted import Listener, ScriptedSource, stories

GONE = FetchError("it is gone", remedy="check the address", status=410, is_permanent=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db")) as store:
        yield store


@pytest.fixture
def listener() -> Listener:
    return Listener()


class Office:
    """Opens watches over one store, as several processes on one data directory would."""

    def __init__(self, store: Store, root: Path, listener: Listener) -> None:
        self.claims = root / "sources"
        self.store = store
        self.listener = listener
        self.interrupted = Event()

    def watch(self, *watched: Watched) -> Watch:
        listed = [Listed(one.source.name, one.source.kind, one.source.address) for one in watched]
        SourceStates(self.store).register(listed)
        around = Surroundings(
            self.store, self.claims, lambda: 0.0, self.listener.tell, self.interrupted.set
        )
        return Watch(watched, around)


@pytest.fixture
def office(store: Store, tmp_path: Path, listener: Listener) -> Office:
    return Office(store, tmp_path, listener)


@contextmanager
def running(watch: Watch) -> Iterator[None]:
    """The watch at work while the block runs; it has ended afterwards."""
    thread = Thread(target=watch.run)
    thread.start()
    try:
        yield
    finally:
        watch.close()
        thread.join(30)
        assert not thread.is_alive()


def every(interval_s: float, source: ScriptedSource) -> Watched:
    return Watched(source, interval_s)


def test_a_slow_source_keeps_nobody_waiting(office: Office, listener: Listener) -> None:
    slow = ScriptedSource("slow", stories("heron"), before=lambda: office.interrupted.wait(60))
    quick = ScriptedSource("quick", stories("whale"))
    with running(office.watch(every(60, slow), every(0.01, quick))):
        listener.wait_for("quick", count=3)
        assert listener.of("slow") == []
    assert office.store.ids() == ["whale"]


def test_a_source_is_read_again_when_it_is_due(office: Office, listener: Listener) -> None:
    source = ScriptedSource("wire", stories("heron"))
    with running(office.watch(every(0.01, source))):
        listener.wait_for("wire", count=3)
    assert source.polls[0] == {}
    assert source.polls[2] == {"heron": "seen"}


def test_a_source_that_is_not_due_yet_is_left_alone_by_the_next_process(
    office: Office, listener: Listener
) -> None:
    first, second = (ScriptedSource("wire", stories("heron")) for _ in range(2))
    other = ScriptedSource("other")
    with running(office.watch(every(3600, first))):
        listener.wait_for("wire")
    with running(office.watch(every(3600, second), every(3600, other))):
        listener.wait_for("other")
    assert second.polls == []


def test_a_source_is_read_by_one_process_at_a_time(office: Office, listener: Listener) -> None:
    source = ScriptedSource("wire", stories("heron"))
    watch = office.watch(every(60, source))
    office.claims.mkdir()
    with claimed(office.claims / "wire.claim", timeout_s=0):
        assert not watch.read_once()
    [told] = listener.of("wire")
    assert isinstance(told, Skipped)
    assert told.is_busy
    assert source.polls == []
    assert office.watch(every(60, source)).read_once()


def test_a_source_that_is_gone_is_not_asked_again_unless_one_insists(
    office: Office, listener: Listener
) -> None:
    source = ScriptedSource("wire", [GONE])
    assert not office.watch(every(60, source)).read_once()
    assert not office.watch(every(60, source)).read_once()
    assert len(source.polls) == 1
    source.items = stories("heron")
    assert office.watch(every(60, source)).read_once(Why.INSISTED)
    assert office.watch(every(60, source)).read_once()


def test_a_new_address_lets_a_stopped_source_be_read(office: Office) -> None:
    source = ScriptedSource("wire", [GONE])
    office.watch(every(60, source)).read_once()
    states = SourceStates(office.store)
    states.register([Listed("wire", "urls", source.address)])
    assert states.of("wire").health is Health.STOPPED
    states.register([Listed("wire", "urls", "https://elsewhere.example")])
    assert states.of("wire").health is Health.WAITING


def test_a_failing_source_fails_alone(office: Office, listener: Listener) -> None:
    bad = ScriptedSource("bad", [ZeroDivisionError("by 0")])
    good = ScriptedSource("good", stories("heron"))
    assert not office.watch(every(60, bad), every(60, good)).read_once()
    assert office.store.ids() == ["heron"]
    [told] = listener.of("bad")
    assert isinstance(told, Reading)
    assert told.failure is not None


def test_a_store_that_is_in_trouble_is_told_and_tried_again(
    office: Office, listener: Listener
) -> None:
    trouble = StoreError("the disk is full", remedy="make room")
    source = ScriptedSource("wire", [trouble])
    with running(office.watch(every(0.01, source))):
        told = listener.wait_for("wire", count=2)
        source.items = stories("heron")
        while not office.store.ids():
            listener.wait_for("wire", count=len(listener.of("wire")) + 1)
    assert told[0] is trouble


def test_the_end_interrupts_what_is_fetched_and_keeps_what_was_found(office: Office) -> None:
    is_fetching = Event()
    source = ScriptedSource("wire", stories("heron", "whale"))
    steps = count(1)

    def fetch() -> None:
        if next(steps) == 3:  # the second article
            is_fetching.set()
            office.interrupted.wait(60)

    source.before = fetch
    with running(office.watch(every(60, source))):
        assert is_fetching.wait(30)
    assert office.store.ids() == ["heron"]
    assert SourceStates(office.store).marks("wire") == {"heron": "seen"}


def test_a_file_that_is_dropped_into_a_folder_is_read_at_once(
    office: Office, listener: Listener, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    source = FileSource("folder", folder, naming=Naming(source="Ormal Post"))
    with running(office.watch(Watched(source, 3600, folder=folder))):
        listener.wait_for("folder", count=1)
        (folder / "heron.txt").write_text("A heron was seen in Selby.")
        while not office.store.ids():
            listener.wait_for("folder", count=len(listener.of("folder")) + 1)
        (folder / "heron.txt").unlink()
    [article] = office.store.current_articles()
    assert article.source == "Ormal Post"
