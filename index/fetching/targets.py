"""URLs to what is asked of whom: scheme, host, port and path, each of them checked.

Every URL passes here, also those that servers redirect to. Knows nothing of addresses behind
names.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import idna

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError

_MAX_URL_CHARS = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
# Above 1023, and still of other protocols: the WHATWG's "bad ports".
_BAD_PORTS = (
    *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
    *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_IPV6 = re.compile(r"[0-9a-f:.]+")
_USER_INFO = re.compile(r"(?<=//)[^/?#]*@")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Reserved characters, and the percent sign of what is encoded already.
_KEPT_IN_PATHS = "/:?@!$&'()*+,;=~%[]"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be asked for. All ASCII; `path` has the query, the fragment is gone."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as it stands in a URL and in the Host header, with a port that is not usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Whose robots.txt holds: scheme, host and port."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole."""
        return self.origin + self.path

    def __str__(self) -> str:
        return shortened(self.url)


def target_of(url: str, allowed: Allowed) -> Target:
    """What a URL asks for. Raises FetchError for one that is never fetched."""
    url = url.strip()
    if len(url) > _MAX_URL_CHARS:
        raise _refused(url, f"has {len(url)} characters, more than {_MAX_URL_CHARS}")
    if _CONTROL.search(url):
        raise _refused(url, "has control characters in it")
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused(url, "is malformed") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise _refused(url, "is neither http nor https")
    if "@" in parts.netloc:
        raise FetchError(
            f"the URL of {shortened(name or '')} has a user name or a password in it",
            remedy="give it without; what needs a login cannot be fetched",
            is_permanent=True,
        )
    if not name:
        raise _refused(url, "has no host")
    host = _host(name, url)
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    if not (_is_web_port(port) or allowed.has_port(host, port)):
        raise FetchError(
            f"{shortened(url)} is at port {port}, where no web server should be",
            remedy=f"if it is one of your own, allow {host}:{port} with ONRECORD_FETCH_ALLOW",
            is_permanent=True,
        )
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_KEPT_IN_PATHS, errors="replace")
    return Target(parts.scheme, host, port, path)


def redirected(target: Target, location: str, allowed: Allowed) -> Target:
    """Where a redirect leads. Raises FetchError as `target_of` does."""
    try:
        url = urljoin(target.url, location.strip())
    except ValueError as error:
        raise _refused(location, "is malformed") from error
    return target_of(url, allowed)


def shortened(url: str, max_chars: int = 200) -> str:
    """A URL as it can be shown: on one line, not for ever, and without a password."""
    shown = _USER_INFO.sub("", url if url.isprintable() else ascii(url)[1:-1])
    return shown if len(shown) <= max_chars else shown[: max_chars - 3] + "..."


def _host(name: str, url: str) -> str:
    """The host in ASCII and lower case."""
    host = name.removesuffix(".")
    if ":" in host and _IPV6.fullmatch(host):
        return host
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise _refused(url, "has a host that is no name") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _refused(url, "has a host that is no name")
    return host


def _is_web_port(port: int) -> bool:
    is_free = port >= _FIRST_FREE_PORT and port not in _BAD_PORTS
    return is_free or port in _DEFAULT_PORTS.values()


def _refused(url: str, why: str) -> FetchError:
    return FetchError(
        f"the URL {shortened(url) or 'that is empty'} {why}",
        remedy="give the address of a page, like https://news.example/story",
        is_permanent=True,
    )
