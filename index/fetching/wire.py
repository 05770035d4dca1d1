"""One request over one connection, to an address that was checked, within the time allowed.

The only module that imports httpcore2, which knows no proxy, cookie, login or redirect unless
told. TLS and the Host header have the host's name; the socket goes to the address that was
checked. Knows nothing of what the bytes mean.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Lock

import httpcore2

from index.fetching.addresses import Allowed, Resolve, checked_addresses, resolve
from index.fetching.failure import FetchError
from index.fetching.limits import Deadline, Limits
from index.fetching.targets import Target

_TROUBLES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Network:
    """What lies outside: how names are resolved, and which certificates are trusted."""

    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=httpcore2.default_ssl_context)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A target, and the addresses that were checked for it."""

    target: Target
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers. Header names in lower case; `chunks` raises FetchError."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Wire:
    """Connects to checked addresses only. Safe to use from several threads."""

    def __init__(self, allowed: Allowed, limits: Limits, network: Network) -> None:
        self._allowed = allowed
        self._limits = limits
        self._network = network
        self._is_closed = Event()
        self._open: set[_Stream] = set()
        self._lock = Lock()

    def pin(self, target: Target) -> Pinned:
        """A target with its addresses; raises FetchError where one may not be connected to."""
        found = checked_addresses(target.host, target.port, self._allowed, self._network.resolve)
        return Pinned(target, found)

    @contextmanager
    def get(
        self, pinned: Pinned, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[Reply]:
        """The answer to a GET, open as long as the context. Raises FetchError."""
        stream = _Stream(pinned.addresses, self._limits, deadline)
        with self._held(stream):
            yield _asked(pinned.target, headers, stream, self._network.tls)

    def close(self) -> None:
        """Ends what is under way, with a FetchError there."""
        self._is_closed.set()
        with self._lock:
            for stream in self._open:
                stream.shut_down()

    def wait(self, seconds: float) -> None:
        """Waits, but not beyond the end. Raises FetchError then."""
        if self._is_closed.wait(seconds):
            raise FetchError("fetching was ended", remedy="start it again")

    @contextmanager
    def _held(self, stream: "_Stream") -> Iterator[None]:
        """A stream that is closed in the end, and shut down where all is ended before."""
        self.wait(0)
        with self._lock:
            self._open.add(stream)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(stream)
            stream.close()


class _Stream(httpcore2.NetworkStream):
    """A connection to the first of the addresses that answers, no step of which may take long."""

    def __init__(self, addresses: Sequence[str], limits: Limits, deadline: Deadline) -> None:
        self.deadline = deadline
        self._addresses = addresses
        self._limits = limits
        self._inner = httpcore2.NetworkStream()

    def connect(self, port: int) -> None:
        """Raises what httpcore2 does where no address answers."""
        failures: list[Exception] = []
        for address in self._addresses:
            timeout_s = self.deadline.within(self._limits.connect_s)
            try:
                self._inner = httpcore2.SyncBackend().connect_tcp(address, port, timeout=timeout_s)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failures.append(error)
            else:
                return
        raise failures[-1]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, self.deadline.within(self._limits.read_s))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, self.deadline.within(self._limits.read_s))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        timeout_s = self.deadline.within(self._limits.connect_s)
        self._inner = self._inner.start_tls(ssl_context, server_hostname, timeout_s)
        return self

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        with suppress(NotImplementedError):  # never connected
            self._inner.close()

    def shut_down(self) -> None:
        """Wakes a thread that reads; closing alone would not."""
        inside = self._inner.get_extra_info("socket")
        if isinstance(inside, socket.socket):
            with suppress(OSError):
                inside.shutdown(socket.SHUT_RDWR)


class _Backend(httpcore2.NetworkBackend):
    """Hands out one stream, whatever host is asked for: its addresses were checked before."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        self._stream.connect(port)
        return self._stream


def _asked(
    target: Target, headers: Mapping[str, str], stream: _Stream, tls: ssl.SSLContext
) -> Reply:
    url = httpcore2.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )
    fields = {"Host": target.authority, **headers, "Connection": "close"}
    request = httpcore2.Request("GET", url, headers=list(fields.items()))
    connection = httpcore2.HTTPConnection(
        url.origin, ssl_context=tls, network_backend=_Backend(stream)
    )
    with _translated(target, stream.deadline):
        response = connection.handle_request(request)
    # The first of a name counts.
    found = {name.lower(): value for name, value in reversed(response.headers)}
    return Reply(
        response.status,
        {_text(name): _text(value) for name, value in found.items()},
        _chunks(response, target, stream.deadline),
    )


def _chunks(response: httpcore2.Response, target: Target, deadline: Deadline) -> Iterator[bytes]:
    with _translated(target, deadline):
        yield from response.iter_stream()


@contextmanager
def _translated(target: Target, deadline: Deadline) -> Iterator[None]:
    """The troubles of a connection as FetchError."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        deadline.within(0)  # where all the time is up, that is the reason
        raise FetchError(
            f"{target} does not answer in time", remedy="try again later; it may be busy"
        ) from error
    except _TROUBLES as error:
        raise FetchError(
            f"{target} cannot be read: {error}", remedy="check the address, or try again later"
        ) from error


def _text(raw: bytes) -> str:
    """A header as servers write it, whatever they should."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
