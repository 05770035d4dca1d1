"""kill -9 at random moments of storing, segment writes, merges, swaps, deletions and rebuilds.

Every acknowledged article is there and found, nothing that was deleted is, and every index opens.
"""

import random
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from index.build import is_current, publish
from index.parts import NoProgress
from index.purge import purge
from index.store import Store
from index.workshop import Workshop
from tests.builders import article, stock
from tests.index.living import GONE, IDS, STAGES, Life, boat, live, open_shop, possible_after
from tests.index.stages import stages_in, tell_stages
from tests.permissions import read_only

SEED = 20261124
_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.index.living", "alembic.command"])


@dataclass(frozen=True, slots=True)
class Fate:
    """When it is killed, counted from its first change; what its disk takes until then; whether
    it becomes read-only half-way.
    """

    moment_s: float
    max_file_bytes: int | None
    goes_read_only: bool

    @classmethod
    def drawn(cls, draw: random.Random, number: int) -> "Fate":
        """Of four, one lives on a full disk and one sees its folders become read-only."""
        limit = draw.choice([2_000, 30_000, 200_000]) if number % 4 == 3 else None
        return cls(draw.uniform(0, 0.4), limit, goes_read_only=number % 4 == 1)


def kill(life: Life, fate: Fate) -> set[str]:
    """Lets it live until its fate comes. The stages that it was in then."""
    before = life.journal.stat().st_size
    process = _FORKED.Process(target=live, args=(life,))
    process.start()
    while life.journal.stat().st_size == before and process.is_alive():
        process.join(0.005)
    if fate.goes_read_only:
        process.join(fate.moment_s / 2)
        folders = [life.root, life.root / "snapshots", life.root / "snapshots" / "segments"]
        with read_only(path for path in folders if path.exists()):
            process.join(fate.moment_s / 2)
            process.kill()
            process.join()
    else:
        process.join(fate.moment_s)
        process.kill()
        process.join()
    is_full = life.max_file_bytes is not None
    assert process.exitcode == -signal.SIGKILL or (is_full and process.exitcode == 0)
    return stages_in(life.stages, STAGES)


def assert_all_is_well(shop: Workshop, journal: Path) -> None:
    version = shop.snapshots.current_version()
    if version is not None:
        shop.snapshots.opened(shop.snapshots.verified(version))
    stored = {one.id: one for one in shop.store.current_articles()}
    for id_, possible in possible_after(journal).items():
        if id_ not in stored:
            assert GONE in possible.versions, f"{id_} is lost"
        else:
            assert stored[id_] in [boat(id_, n) for n in possible.versions if n != GONE]
    publish(shop, NoProgress())
    assert is_current(shop)
    version = shop.snapshots.current_version()
    assert version is not None
    snapshot = shop.snapshots.open(version, embedder=shop.embedder.id)
    entries = {entry.id: entry.revision for entry in snapshot.catalog.live_entries()}
    assert entries == {id_: one.revision for id_, one in stored.items()}
    assert snapshot.manifest.articles == len(stored)
    for id_ in IDS:
        rows = snapshot.lexical.search(id_.split("-")[1], 30).ids.tolist()
        found = {snapshot.catalog.entry(snapshot.catalog.place(row).article).id for row in rows}
        assert (id_ in found) == (id_ in stored)


@pytest.mark.parametrize(
    "count", [12, pytest.param(300, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])]
)
def test_a_living_index_that_is_killed_loses_nothing_and_finds_nothing_deleted(
    tmp_path: Path, count: int
) -> None:
    draw = random.Random(SEED)
    root, journal = tmp_path / "data", tmp_path / "journal"
    root.mkdir()
    journal.touch()
    interrupted: Counter[str] = Counter()
    for number in range(count):
        fate = Fate.drawn(draw, number)
        stages, seed = tmp_path / "stages", draw.randrange(10**9)
        interrupted.update(kill(Life(root, journal, stages, seed, fate.max_file_bytes), fate))
        shop = open_shop(root)
        with closing(shop.store):
            assert_all_is_well(shop, journal)
            journal.write_text("done " + _states(shop) + "\n")
    shop = open_shop(root)
    with closing(shop.store):
        purge(shop)
        assert_all_is_well(shop, journal)
    left = {path.name for path in (root / "snapshots" / "segments").iterdir()}
    assert not any(name.startswith(".") for name in left)
    if count >= 300:
        assert interrupted.keys() == {stage.__qualname__ for stage in STAGES}, interrupted


def _states(shop: Workshop) -> str:
    stored = {one.id: one for one in shop.store.current_articles()}
    versions = {id_: stored[id_].title.split()[1] if id_ in stored else GONE for id_ in IDS}
    return " ".join(f"{id_}={version}" for id_, version in versions.items())


# Migrations


def old_store(path: Path) -> None:
    """A store as the first version left it, with an article."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parents[2] / "index" / "migrations")
    )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "INSERT INTO articles (id, revision, title, digest, ingested_at, changed_at) "
            "VALUES ('old', ?, 'Old', 'd', ?, ?)",
            (article("old").revision, "2026-01-01 00:00:00", "2026-01-01 00:00:00"),
        )
        database.execute(
            "INSERT INTO revisions VALUES ('old', ?, ?, ?)",
            (article("old").revision, article("old").text, "2026-01-01 00:00:00"),
        )


def _open_store(path: Path, stages: Path) -> None:
    tell_stages(stages, [command.upgrade])
    Store.open(path).close()


@pytest.mark.parametrize(
    "count", [12, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
def test_a_migration_that_is_killed_is_done_whole_by_the_next(tmp_path: Path, count: int) -> None:
    draw = random.Random(SEED)
    base, stages = tmp_path / "base.db", tmp_path / "stages"
    old_store(base)
    interrupted = 0
    for number in range(count):
        path = tmp_path / f"{number}.db"
        shutil.copy(base, path)
        stages.write_bytes(b"")
        process = _FORKED.Process(target=_open_store, args=(path, stages))
        process.start()
        while not stages_in(stages, [command.upgrade]) and process.is_alive():
            process.join(0.001)
        process.join(draw.uniform(0, 0.05))
        process.kill()
        process.join()
        interrupted += bool(stages_in(stages, [command.upgrade]))
        with closing(Store.open(path)) as store:
            [read] = store.current_articles()
            assert (read.id, read.text) == ("old", article("old").text)
            stock(store, article("new"))
            assert store.ids() == ["new", "old"]
    assert interrupted > count / 2
