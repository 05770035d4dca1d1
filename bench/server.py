"""The real `onrecord serve` in a process of its own, and requests to it.

Knows processes, ports and HTTP; knows nothing of what is asked.
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

from bench.processes import environment, onrecord

HOST = "127.0.0.1"
_READY_WITHIN_S = 180.0
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is ready, and how long that took."""

    port: int
    pid: int
    ready_s: float

    def connect(self) -> HTTPConnection:
        """A connection to it that is kept alive; to be closed."""
        return HTTPConnection(HOST, self.port, timeout=120)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply with its time. `body` is parsed JSON."""

    status: int
    body: Mapping[str, object]
    elapsed_ms: float


@contextmanager
def served(data_dir: Path) -> Iterator[Served]:
    """Serves a data directory while the block runs. Raises RuntimeError where it does not start."""
    port = _free_port()
    env = environment(data_dir, host=HOST, port=str(port))
    process = subprocess.Popen(
        onrecord("serve"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        started = perf_counter()
        _wait_until_ready(port, process)
        ready_s = perf_counter() - started
        _wait_until_alone(process.pid)
        yield Served(port, process.pid, ready_s)
    finally:
        process.terminate()
        process.wait(timeout=30)


def post(connection: HTTPConnection, path: str, body: object) -> Reply:
    """The reply to a JSON body. Raises RuntimeError where it is not a success."""
    return exchange(connection, "POST", path, json.dumps(body))


def exchange(connection: HTTPConnection, method: str, path: str, body: str | None = None) -> Reply:
    """The reply to a request. Raises RuntimeError where it is not a success."""
    started = perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    elapsed_ms = (perf_counter() - started) * 1000
    if response.status not in (200, 202):
        message = f"{method} {path} gave {response.status}: {content[:500]!r}"
        raise RuntimeError(message)
    return Reply(response.status, json.loads(content), elapsed_ms)


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
    while any(map(_works, _children(pid))):
        if perf_counter() > deadline:
            message = f"a child of `onrecord serve` still worked after {_READY_WITHIN_S} s"
            raise RuntimeError(message)
        sleep(_POLL_S)


def _children(pid: int) -> Sequence[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()


def _works(pid: str) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return "State:\tZ" not in status


def _is_ready(port: int) -> bool:
    with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        port: int = listening.getsockname()[1]
        return port
