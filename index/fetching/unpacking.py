"""Bytes as they came to bytes as they were meant: gzip and deflate undone piece by piece.

Never holds more than one piece beyond what it gave out, so that a small reply cannot become a
large memory. Knows nothing of connections.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator

from index.fetching.failure import FetchError
from index.fetching.limits import Limits

ACCEPT_ENCODING = "gzip, deflate"
GZIP = b"\x1f\x8b"

_PIECE_BYTES = 65_536
# Each costs a copy of what follows it: many tiny ones would be slow.
_MAX_GZIP_MEMBERS = 10_000
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
_Unpack = Callable[[Iterable[bytes]], Iterator[bytes]]


def unpacked(chunks: Iterable[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    """The content of a reply in pieces. `encoding` is its Content-Encoding, empty for none.

    Raises FetchError for an encoding that was not asked for, for what is damaged or ends early,
    and beyond the limits of bytes.
    """
    encoding = encoding.strip().lower()
    if encoding not in _UNPACKS:
        raise FetchError(
            f"it comes in the encoding {encoding[:40]!r}, which was not asked for",
            remedy="the server has to be mended",
            is_permanent=True,
        )
    within = _limited(chunks, limits.max_wire_bytes, "over the wire")
    try:
        yield from _limited(_UNPACKS[encoding](within), limits.max_bytes, "unpacked")
    except zlib.error as error:
        raise FetchError(
            f"it is no proper {encoding} ({error})", remedy="try again; the server may be at fault"
        ) from error


def _limited(chunks: Iterable[bytes], max_bytes: int, where: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise FetchError(
                f"it is larger than {max_bytes} bytes {where}",
                remedy="save it, and ingest the file",
                is_permanent=True,
            )
        yield chunk


def _as_it_is(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from chunks


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One gzip member or several, one after the other; what follows them is left out."""
    inflate = zlib.decompressobj(_GZIP_BITS)
    members = 1
    for chunk in chunks:
        data = chunk
        while data:
            if inflate.eof:
                if not GZIP.startswith(data[:2]):
                    return
                members += 1
                if members > _MAX_GZIP_MEMBERS:
                    raise zlib.error(f"more than {_MAX_GZIP_MEMBERS} members")
                inflate = zlib.decompressobj(_GZIP_BITS)
            yield inflate.decompress(data, _PIECE_BYTES)
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    yield from _rest(inflate)


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Deflate as the standard has it (in a zlib wrapper), or bare as some servers do."""
    inflate = None
    for chunk in chunks:
        data = chunk
        while data:
            if inflate is None:
                is_wrapped = data[0] & 0x0F == 8
                inflate = zlib.decompressobj(_ZLIB_BITS if is_wrapped else _RAW_BITS)
            yield inflate.decompress(data, _PIECE_BYTES)
            data = b"" if inflate.eof else inflate.unconsumed_tail
        if inflate and inflate.eof:
            return
    yield from _rest(inflate or zlib.decompressobj(_ZLIB_BITS))


def _rest(inflate: "zlib._Decompress") -> Iterator[bytes]:
    """What zlib still holds; raises zlib.error where the end is missing."""
    while not inflate.eof:
        piece = inflate.decompress(b"", _PIECE_BYTES)
        if not piece and not inflate.eof:
            raise zlib.error("it ends early")
        yield piece


_UNPACKS: dict[str, _Unpack] = {
    "": _as_it_is,
    "identity": _as_it_is,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
}
