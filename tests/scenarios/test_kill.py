import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.ingesting import ingest
from bot.settings import Settings
from bot.wiring import open_bot
from index.data_dir import DataDir
from index.manifest import Manifest
from index.snapshot import Snapshots
from index.store import Store
from index.types import Article, Filters
from tests.builders import START, QuietProgress, article
from tests.commands import COMMAND, ROOT, environment
from tests.newsroom import write_jsonl

BEFORE, AFTER = 30, 110  # stored in more than one batch; a third of all is changed or new


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A data directory with `BEFORE` articles, a file that brings them to `AFTER`, and what an
    ingest of it that nobody kills comes to and takes."""

    data_dir: Path
    file: Path
    sequence: int
    finished: Manifest
    duration_s: float


def name_of(number: int) -> str:
    """An invented name, another one for each number."""
    first, second = divmod(number, 12)
    ends = "ba de fi go ku la me ni po ru sa tev".split()
    return f"Quor{ends[first]}{ends[second]}"


def report(number: int, *, is_changed: bool) -> Article:
    name, boats = name_of(number), 100 + number + 500 * is_changed
    text = f"Captain {name} sailed on Monday. The port counted {boats} boats behind {name}."
    dated = START + timedelta(days=number)
    return article(f"log-{number:03d}", text, title=f"Boats follow {name}", published_at=dated)


def reports(count: int, *, are_changed: bool) -> list[Article]:
    return [report(n, is_changed=are_changed and n % 3 == 0) for n in range(count)]


def settings_for(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir)


@pytest.fixture(scope="module")
def newsroom(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Newsroom:
    folder, data_dir = tmp_path_factory.mktemp("kill"), new_data_dir()
    first = write_jsonl(folder / "first.jsonl", *reports(BEFORE, are_changed=False))
    ingest([first], settings_for(data_dir), QuietProgress())
    file = write_jsonl(folder / "second.jsonl", *reports(AFTER, are_changed=True))
    unhindered = folder / "unhindered"
    shutil.copytree(data_dir, unhindered, symlinks=True)
    with ingesting(file, unhindered) as process:
        begun = monotonic()
        assert process.wait(timeout=120) == 0
        duration_s = monotonic() - begun
    return Newsroom(
        data_dir,
        file,
        sequence=sequence_of(unhindered),
        finished=current_manifest(unhindered),
        duration_s=duration_s,
    )


@contextmanager
def ingesting(file: Path, data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """The real command, from when it tells that it begins to read."""
    with subprocess.Popen(
        [*COMMAND, "ingest", str(file)],
        cwd=ROOT,
        env=environment(data_dir, {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stderr is None:
            raise RuntimeError("the errors of the command are not a pipe")
        assert process.stderr.readline().startswith("reading articles")
        yield process


def current_manifest(data_dir: Path) -> Manifest:
    snapshots = Snapshots(DataDir(data_dir).snapshots)
    version = snapshots.current_version()
    assert version is not None
    return snapshots.manifest(version)


def sequence_of(data_dir: Path) -> int:
    with closing(Store.open(DataDir(data_dir).store)) as store:
        return store.sequence()


def moments(count: int, duration_s: float) -> Sequence[float]:
    """Seconds after the beginning, drawn evenly over all of an ingest."""
    draw = random.Random(20261122)  # not for secrets
    return [duration_s * (n + draw.random()) / count for n in range(count)]


def kill_after(moment_s: float, newsroom: Newsroom, data_dir: Path) -> bool:
    """Whether the ingest was still at work when it was killed."""
    shutil.copytree(newsroom.data_dir, data_dir, symlinks=True)
    with ingesting(newsroom.file, data_dir) as process:
        try:
            process.wait(timeout=moment_s)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == -signal.SIGKILL


def assert_serves_a_whole_snapshot(data_dir: Path, newsroom: Newsroom) -> None:
    """The index before the kill or the finished one, verified, and every hit verbatim."""
    with open_bot(settings=settings_for(data_dir)) as bot:
        scope = bot.scope()
        assert scope.articles in (BEFORE, AFTER)
        expected = reports(scope.articles, are_changed=scope.articles == AFTER)
        for number in (0, 1, BEFORE - 1):
            hit = bot.search(f"Captain {name_of(number)}", 1, Filters())[0]
            assert hit.article == expected[number]
            assert bot.article_text(hit.article.id, hit.revision) == expected[number].text
        assert bot.store.count() in (BEFORE, 100, AFTER)


def assert_rerun_completes(data_dir: Path, newsroom: Newsroom) -> None:
    """Nothing is lost and nothing is doubled: all is as where nobody killed anything."""
    summary = ingest([newsroom.file], settings_for(data_dir), QuietProgress())
    assert (summary.taken, summary.refusals) == (AFTER, [])
    assert sequence_of(data_dir) == newsroom.sequence
    finished = current_manifest(data_dir)
    assert (finished.articles, finished.chunks) == (
        newsroom.finished.articles,
        newsroom.finished.chunks,
    )
    expected = reports(AFTER, are_changed=True)
    with open_bot(settings=settings_for(data_dir)) as bot:
        assert list(bot.store.current_articles()) == expected
        assert bot.scope().articles == AFTER
        for each in expected[::7]:
            hit = bot.search(each.title, 1, Filters())[0]
            assert hit.article == each
            assert bot.article_text(each.id, each.revision) == each.text
        old = report(0, is_changed=False)
        assert bot.article_text(old.id, old.revision) == old.text
    assert list(DataDir(data_dir).snapshots.glob(".building-*")) == []


@pytest.mark.parametrize(
    "count", [10, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
def test_an_ingest_that_is_killed_loses_and_doubles_nothing(
    newsroom: Newsroom, tmp_path: Path, count: int
) -> None:
    killed = 0
    for number, moment_s in enumerate(moments(count, newsroom.duration_s)):
        data_dir = tmp_path / str(number)
        killed += kill_after(moment_s, newsroom, data_dir)
        assert_serves_a_whole_snapshot(data_dir, newsroom)
        assert_rerun_completes(data_dir, newsroom)
    assert killed >= count / 2
