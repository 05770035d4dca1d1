"""The `onrecord` command run as a user runs it: in a process of its own, on a data directory.

Knows how to start, read and end it; knows nothing of what it says.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from tests.newsroom import NEWS, write_jsonl

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "bot.cli")
TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class Server:
    """A running `onrecord serve`. `log` is its standard error, as a file."""

    base_url: str
    data_dir: Path
    log: Path
    process: subprocess.Popen[str]

    def end(self) -> int:
        """Asks it to end, as a process manager does, and gives back its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(TIMEOUT_S)


def environment(data_dir: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings and no others of ours."""
    others = {name: value for name, value in os.environ.items() if "ONRECORD" not in name.upper()}
    plain = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "200"}
    return {**others, **plain, "ONRECORD_DATA_DIR": str(data_dir), **settings}


def onrecord(
    *words: str, data_dir: Path, prefix: Sequence[str] = (), **settings: str
) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end, whatever its exit status; `prefix` is what starts it."""
    return subprocess.run(
        [*prefix, *COMMAND, *words],
        cwd=ROOT,
        env=environment(data_dir, settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )


@contextmanager
def serving(
    data_dir: Path, log: Path, *words: str, prefix: Sequence[str] = (), **settings: str
) -> Iterator[Server]:
    """Serves a data directory on a free port while the block runs; `words` are more options,
    `prefix` is what starts it.
    """
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*prefix, *COMMAND, "serve", "--port", "0", *words],
            cwd=ROOT,
            env=environment(data_dir, settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    if process.stdout is None:
        raise RuntimeError("the server's output is not a pipe")
    with process, process.stdout as output:
        try:
            yield Server(_base_url(output, log), data_dir, log, process)
        finally:
            process.kill()


@contextmanager
def serving_news(data_dir: Path, folder: Path) -> Iterator[Server]:
    """Serves the invented news; the server has to end well, and to log no traceback in `folder`."""
    news = write_jsonl(folder / "news.jsonl", *NEWS)
    assert onrecord("ingest", str(news), data_dir=data_dir).returncode == 0
    with serving(data_dir, folder / "log") as server:
        yield server
        assert server.end() == 0
    assert "Traceback" not in (folder / "log").read_text()


def _base_url(output: IO[str], log: Path) -> str:
    for line in output:
        if line.startswith("OnRecord answers at "):
            url = urlsplit(line.split()[-1])
            return f"{url.scheme}://{url.netloc}"
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
