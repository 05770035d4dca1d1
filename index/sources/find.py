"""Articles from files and folders, one at a time, and a refusal for everything else.

The broad catch for one bad file stands here, and only here. Knows nothing of the store: an
article that has not changed is found again.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_FORMATS = {".txt": "text", ".md": "Markdown", ".pdf": "PDF", ".html": "HTML", ".htm": "HTML"}


def find_articles(
    paths: Sequence[Path],
    limits: SourceLimits,
    *,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Found | Refusal]:
    """Every article under the paths, in a fixed order; what is none is a refusal, never an error.

    Lazy: one article is in memory at a time, and some 200 bytes for each one before it, by which
    an id that comes twice is noticed: with the same content it is found again, with another it
    is refused and the first one stands. `on_bytes` is called with the bytes read since the last
    call; they add up to `total_bytes`.
    """
    firsts: dict[str, _First] = {}
    for item in walk(paths):
        if isinstance(item, Refusal):
            yield item
            continue
        meter = _Meter(item.size_bytes, on_bytes)
        for found in _guarded(item, limits, meter):
            yield _unless_taken(found, firsts) if isinstance(found, Found) else found
        meter.move_to(item.size_bytes)


def total_bytes(paths: Sequence[Path]) -> int:
    """Size of all files under the paths, for a progress bar. Costs one walk, nothing is read."""
    return sum(item.size_bytes for item in walk(paths) if isinstance(item, File))


@dataclass(frozen=True, slots=True)
class _First:
    """Where an id was found first, and a digest of its article."""

    origin: str
    digest: bytes


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


def _guarded(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[Found | Refusal]:
    """What `_read` gives; whatever it raises becomes the file's last refusal."""
    try:
        yield from _read(file, limits, meter)
    except ArticleRefusedError as error:
        yield _refusal(file.origin, error)
    except ImportError:
        raise  # a broken installation, not a bad article
    except OSError as error:
        yield Refusal(file.origin, f"cannot be read: {error.strerror or error}. Check the file.")
    except Exception as error:
        name = _FORMATS.get(file.ending or "", "JSON Lines")
        fields = {"origin": file.origin, "format": name}
        _log.info("article_unreadable", extra=fields, exc_info=error)
        reason = " ".join(f"{type(error).__name__} {error}".split())[:200]
        yield Refusal(file.origin, f"could not be read as {name}: {reason}. Check the file.")


def _read(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[Found | Refusal]:
    if file.ending is None:
        known = ", ".join(ENDINGS)
        raise ArticleRefusedError(
            "its ending is none that is read", remedy=f"These are read: {known}."
        )
    if file.ending not in _READERS:
        yield from _read_lines(file, limits, meter)
        return
    draft = _READERS[file.ending](_bytes_of(file, limits), limits)
    yield _settled(draft, Place(file.origin, file.path), limits)


def _read_lines(file: File, limits: SourceLimits, meter: _Meter) -> Iterator[Found | Refusal]:
    origin, is_empty = file.origin, True
    for line in read_jsonl(file.path, limits, on_position=meter.move_to):
        is_empty = False
        yield _settled(line.outcome, Place(f"{origin}:{line.number}"), limits)
    if is_empty:
        raise ArticleRefusedError(
            "the file is empty: it has no articles", remedy="Give one JSON object a line."
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


def _settled(
    outcome: Draft | ArticleRefusedError, place: Place, limits: SourceLimits
) -> Found | Refusal:
    if isinstance(outcome, ArticleRefusedError):
        return _refusal(place.origin, outcome)
    try:
        return identify(checked(outcome, limits), place)
    except ArticleRefusedError as error:
        return _refusal(place.origin, error)


def _unless_taken(found: Found, firsts: dict[str, _First]) -> Found | Refusal:
    # every field counts, but not how it was found
    content = repr(replace(found.article, id="")).encode("utf-8", "backslashreplace")
    digest = hashlib.blake2b(content, digest_size=16).digest()
    first = firsts.setdefault(found.article.id, _First(found.origin, digest))
    if first.digest == digest:
        return found
    return Refusal(
        found.origin,
        f"its id {found.article.id!a} is already that of {first.origin}, with other content. "
        "Give each article its own id; the first one was kept.",
    )


def _refusal(origin: str, error: ArticleRefusedError) -> Refusal:
    return Refusal(origin, f"{error}. {error.remedy}")
