"""A data directory that may be read and not written: it is answered from, and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from index.data_dir import DataDir
from index.store import Store
from tests.builders import article, stock
from tests.commands import onrecord, serving
from tests.newsroom import FERRY, NEWS, write_jsonl
from tests.permissions import OBEYING, read_only

JSON = {"content-type": "application/json"}
QUESTION = "Who opened the ferry pier?"


@pytest.fixture(scope="module")
def data_dir(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    folder = new_data_dir()
    news = write_jsonl(tmp_path_factory.mktemp("read-only") / "news.jsonl", *NEWS)
    assert onrecord("ingest", str(news), data_dir=folder).returncode == 0
    with read_only([folder, *(path for path in folder.rglob("*") if not path.is_symlink())]):
        yield folder


def test_questions_are_answered(data_dir: Path) -> None:
    asked = onrecord("ask", QUESTION, data_dir=data_dir, prefix=OBEYING)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert FERRY.id in asked.stdout


def test_changes_are_refused_with_what_to_do(data_dir: Path, tmp_path: Path) -> None:
    news = write_jsonl(tmp_path / "news.jsonl", *NEWS)
    for words in (("ingest", str(news)), ("delete", FERRY.id), ("rebuild",)):
        refused = onrecord(*words, data_dir=data_dir, prefix=OBEYING)
        assert refused.returncode == 1
        assert "permissions" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert FERRY.id in onrecord("ask", QUESTION, data_dir=data_dir, prefix=OBEYING).stdout


def test_it_is_served(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        serving(data_dir, log, prefix=OBEYING) as server,
        httpx2.Client(base_url=server.base_url, timeout=60) as client,
    ):
        answer = client.post("/ask", json={"question": QUESTION})
        assert answer.json()["citations"][0]["article_id"] == FERRY.id
        posted = client.post("/articles", content=json.dumps({"text": "It is new."}), headers=JSON)
        assert posted.status_code == 503
        assert "permissions" in posted.json()["remedy"]
        assert server.end() == 0
    assert "Traceback" not in log.read_text()


def test_what_a_writer_that_was_killed_had_stored_is_read_too(tmp_path: Path) -> None:
    """It is in the log beside the database, which nobody has taken in yet."""
    folder = DataDir(tmp_path / "killed")
    with closing(Store.open(folder.store)) as store:
        stock(store, article("late"))  # in the log as long as the store is open
        with read_only([folder.root, *folder.root.iterdir()]):
            listed = onrecord("doctor", data_dir=folder.root, prefix=OBEYING)
    assert "article store: 1 articles" in listed.stdout
