"""A real HTTP server on the loopback address that does to a client what it is told to.

Raw sockets, so that it can break every rule. Knows nothing of the fetcher.
"""

import gzip
import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

LOOPBACK = "127.0.0.1"
STORY = b"<!doctype html><title>Dam</title><p>The dam at Ormal holds, the mayor said.</p>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: its path, and its headers by name in lower case."""

    path: str
    headers: dict[str, str]


Act = Callable[[socket.socket, Asked], None]


@dataclass(slots=True)
class Playing:
    """A running server. `acts` says what is done for each path; all others are missing."""

    port: int
    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    tls: ssl.SSLContext | None = None

    def url(self, path: str) -> str:
        """The address of a path on it."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{LOOPBACK}:{self.port}{path}"

    def plays(self, path: str, act: Act) -> str:
        """The address of a path that does this from now on."""
        self.acts[path] = act
        return self.url(path)

    def paths(self) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def serve(self, connection: socket.socket) -> None:
        """Answers one request."""
        with suppress(OSError), closing(connection):
            connection.settimeout(10)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with closing(connection):
                asked = _read(connection)
                self.asked.append(asked)
                self.acts.get(asked.path, answer(b"not here", status=404))(connection, asked)


@contextmanager
def playing(tls: ssl.SSLContext | None = None) -> Iterator[Playing]:
    """A server for as long as the context lasts."""
    with closing(socket.create_server((LOOPBACK, 0))) as listener:
        server = Playing(listener.getsockname()[1], tls=tls)
        threads: list[Thread] = []

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    thread = Thread(target=server.serve, args=[connection])
                    threads.append(thread)
                    thread.start()

        listening = Thread(target=listen)
        listening.start()
        yield server
        server.ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        for thread in (listening, *threads):
            thread.join()


def answer(body: bytes = STORY, *, status: int = 200, **headers: str) -> Act:
    """A reply as it should be; headers are given as `content_type="text/plain"`."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body))} | named
    return raw(head(status, fields) + body)


def head(status: int, fields: dict[str, str]) -> bytes:
    """Status line and headers of a reply."""
    lines = [f"HTTP/1.1 {status} So", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def raw(data: bytes) -> Act:
    """Exactly these bytes, and then the end of the connection."""

    def act(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(data)

    return act


def redirect(location: str, status: int = 302) -> Act:
    """A redirect."""
    return answer(b"", status=status, location=location)


def drip(data: bytes, ended: Event, pause_s: float = 0.02) -> Act:
    """One byte of these after the other, and the last of them again and again."""

    def act(connection: socket.socket, asked: Asked) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
        while not ended.wait(pause_s):
            connection.sendall(data[-1:])

    return act


def silence(ended: Event) -> Act:
    """Nothing, for as long as the server runs."""

    def act(connection: socket.socket, asked: Asked) -> None:
        ended.wait()

    return act


def endless(start: bytes, chunk: bytes) -> Act:
    """A reply that never stops, as fast as it is read."""

    def act(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(chunk)

    return act


def reset(start: bytes) -> Act:
    """The beginning of a reply, and then a connection that is reset rather than closed."""

    def act(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def bomb(unpacked_mb: int) -> bytes:
    """Gzip that unpacks to a thousand times its size."""
    return gzip.compress(bytes(unpacked_mb * 1_000_000))


def _read(connection: socket.socket) -> Asked:
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65_536)
        if not more:
            raise ConnectionError("the client went away")
        received += more
    first, *lines = received.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Asked(first.split(" ")[1], headers)
