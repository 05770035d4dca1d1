"""What many tests share because it takes seconds: an ingested data directory, a running server.

Both are made by the real command, once a session, and only read by tests; a test that changes
something makes its own data directory with `new_data_dir`.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx2
import pytest
from hypothesis import settings

from tests.commands import ROOT, Server, onrecord, serving
from tests.newsroom import NEWS, write_jsonl

# How long an example takes says nothing on a machine that does other work too.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def news_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that holds the seeds and the invented news. Not to be written to."""
    folder = tmp_path_factory.mktemp("news")
    data_dir = folder / "data"
    news = write_jsonl(folder / "news.jsonl", *NEWS)
    ingested = onrecord("ingest", str(ROOT / "seeds"), str(news), data_dir=data_dir)
    assert ingested.returncode == 0, ingested.stderr
    return data_dir


@pytest.fixture(scope="session")
def new_data_dir(
    news_data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Makes empty data directories. The exported model is shared: making it takes long."""
    root, numbers = tmp_path_factory.mktemp("data"), count()

    def make() -> Path:
        data_dir = root / str(next(numbers))
        data_dir.mkdir()
        (data_dir / "models").symlink_to(news_data_dir / "models")
        return data_dir

    return make


@pytest.fixture(scope="session")
def server(news_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server on the shared data directory; whatever is asked of it, it makes no error."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(news_data_dir, log) as running:
        yield running
        assert running.process.poll() is None, "the server has ended"
    assert "Traceback" not in log.read_text()
    assert "unexpected_error" not in log.read_text()


@pytest.fixture(scope="session")
def http(server: Server) -> Iterator[httpx2.Client]:
    """A client of the shared server."""
    with httpx2.Client(base_url=server.base_url, timeout=60) as client:
        yield client
