"""Paths to files: folders are walked in the order of their names, each file once.

Knows which endings are read, not how.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.types import Refusal

ENDINGS = (".txt", ".md", ".html", ".htm", ".jsonl", ".jsonl.gz", ".pdf", ".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class File:
    """A regular file. `ending` is one of `ENDINGS`, or None where it is none of them."""

    path: Path
    size_bytes: int
    ending: str | None

    @property
    def origin(self) -> str:
        """The path as it is shown: what cannot be printed is escaped."""
        return shown(self.path)


def walk(paths: Sequence[Path]) -> Iterator[File | Refusal]:
    """Every file under the paths, in order, and a refusal for each path that is none.

    Hidden files and folders are skipped unless they are named themselves. A file or folder that
    is reached again, through a link or a second path, is not walked again.
    """
    seen: set[Path] = set()
    pending = list(reversed(paths))
    while pending:
        path = pending.pop()
        try:
            real = path.resolve(strict=True)
            if real in seen:
                continue
            seen.add(real)
            status = real.stat()
            if stat.S_ISDIR(status.st_mode):
                pending.extend(reversed(_visible_entries(path)))
                continue
        except (OSError, ValueError, RuntimeError) as error:
            yield Refusal(shown(path), _reason(path, error))
            continue
        if stat.S_ISREG(status.st_mode):
            yield File(path, status.st_size, _ending(path))
        else:
            yield Refusal(shown(path), "neither a file nor a folder. Give the path of an article.")


def shown(path: Path) -> str:
    """The path for people: a name that is not UTF-8 or not printable is escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def _visible_entries(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _ending(path: Path) -> str | None:
    name = path.name.lower()
    return next((ending for ending in ENDINGS if name.endswith(ending)), None)


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, RuntimeError):  # what pathlib raises for it up to Python 3.12
        return "a link that leads back to itself. Remove it."
    if isinstance(error, FileNotFoundError):
        is_link = path.is_symlink()
        what = "a link to something that does not exist" if is_link else "does not exist"
        return f"{what}. Check the path."
    if isinstance(error, PermissionError):
        return "may not be read. Change its permissions, or run as its owner."
    return f"cannot be opened: {error}. Check the path."
