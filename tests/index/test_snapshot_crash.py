from contextlib import closing
from pathlib import Path

from index.build import is_current, publish
from index.catch_up import KEPT_SNAPSHOTS
from index.snapshot import Snapshots
from tests.builders import (
    QuietProgress,
    WordEmbedder,
    open_words_workshop,
    some_articles,
    stock,
)
from tests.index.crashing import crash_at_every_change

EMBEDDER = WordEmbedder().id


def publish_all(root: Path) -> None:
    """What `onrecord ingest` does when the articles are stored."""
    workshop = open_words_workshop(root)
    with closing(workshop.store):
        publish(workshop, QuietProgress())


def test_a_crash_at_any_step_leaves_a_verified_snapshot_and_a_rerun_completes(
    tmp_path: Path,
) -> None:
    base = tmp_path / "base"
    workshop = open_words_workshop(base)
    with closing(workshop.store):
        for count in (3, 5):
            stock(workshop.store, *some_articles(count))
            publish(workshop, QuietProgress())
        stock(workshop.store, *some_articles(8))
    old = Snapshots(base / "snapshots").current_version()
    states = crash_at_every_change(publish_all, base, tmp_path / "crashed")
    assert len(states) > 15
    served = [assert_serves_and_mends(state, old) for state in states]
    assert served == sorted(served)
    assert set(served) == {5, 8}


def assert_serves_and_mends(root: Path, old: str | None) -> int:
    """The articles served after the crash; then all is made good by running it again."""
    workshop = open_words_workshop(root)
    with closing(workshop.store):
        version = workshop.snapshots.current_version()
        assert version is not None
        served = workshop.snapshots.open(version, embedder=EMBEDDER).manifest.articles
        assert is_current(workshop) == (version != old)
        publish(workshop, QuietProgress())
        assert is_current(workshop)
        version = workshop.snapshots.current_version()
        assert version is not None
        assert workshop.snapshots.open(version, embedder=EMBEDDER).manifest.articles == 8
    folders = [path for path in (root / "snapshots").iterdir() if path.is_dir()]
    assert len(folders) == 1 + KEPT_SNAPSHOTS
    assert not any(path.name.startswith(".") for path in folders)
    return served
