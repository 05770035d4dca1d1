"""Which addresses may be connected to: public ones, and those that the user allows by name.

A host is resolved once, every address that it has is checked, and the connection goes to a checked
one; resolving again would let a name change its mind (DNS rebinding). Knows nothing of HTTP.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from index.errors import SettingsError
from index.fetching.failure import FetchError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""A host and a port to the textual IP addresses that it has; raises OSError for none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ALLOW_HINT = "if it is a server of your own, allow it with ONRECORD_FETCH_ALLOW"


def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says, in its order, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Allowed:
    """Private hosts (`intranet.example`, `127.0.0.1:8080`) and networks that may be reached."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """From words as a setting holds them; raises SettingsError for one that is neither."""
        hosts, networks = set(), []
        for word in words:
            if "/" not in word:
                hosts.add(word.casefold())
                continue
            try:
                networks.append(ipaddress.ip_network(word, strict=False))
            except ValueError as error:
                raise SettingsError(
                    f"{word!r} is no network that fetching could be allowed to",
                    remedy="give hosts, host:port or networks like 10.0.0.0/8",
                ) from error
        return cls(frozenset(hosts), tuple(networks))

    def has_host(self, host: str, port: int) -> bool:
        """Whether a host is allowed by its name, on this port or on all."""
        folded = host.casefold()
        return folded in self.hosts or f"{folded}:{port}" in self.hosts

    def has_address(self, address: _Address) -> bool:
        """Whether an address is within a network that is allowed."""
        return any(address in network for network in self.networks)


def checked_addresses(
    host: str, port: int, allowed: Allowed, resolve: Resolve = resolve
) -> Sequence[str]:
    """The addresses of a host, all of them fit to connect to.

    Raises FetchError where the host is not found, or any address is not public and not allowed.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"the host {host} cannot be found", remedy="check the address and the network"
        ) from error
    if not addresses:
        raise FetchError(f"the host {host} has no address", remedy="check the address")
    if allowed.has_host(host, port):
        return addresses
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not is_public(address) and not allowed.has_address(address):
            raise FetchError(
                f"{host} is at {text}, which is not a public address",
                remedy=_ALLOW_HINT,
                is_permanent=True,
            )
    return addresses


def is_public(address: _Address) -> bool:
    """Whether anybody on the internet could reach it; what an IPv6 address embeds counts too."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        embedded.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    inner = [one for one in embedded if one is not None]
    if address.ipv4_mapped is not None or address in _NAT64:
        return all(is_public(one) for one in inner)
    is_outer_public = address.is_global and not address.is_multicast and not address.is_site_local
    return is_outer_public and all(is_public(one) for one in inner)
