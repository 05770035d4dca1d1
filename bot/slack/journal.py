"""What was acknowledged before the store had it, in a file: a line each, until it is stored.

It outlives the process, however that ends. Knows tasks and files; knows nothing of the store.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.slack.incoming import Received
from bot.slack.tasks import Task

_NAME = "slack-{}.journal"


class _Line(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True)

    task: Task
    keys: tuple[str, ...]


class Journal:
    """The file of one process, `owner`, beside those of others. Safe to use from threads."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._owner = owner
        self._path = folder / _NAME.format(owner)
        self._lock = Lock()
        self._waiting = 0

    def note(self, received: Received) -> None:
        """Writes down what is not stored yet. Raises OSError where it cannot."""
        line = _Line(task=received.task, keys=received.keys).model_dump_json() + "\n"
        with self._lock:
            self._waiting += 1
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            file = os.open(self._path, flags, mode=0o600)
            try:
                os.write(file, line.encode())
            finally:
                os.close(file)

    def stored(self) -> None:
        """That one of them is stored; with the last one the file goes."""
        with self._lock:
            self._waiting -= 1
            if self._waiting == 0:
                self._path.unlink(missing_ok=True)

    def left_by_others(self, is_alive: Callable[[str], bool]) -> Iterator[Received]:
        """What ended processes wrote down, once each file; taking it twice must do no harm."""
        begin, _, end = _NAME.partition("{}")
        for path in sorted(self._folder.glob(f"{begin}*{end}")):
            owner = path.name.removeprefix(begin).removesuffix(end)
            if owner != self._owner and not is_alive(owner):
                yield from _read(path)
                path.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[Received]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return  # another process was quicker
    for line in lines:
        try:
            found = _Line.model_validate_json(line)
        except ValidationError:
            continue  # cut short by the end of its process: it was not acknowledged either
        yield Received(found.task, found.keys)
