"""The Source protocol, and the source that reads files: a folder or a single file.

Knows how a source tells what it found; knows nothing of the store or of when a source is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from index.errors import ArticleRefusedError
from index.sources.find import find_articles
from index.sources.folder import File, walk
from index.sources.limits import SourceLimits
from index.types import Found, Refusal
from index.watching.growing import read_growing
from index.watching.naming import Naming

Marks = Mapping[str, str]
"""What a source remembers, value by key; how it is worded is the source's own."""


class SourceKind(StrEnum):
    """What is read."""

    FILES = "files"
    FEED = "feed"
    SITEMAP = "sitemap"
    URLS = "urls"


@dataclass(frozen=True, slots=True)
class Mark:
    """That all of `key` has been given by now; `value` is what to remember of it."""

    key: str
    value: str


Item = Found | Refusal | Mark


class Source(Protocol):
    """Finds and fetches articles."""

    @property
    def name(self) -> str:
        """Names it among others."""

    @property
    def kind(self) -> SourceKind:
        """What it reads."""

    @property
    def address(self) -> str:
        """Where it reads, for people."""

    def poll(self, marks: Marks) -> Iterator[Item]:
        """What is new since `marks`, lazily: articles, refusals, and marks behind them.

        A mark counts for all that came before it. Whoever stores what is given, in order, and
        keeps each mark with it or after it, may stop anywhere: with the marks kept so far, the
        next call gives what is missing. A bad thing is a refusal and never ends the others.
        Raises OnRecordError, with a remedy, where the source as a whole cannot be read.
        """


class FileSource:
    """The files of a folder, or one file; what was read and has not changed is not read again.

    A file that disappears takes no article with it.
    """

    def __init__(
        self, name: str, path: Path, *, naming: Naming, limits: SourceLimits | None = None
    ) -> None:
        self._name = name
        self._path = path
        self._naming = naming
        self._limits = limits or SourceLimits()

    @property
    def name(self) -> str:
        """As Source."""
        return self._name

    @property
    def kind(self) -> SourceKind:
        """As Source."""
        return SourceKind.FILES

    @property
    def address(self) -> str:
        """As Source."""
        return str(self._path)

    def poll(self, marks: Marks) -> Iterator[Item]:
        """As Source. Costs a look at every file, and a read of those that have changed."""
        if not self._path.exists():
            raise ArticleRefusedError(
                f"{self._path} does not exist", remedy="make it, or change its path"
            )
        for item in walk([self._path]):
            if isinstance(item, Refusal):
                if marks.get(item.origin) != item.reason:
                    yield item
                    yield Mark(item.origin, item.reason)
            elif item.ending == ".jsonl":
                yield from self._lines(item, marks.get(item.origin))
            elif marks.get(item.origin) != _state_of(item):
                state = _state_of(item)  # before it is read: it may be written meanwhile
                for found in find_articles([item.path], self._limits):
                    yield self._naming.named(found) if isinstance(found, Found) else found
                yield Mark(item.origin, state)

    def _lines(self, file: File, known: str | None) -> Iterator[Item]:
        try:
            for item in read_growing(file.path, self._limits, known=known):
                if isinstance(item, str):
                    yield Mark(file.origin, item)
                else:
                    yield self._naming.named(item) if isinstance(item, Found) else item
        except OSError as error:
            yield Refusal(
                file.origin, f"cannot be read: {error.strerror or error}. Check the file."
            )


def _state_of(file: File) -> str:
    """Differs where the file was written since; one that is gone by now has none."""
    try:
        status = file.path.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
