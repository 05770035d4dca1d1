"""Articles from files and folders, one at a time, and a refusal for everything else.

The broad catch for one bad file stands here, and only here. Knows nothing of the store: an
article that has not changed is found again.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from index.errors import ArticleRefusedError
from index.sources.draft import Draft, checked
from index.sources.folder import ENDINGS, File, walk
from index.sources.html import read_html
from index.sources.identity import Place, identify
from index.sources.jsonl import read_jsonl
from index.sources.limits import SourceLimits
from index.sources.markdown import read_markdown
from index.sources.pdf import read_pdf
from index.sources.plain import read_plain
from index.sources.warc import read_warc
from index.types import Found, Refusal

__all__ = ["SourceLimits", "find_articles", "total_bytes"]

_log = logging.getLogger(__name__)

_READERS: Mapping[str, Callable[[bytes, SourceLimits], Draft]] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
}
_FORMATS = {
    ".txt": "text",
    ".md": "Markdown",
    ".pdf": "PDF",
    ".html": "HTML",
    ".htm": "HTML",
    ".warc": "a web archive",
    ".warc.gz": "a web archive",
}


def find_articles(
    paths: Sequence[Path],
    limits: SourceLimits,
    *,
    on_bytes: Callable[[int], None] | None = None,
    seen_at: datetime | None = None,
) -> Iterator[Found | Refusal]:
    """Every article under the paths, in a fixed order; what is none is a refusal, never an error.

    Lazy: one article is in memory at a time, and some 200 bytes for each one before it, by which
    an id that comes twice is noticed: with the same content it is found again, with another it
    is refused and the first one stands; of a page in web archives the latest capture stands.
    `on_bytes` is called with the bytes read since the last call; they add up to `total_bytes`.
    A date of change after `seen_at` is left out.
    """
    firsts: dict[str, _First] = {}
    for item in walk(paths):
        if isinstance(item, Refusal):
            yield item
            continue
        meter = _Meter(item.size_bytes, on_bytes)
        for reading in _guarded(item, limits, meter):
            yield from _unless_taken(_identified(reading, limits, seen_at), reading, firsts)
        meter.move_to(item.size_bytes)


def total_bytes(paths: Sequence[Path]) -> int:
    """Size of all files under the paths, for a progress bar. Costs one walk, nothing is read."""
    return sum(item.size_bytes for item in walk(paths) if isinstance(item, File))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read at a place: a draft or why there is none. `captured_at` is an archive's."""

    place: Place
    outcome: Draft | ArticleRefusedError
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _First:
    """Where an id was found first, a digest of its article, and when an archive captured it."""

    origin: str
    digest: bytes
    captured_at: datetime | None


class _Meter:
    """Turns positions in a file into the bytes since the last one, never beyond its size."""

    def __init__(self, size: int, on_bytes: Callable[[int], None] | None) -> None:
        self._size = size
        self._on_bytes = on_bytes
        self._position = 0

    def move_to(self, position: int) -> None:
        """Reports the bytes up to `position`, if there are any."""
        position_within = min(position, self._size)
        if self._on_bytes is not None and position_within > self._position:
            self._on_bytes(position_within - self._position)
            self._position = position_within


def _guarded(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[_Reading]:
    """What `_read` gives; whatever it raises becomes the file's last refusal."""
    place = Place(file.origin)
    try:
        yield from _read(file, limits, meter)
    except ArticleRefusedError as error:
        yield _Reading(place, error)
    except ImportError:
        raise  # a broken installation, not a bad article
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield _Reading(place, ArticleRefusedError(reason, remedy="Check the file."))
    except Exception as error:
        name = _FORMATS.get(file.ending or "", "JSON Lines")
        fields = {"origin": file.origin, "format": name}
        _log.info("article_unreadable", extra=fields, exc_info=error)
        problem = " ".join(f"{type(error).__name__} {error}".split())[:200]
        reason = f"could not be read as {name}: {problem}"
        yield _Reading(place, ArticleRefusedError(reason, remedy="Check the file."))


def _read(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[_Reading]:
    if file.ending is None:
        known = ", ".join(ENDINGS)
        raise ArticleRefusedError(
            "its ending is none that is read", remedy=f"These are read: {known}."
        )
    if file.ending in _READERS:
        draft = _READERS[file.ending](_bytes_of(file, limits), limits)
        yield _Reading(Place(file.origin, file.path), draft)
    elif file.ending in {".warc", ".warc.gz"}:
        yield from _read_captures(file, limits, meter)
    else:
        yield from _read_lines(file, limits, meter)


def _read_lines(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[_Reading]:
    is_empty = True
    for line in read_jsonl(file.path, limits, on_position=meter.move_to):
        is_empty = False
        yield _Reading(Place(f"{file.origin}:{line.number}"), line.outcome)
    if is_empty:
        raise ArticleRefusedError(
            "the file is empty: it has no articles", remedy="Give one JSON object a line."
        )


def _read_captures(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[_Reading]:
    is_empty = True
    for capture in read_warc(file.path, limits, on_position=meter.move_to):
        is_empty = False
        place = Place(f"{file.origin}@{capture.offset}")
        yield _Reading(place, capture.outcome, capture.captured_at)
    if is_empty:
        raise ArticleRefusedError(
            "the web archive holds no page: no response with status 200 that is HTML, text or PDF",
            remedy="Leave it out.",
        )


def _bytes_of(file: File, limits: SourceLimits) -> bytes:
    """The whole file, unless its size, or what is read of it, is over the limit."""
    is_markup = file.ending in {".html", ".htm", ".md"}
    allowed = limits.max_markup_bytes if is_markup else limits.max_file_bytes
    size = file.size_bytes
    if size <= allowed:
        with file.path.open("rb") as opened:
            raw = opened.read(allowed + 1)
        if len(raw) <= allowed:
            return raw
        size = len(raw)  # it has grown since it was found
    raise ArticleRefusedError(
        f"the file has {size / 1e6:,.1f} MB, more than the {allowed / 1e6:,.1f} MB allowed",
        remedy="Split it into its articles, or give them as JSON Lines, which may have any size.",
    )


def _identified(
    reading: _Reading, limits: SourceLimits, seen_at: datetime | None
) -> Found | Refusal:
    outcome = reading.outcome
    try:
        if isinstance(outcome, ArticleRefusedError):
            raise outcome
        return identify(checked(outcome, limits), replace(reading.place, seen_at=seen_at))
    except ArticleRefusedError as error:
        return Refusal(reading.place.origin, f"{error}. {error.remedy}")


def _unless_taken(
    found: Found | Refusal, reading: _Reading, firsts: dict[str, _First]
) -> Iterator[Found | Refusal]:
    if isinstance(found, Refusal):
        yield found
        return
    # every field counts, but not how it was found
    content = repr(replace(found.article, id="")).encode("utf-8", "backslashreplace")
    digest = hashlib.blake2b(content, digest_size=16).digest()
    this = _First(found.origin, digest, reading.captured_at)
    first = firsts.setdefault(found.article.id, this)
    if first.digest == digest:
        yield found
    elif first.captured_at is not None and this.captured_at is not None:
        if this.captured_at > first.captured_at:
            firsts[found.article.id] = this
            yield found
    else:
        yield Refusal(
            found.origin,
            f"its id {found.article.id!a} is already that of {first.origin}, with other content. "
            "Give each article its own id; the first one was kept.",
        )
