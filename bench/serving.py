"""How long a question takes over HTTP, and how much memory serving takes.

Starts the real `onrecord serve`, talks to it on one kept-alive connection, and checks every quote
it cites through `GET /articles/{id}`. Knows nothing of what is inside.
"""

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter

from bench.processes import environment, onrecord, peak_rss_mb
from bench.results import ServeResult
from bench.timing import timing_of
from bot.evaluation.metrics import Ratio

_HOST = "127.0.0.1"
_READY_WITHIN_S = 180.0
_POLL_S = 0.05
_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class _Reply:
    """An HTTP reply with its time. `body` is parsed JSON."""

    status: int
    body: Mapping[str, object]
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a quote is checked by: a citation as /ask gives it, further fields ignored."""

    article_id: str
    revision: str
    quote: str
    start: int
    end: int


def measure_serving(data_dir: Path, questions: Sequence[str]) -> ServeResult:
    """Half of the questions searched, half asked, after a warm-up on the first ten."""
    port = _free_port()
    with _serving(data_dir, port) as process:
        started = perf_counter()
        _wait_until_ready(port, process)
        ready_s = perf_counter() - started
        _wait_until_alone(process.pid)
        with closing(HTTPConnection(_HOST, port, timeout=60)) as connection:
            for question in questions[:_WARM_UP]:
                _post(connection, "/ask", {"question": question})
            searched = [
                _post(connection, "/search", {"query": question})
                for question in questions[_WARM_UP::2]
            ]
            asked = [
                _post(connection, "/ask", {"question": question})
                for question in questions[_WARM_UP + 1 :: 2]
            ]
            verbatim = _verbatim(connection, asked)
        return ServeResult(
            ready_s=ready_s,
            search=timing_of([reply.elapsed_ms for reply in searched]),
            ask=timing_of([reply.elapsed_ms for reply in asked]),
            verbatim=verbatim,
            peak_rss_mb=peak_rss_mb(process.pid),
        )


def _verbatim(connection: HTTPConnection, asked: Sequence[_Reply]) -> Ratio:
    """How many of the answers' quotes are what `GET /articles/{id}` has at their offsets."""
    parsed = TypeAdapter(list[_Cited])
    cited = [one for reply in asked for one in parsed.validate_python(reply.body["citations"])]
    return Ratio(sum(_is_verbatim(connection, one) for one in cited), len(cited))


def _is_verbatim(connection: HTTPConnection, cited: _Cited) -> bool:
    path = f"/articles/{quote(cited.article_id, safe='')}"
    reply = _exchange(connection, "GET", f"{path}?{urlencode({'revision': cited.revision})}")
    return str(reply.body["text"])[cited.start : cited.end] == cited.quote


def _post(connection: HTTPConnection, path: str, body: Mapping[str, object]) -> _Reply:
    return _exchange(connection, "POST", path, json.dumps(body))


def _exchange(
    connection: HTTPConnection, method: str, path: str, body: str | None = None
) -> _Reply:
    started = perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    elapsed_ms = (perf_counter() - started) * 1000
    if response.status != 200:
        message = f"{method} {path} gave {response.status}: {content[:500]!r}"
        raise RuntimeError(message)
    return _Reply(response.status, json.loads(content), elapsed_ms)


@contextmanager
def _serving(data_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    env = environment(data_dir, host=_HOST, port=str(port))
    process = subprocess.Popen(
        onrecord("serve"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = perf_counter() + _READY_WITHIN_S
    while perf_counter() < deadline:
        if process.poll() is not None:
            message = f"`onrecord serve` ended with status {process.returncode}"
            raise RuntimeError(message)
        if _is_ready(port):
            return
        sleep(_POLL_S)
    message = f"`onrecord serve` was not ready within {_READY_WITHIN_S} s"
    raise RuntimeError(message)


def _wait_until_alone(pid: int) -> None:
    """Returns when no child of the process works any more: what the service does beside serving
    at its start is not what is measured.
    """
    deadline = perf_counter() + _READY_WITHIN_S
    while any(map(_works, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())):
        if perf_counter() > deadline:
            message = f"a child of `onrecord serve` still worked after {_READY_WITHIN_S} s"
            raise RuntimeError(message)
        sleep(_POLL_S)


def _works(pid: str) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return "State:\tZ" not in status


def _is_ready(port: int) -> bool:
    with closing(HTTPConnection(_HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind((_HOST, 0))
        port: int = listening.getsockname()[1]
        return port
