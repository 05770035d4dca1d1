"""Which addresses may be connected to: public ones, and those that the user allows.

A host is resolved once, every address that it has is checked, and the connection goes to a checked
one; resolving again would let a name change its mind (DNS rebinding). Knows nothing of HTTP.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from index.errors import SettingsError
from index.fetching.failure import FetchError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""A host and a port to the textual IP addresses that it has; raises OSError for none."""

# What IPv6 hands out to the public. All else is local, reserved, or leads to an IPv4 address.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# A translator reaches the IPv4 address in the last 32 bits, and networks without IPv4 need it.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# In no list of the standard library, or not in that of every Python that we run on.
_NOT_PUBLIC = (
    ipaddress.ip_network("192.0.0.0/24"),  # protocol assignments
    ipaddress.ip_network("192.88.99.0/24"),  # relays of 6to4
    ipaddress.ip_network("168.63.129.16/32"),  # a cloud's own services, seen from inside it
    ipaddress.ip_network("2001::/23"),  # protocol assignments, Teredo among them
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("3fff::/20"),  # documentation
)


def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says, in its order, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts (`intranet.example`, `127.0.0.1:8080`) and networks that may be reached all the same.

    Hosts are in lower case, an IPv6 address in brackets.
    """

    hosts: frozenset[str] = frozenset()
    networks: tuple[_Network, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """From words as a setting holds them; raises SettingsError for one that is neither."""
        hosts, networks = set(), []
        for word in filter(None, (word.strip().lower() for word in words)):
            if "/" in word:
                networks.append(_network(word))
            else:
                hosts.add(word)
        return cls(frozenset(hosts), tuple(networks))

    def has_port(self, host: str, port: int) -> bool:
        """Whether a host is allowed with this very port."""
        return f"{_bracketed(host)}:{port}" in self.hosts

    def has_host(self, host: str, port: int) -> bool:
        """Whether a host is allowed by its name, on this port or on all."""
        return _bracketed(host) in self.hosts or self.has_port(host, port)

    def has_address(self, address: _Address) -> bool:
        """Whether an address is within a network that is allowed."""
        return any(address in network for network in self.networks)


def checked_addresses(
    host: str, port: int, allowed: Allowed, resolve: Resolve = resolve
) -> Sequence[str]:
    """The addresses of a host, all of them fit to connect to.

    Raises FetchError where the host is not found, or any address is neither public nor allowed.
    """
    try:
        addresses = resolve(host, port)
        parsed = [ipaddress.ip_address(text) for text in addresses]
    except (OSError, ValueError) as error:
        raise FetchError(
            f"the host {host} cannot be found ({error})",
            remedy="check the address and the network",
        ) from error
    if not addresses:
        raise FetchError(f"the host {host} has no address", remedy="check the address")
    if allowed.has_host(host, port):
        return addresses
    for address in parsed:
        if not is_public(address) and not allowed.has_address(address):
            raise FetchError(
                f"{host} is at {address}, which is not a public address",
                remedy="if it is a server of your own, allow it with ONRECORD_FETCH_ALLOW",
                is_permanent=True,
            )
    return addresses


def is_public(address: _Address) -> bool:
    """Whether it is an address of the public internet, and nothing that leads elsewhere."""
    if any(address in network for network in _NOT_PUBLIC):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and address.is_global


def _network(word: str) -> _Network:
    try:
        return ipaddress.ip_network(word, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"{word!r} is no network that fetching could be allowed to reach",
            remedy="give hosts, host:port or networks like 10.0.0.0/8",
        ) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
