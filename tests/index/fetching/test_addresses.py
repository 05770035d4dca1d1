"""Which addresses may be connected to."""

import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingsError
from index.fetching.addresses import Allowed, Resolve, checked_addresses, is_public
from index.fetching.failure import FetchError

PUBLIC = "93.184.216.34"
NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


def at(*addresses: str) -> Resolve:
    """Finds every host at these addresses."""

    def find(host: str, port: int) -> Sequence[str]:
        return addresses

    return find


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(FetchError, match="not a public address") as refused:
        checked_addresses("news.example", 443, Allowed(), at(address))
    assert refused.value.is_permanent


@pytest.mark.parametrize(
    "address", ["8.8.8.8", PUBLIC, "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8"]
)
def test_a_public_address_is_taken(address: str) -> None:
    assert checked_addresses("news.example", 443, Allowed(), at(address)) == (address,)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        checked_addresses("news.example", 443, Allowed(), at(PUBLIC, "10.0.0.1", PUBLIC))


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_calls_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(address):
        assert address.is_global or address in ipaddress.ip_network("64:ff9b::/96")
        assert not any((address.is_multicast, address.is_loopback, address.is_link_local))


@given(st.ip_addresses(v=4))
def test_no_way_of_writing_an_ipv4_address_in_ipv6_makes_it_public(
    address: ipaddress.IPv4Address,
) -> None:
    number = int(address)
    for wrapped in (0xFFFF << 32 | number, number, 0x2002 << 112 | number << 80):
        assert not is_public(ipaddress.IPv6Address(wrapped))
    translated = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number)
    assert is_public(translated) == is_public(address)


@pytest.mark.parametrize(
    ("words", "host", "port", "address"),
    [
        (["intranet.example"], "intranet.example", 443, "10.0.0.1"),
        ([" Intranet.Example "], "intranet.example", 80, "10.0.0.1"),
        (["intranet.example:8080"], "intranet.example", 8080, "10.0.0.1"),
        (["10.0.0.0/8"], "wiki.example", 443, "10.0.0.1"),
        (["fd00::/8", ""], "wiki.example", 443, "fd00::5"),
        (["[::1]:8080"], "::1", 8080, "::1"),
    ],
)
def test_what_is_allowed_may_be_private(
    words: list[str], host: str, port: int, address: str
) -> None:
    assert checked_addresses(host, port, Allowed.of(words), at(address)) == (address,)


@pytest.mark.parametrize(
    ("words", "host", "port"),
    [
        (["intranet.example:8080"], "intranet.example", 80),
        (["intranet.example"], "www.intranet.example", 443),
        (["intranet.example"], "intranet.example.evil.example", 443),
        (["11.0.0.0/8"], "wiki.example", 443),
    ],
)
def test_what_is_allowed_allows_nothing_else(words: list[str], host: str, port: int) -> None:
    with pytest.raises(FetchError, match="not a public address"):
        checked_addresses(host, port, Allowed.of(words), at("10.0.0.1"))


def test_a_network_that_is_none_is_refused_with_the_setting_it_came_from() -> None:
    with pytest.raises(SettingsError, match="10/99"):
        Allowed.of(["10/99"])


@pytest.mark.parametrize("addresses", [(), ("no address",)])
def test_a_host_without_a_proper_address_is_an_error(addresses: tuple[str, ...]) -> None:
    with pytest.raises(FetchError) as missing:
        checked_addresses("news.example", 443, Allowed(), at(*addresses))
    assert not missing.value.is_permanent


def test_a_host_that_is_not_found_is_an_error() -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    with pytest.raises(FetchError, match="no such host"):
        checked_addresses("news.example", 443, Allowed(), nowhere)
