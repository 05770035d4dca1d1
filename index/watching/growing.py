"""A JSON Lines file that others add lines to: read on from behind the line that was read last.

There, unlike in a file that is read as a whole, a later line with the id of an earlier one is an
update. Knows nothing of the store.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleRefusedError
from index.sources.draft import checked
from index.sources.folder import shown
from index.sources.identity import Place, identify
from index.sources.jsonl import After, Line, read_jsonl
from index.sources.limits import SourceLimits
from index.types import Found, Refusal

_LINES_TOGETHER = 100
_TAIL_BYTES = 4096
_NOTHING = hashlib.blake2b(b"", digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far a file was read, a digest of what stands before that, and when it was changed."""

    number: int = 0
    position: int = 0
    tail: str = _NOTHING
    changed: int = 0

    def worded(self) -> str:
        """As the text of a mark."""
        return json.dumps([self.number, self.position, self.tail, self.changed])

    @classmethod
    def of(cls, text: str | None) -> "_Reached":
        """From the text of a mark; the start where there is none."""
        try:
            return cls() if text is None else cls(*json.loads(text))
        except (ValueError, TypeError):
            return cls()


def read_growing(
    path: Path, limits: SourceLimits, *, known: str | None
) -> Iterator[Found | Refusal | str]:
    """Articles and refusals of the lines that are new since `known`, and texts of marks for it.

    A file that was written anew is read from its start. A last line that is broken off is left for
    later, unless nothing has changed since the last time. Raises OSError.
    """
    reached, status = _Reached.of(known), path.stat()
    size, changed = status.st_size, status.st_mtime_ns
    if (reached.position, reached.changed) == (size, changed):
        return
    if not _goes_on(path, reached, size, changed):
        reached = _Reached()
    number, position = reached.number, reached.position
    lines = read_jsonl(path, limits, on_position=lambda _: None, after=After(number, position))
    for count, line in enumerate(lines, 1):
        if reached.changed != changed and _is_broken_off(path, line):
            break
        yield _settled(line, shown(path), limits)
        number, position = line.number, line.end
        if count % _LINES_TOGETHER == 0:
            yield _Reached(number, position, _tail(path, position)).worded()
    yield _Reached(number, position, _tail(path, position), changed).worded()


def _goes_on(path: Path, reached: _Reached, size: int, changed: int) -> bool:
    """Whether a file only got longer, so that it can be read on."""
    is_rewritten = size == reached.position and reached.changed not in {0, changed}
    return (
        not is_rewritten
        and size >= reached.position
        and _tail(path, reached.position) == reached.tail
    )


def _tail(path: Path, position: int) -> str:
    """A digest of what stands right before a position."""
    first = max(0, position - _TAIL_BYTES)
    with path.open("rb") as file:
        file.seek(first)
        return hashlib.blake2b(file.read(position - first), digest_size=8).hexdigest()


def _is_broken_off(path: Path, line: Line) -> bool:
    """Whether somebody may still be writing a line: it is no article, and has no end."""
    if not isinstance(line.outcome, ArticleRefusedError):
        return False
    with path.open("rb") as file:
        file.seek(max(0, line.end - 1))
        return file.read(1) != b"\n"


def _settled(line: Line, origin: str, limits: SourceLimits) -> Found | Refusal:
    place = Place(f"{origin}:{line.number}")
    try:
        if isinstance(line.outcome, ArticleRefusedError):
            raise line.outcome
        return identify(checked(line.outcome, limits), place)
    except ArticleRefusedError as error:
        return Refusal(place.origin, f"{error}. {error.remedy}")
