"""Web archives: each page that a crawler kept becomes an article, as if it were fetched now.

The only module that imports warcio. Reads WARC files of any size, compressed or not, record by
record, and holds one at a time. Knows nothing of how pages are read.
"""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.errors import ArticleRefusedError
from index.sources.address import host_of
from index.sources.dates import parse_date
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.page import MEDIA_TYPES, read_page
from index.sources.quiet import quiet
from index.sources.refusing import refusing

_HEADER_BYTES = 1 << 20
_SKIP_BYTES = 1 << 16
_SEARCH_BYTES = 1 << 20
_MAX_BROKEN = 20
_RECORD_START = b"\r\n\r\nWARC/"
_PAGE_KINDS = frozenset({"response", "resource", "conversion"})


@dataclass(frozen=True, slots=True)
class Capture:
    """What the record at byte `offset` (of the file, once unpacked) holds, or why it holds nothing.

    `captured_at` is when the crawler saw the page, where the record says so.
    """

    offset: int
    outcome: Draft | ArticleRefusedError
    captured_at: datetime | None = None


def read_warc(
    path: Path, limits: SourceLimits, *, on_position: Callable[[int], None]
) -> Iterator[Capture]:
    """The pages of a web archive in its order; gzip where the name ends so.

    Records of other kinds, and pages that are no text, are left out without a word. A broken
    record is a refusal, and reading goes on behind it. `on_position` is called with the bytes
    read of the file, compressed ones where it is so. Raises OSError.
    """
    with path.open("rb") as file:
        is_compressed = path.name.lower().endswith(".gz")
        plain = gzip.GzipFile(fileobj=file) if is_compressed else file
        gauge = _Gauge(plain)
        start: int | None = 0
        for _ in range(_MAX_BROKEN):
            records = _Records(gauge, start or 0)
            try:
                for capture in records.captures(limits):
                    on_position(file.tell())
                    yield capture
                return
            except ArticleRefusedError as error:
                yield Capture(records.offset, error)
            start = None if gauge.is_corrupt else _next_start(gauge, records.offset)
            if start is None:
                return
        yield Capture(start or 0, _too_broken())


class _Gauge:
    """A stream that reads no more than was allowed, and says when what it reads is corrupt."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._allowed: int | None = None
        self.is_corrupt = False

    def allow(self, size: int | None) -> None:
        """Lets this many more bytes be read; None for any number."""
        self._allowed = size

    def read(self, size: int = -1) -> bytes:
        """Some bytes, none at the end; raises ArticleRefusedError beyond what is allowed."""
        try:
            found = self._stream.read1(size)  # so that what stands before corrupt data comes out
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.is_corrupt = True
            what = "cut short" if isinstance(error, EOFError) else f"corrupt ({error})"
            raise ArticleRefusedError(
                f"the gzip data is {what} in this record; what came before was read",
                remedy="Fetch the file again.",
            ) from error
        if self._allowed is not None:
            self._allowed -= len(found)
            if self._allowed < 0:
                raise ArticleRefusedError(
                    f"the record's header has more than the {_HEADER_BYTES:,} bytes allowed",
                    remedy="Check the file: this is no web archive, or a damaged one.",
                )
        return found

    def seek(self, offset: int) -> None:
        """Goes to a place; back costs reading all before it again where it is compressed."""
        self._stream.seek(offset)

    def tell(self) -> int:
        """The bytes that were read."""
        return self._stream.tell()


class _Records:
    """The records from a place on. `offset` is where the one begins that is read, or was last."""

    def __init__(self, gauge: _Gauge, start: int) -> None:
        from warcio.archiveiterator import WARCIterator  # noqa: PLC0415 - for few files

        self.offset = start
        self._gauge = gauge
        gauge.allow(None)
        gauge.seek(start)
        self._records: Any = WARCIterator(gauge)

    def captures(self, limits: SourceLimits) -> Iterator[Capture]:
        """What the records hold; raises ArticleRefusedError at one after which none is found."""
        while (record := self._next()) is not None:
            url = _page_url(record)
            if url is None:
                continue
            captured_at = parse_date(record.rec_headers.get_header("WARC-Date") or "")
            body = self._body(record, limits)
            outcome = (
                body if isinstance(body, ArticleRefusedError) else _draft(record, body, limits)
            )
            yield Capture(self.offset, outcome, captured_at)

    def _next(self) -> Any | None:
        with refusing("a WARC record", origin=f"byte {self.offset}"), quiet("warcio"):
            with redirect_stderr(io.StringIO()):
                record = self._records.record
                while record is not None and record.raw_stream.read(_SKIP_BYTES):
                    pass
                self._gauge.allow(_HEADER_BYTES)
                self._records.read_to_end()
                self.offset = self._records.offset
                found = next(self._records, None)
                self._gauge.allow(None)
            return found

    def _body(self, record: Any, limits: SourceLimits) -> bytes | ArticleRefusedError:
        """The page as it was served, unpacked; a refusal where it is too large or not all there."""
        with refusing("a WARC record", origin=f"byte {self.offset}"):
            allowed = limits.max_file_bytes
            length = record.payload_length if record.http_headers else record.length
            raw = record.raw_stream.read(min(allowed + 1, length or 0))
            if len(raw) < min(allowed + 1, length or 0):
                return ArticleRefusedError("the record is cut short", remedy="Fetch it again.")
            record.raw_stream = io.BytesIO(raw)
            body: bytes = record.content_stream().read(allowed + 1)
            if max(len(raw), len(body)) <= allowed:
                return body
        return ArticleRefusedError(
            f"the page has more than the {allowed / 1e6:,.1f} MB allowed", remedy="Leave it out."
        )


def _page_url(record: Any) -> str | None:
    """The address of the page that a record holds; None where it holds none that is read."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in _PAGE_KINDS or host_of(url) is None:
        return None
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return None
    is_rules_for_robots = urlsplit(url).path == "/robots.txt"
    is_read = _content_type(record).get_content_type() in MEDIA_TYPES
    return url if is_read and not is_rules_for_robots else None


def _draft(record: Any, body: bytes, limits: SourceLimits) -> Draft | ArticleRefusedError:
    content_type = _content_type(record)
    try:
        return read_page(
            body,
            media_type=content_type.get_content_type(),
            charset=content_type.get_content_charset(),
            url=record.rec_headers.get_header("WARC-Target-URI"),
            limits=limits,
        )
    except ArticleRefusedError as error:
        return error


def _content_type(record: Any) -> Message:
    headers = record.rec_headers if record.http_headers is None else record.http_headers
    message = Message()
    message["Content-Type"] = headers.get_header("Content-Type") or "application/octet-stream"
    return message


def _next_start(gauge: _Gauge, offset: int) -> int | None:
    """Where the next record begins behind the broken one at `offset`; None where there is none."""
    gauge.allow(None)
    place = offset + 1
    gauge.seek(place)
    window = b""
    try:
        while read := gauge.read(_SEARCH_BYTES):
            window += read
            found = window.find(_RECORD_START)
            if found >= 0:
                return place + found + len(_RECORD_START) - len(b"WARC/")
            kept = window[-len(_RECORD_START) :]
            place += len(window) - len(kept)
            window = kept
    except ArticleRefusedError:  # corrupt from here on
        return None
    return None


def _too_broken() -> ArticleRefusedError:
    return ArticleRefusedError(
        f"{_MAX_BROKEN} records are broken; the rest of the file was not read",
        remedy="Fetch the file again.",
    )
