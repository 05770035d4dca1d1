"""Packed replies are undone within limits of memory, however they are cut."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.failure import FetchError
from index.fetching.limits import Limits
from index.fetching.unpacking import unpacked
from tests.index.fetching.playing import bomb

LIMITS = Limits(max_wire_bytes=100_000, max_bytes=1_000_000)


def bare(data: bytes) -> bytes:
    """Deflate without the wrapper that the standard asks for."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def two_members(data: bytes) -> bytes:
    """Gzip in two parts."""
    middle = len(data) // 2
    return gzip.compress(data[:middle]) + gzip.compress(data[middle:])


PACKINGS = [
    ("", bytes),
    ("identity", bytes),
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    (" GZIP ", two_members),
    ("deflate", zlib.compress),
    ("deflate", bare),
]
EACH_PACKING = pytest.mark.parametrize(("encoding", "pack"), PACKINGS)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@EACH_PACKING
@given(data=st.binary(max_size=300), repeats=st.integers(1, 500), size=st.integers(1, 100))
def test_what_was_packed_comes_out_whole_however_it_is_cut(
    encoding: str, pack: Callable[[bytes], bytes], data: bytes, repeats: int, size: int
) -> None:
    whole = data * repeats
    limits = Limits()
    assert b"".join(unpacked(cut(pack(whole), size), encoding, limits)) == whole


@pytest.mark.parametrize(("encoding", "pack"), PACKINGS[2:])
@given(data=st.binary(min_size=1, max_size=1000), cut_off=st.integers(1, 8))
def test_what_ends_early_is_an_error(
    encoding: str, pack: Callable[[bytes], bytes], data: bytes, cut_off: int
) -> None:
    packed = pack(data)[:-cut_off]
    with pytest.raises(FetchError) as early:
        b"".join(unpacked([packed], encoding, LIMITS))
    assert not early.value.is_permanent


@given(encoding=st.sampled_from(["gzip", "deflate"]), data=st.binary(), size=st.integers(1, 50))
def test_arbitrary_bytes_are_unpacked_or_refused(encoding: str, data: bytes, size: int) -> None:
    with suppress(FetchError):
        b"".join(unpacked(cut(data, size), encoding, LIMITS))


def test_a_bomb_is_stopped_before_it_is_in_memory() -> None:
    packed = bomb(unpacked_mb=60)
    taken = 0

    def arriving() -> Iterator[bytes]:
        nonlocal taken
        for chunk in cut(packed, 1000):
            taken += len(chunk)
            yield chunk

    tracemalloc.start()
    with pytest.raises(FetchError, match="larger than 1000000 bytes unpacked") as stopped:
        for _ in unpacked(arriving(), "gzip", LIMITS):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stopped.value.is_permanent
    assert taken < len(packed) / 10
    assert peak < 500_000


def test_what_is_too_much_over_the_wire_is_not_read_on() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(1000)

    with pytest.raises(FetchError, match="larger than 100000 bytes over the wire"):
        for _ in unpacked(endless(), "", LIMITS):
            pass


def test_more_gzip_members_than_anybody_needs_are_an_error() -> None:
    limits = Limits()
    with pytest.raises(FetchError, match="members"):
        b"".join(unpacked([gzip.compress(b"") * 20_000], "gzip", limits))


def test_what_follows_the_last_gzip_member_is_left_out() -> None:
    assert b"".join(unpacked([gzip.compress(b"story") + b"junk"], "gzip", LIMITS)) == b"story"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "\x00"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="not asked for"):
        b"".join(unpacked([b"x"], encoding, LIMITS))
