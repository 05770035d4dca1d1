"""How long work shows itself: a bar on a terminal, a plain line now and then elsewhere."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bars,
)

EVERY_S = 10.0
"""Seconds between two plain lines of one stage."""


class ShownProgress(Protocol):
    """A Progress (index.build) that has to be ended."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins."""

    def advance(self, count: int) -> None:
        """So much more of it is done."""

    def close(self) -> None:
        """The work has ended; whatever was drawn is left as it stands."""


def open_progress(stream: TextIO = sys.stderr) -> ShownProgress:
    """A bar where `stream` is a terminal, plain lines where it is not."""
    return BarProgress(stream) if stream.isatty() else LineProgress(stream)


class BarProgress:
    """Draws one bar for each stage."""

    def __init__(self, stream: TextIO) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(file=stream),
        )
        self._task: TaskID | None = None
        self._bars.start()

    def stage(self, name: str, total: int | None) -> None:
        """Ends the bar before and begins a new one."""
        self._finish()
        self._task = self._bars.add_task(name, total=total)

    def advance(self, count: int) -> None:
        """Moves the bar."""
        if self._task is not None:
            self._bars.advance(self._task, count)

    def close(self) -> None:
        """Ends the last bar."""
        self._finish()
        self._bars.stop()

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[self._bars.task_ids.index(self._task)]
            self._bars.update(self._task, total=task.completed, completed=task.completed)


class LineProgress:
    """Writes a line when a stage begins, and every EVERY_S seconds while it lasts."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._said_at = 0.0

    def stage(self, name: str, total: int | None) -> None:
        """Says what begins."""
        self._name, self._total, self._done = name, total, 0
        self._say(name if total is None else f"{name}: {total}")

    def advance(self, count: int) -> None:
        """Says how far it is, if the last line is old enough."""
        self._done += count
        if self._clock() - self._said_at >= EVERY_S:
            of = "" if self._total is None else f" of {self._total}"
            self._say(f"{self._name}: {self._done}{of}")

    def close(self) -> None:
        """Nothing is left open."""

    def _say(self, line: str) -> None:
        self._said_at = self._clock()
        print(line, file=self._stream, flush=True)
