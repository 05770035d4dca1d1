"""Ends a process, as kill -9 would, at each change that an action makes to the file system.

Buffers are lost, no `finally` runs. Changes made by C++ code are not seen, only what is between.
"""

import itertools
import os
import shutil
import sys
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

CRASHED = 9
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Action = Callable[[Path], None]


def crash_at_every_change(action: Action, base: Path, out: Path) -> list[Path]:
    """Copies of `base`, the n-th left as it was when `action` crashed before its n-th change.

    Opening a file to write is two changes: that it is made or emptied, and what is written. In
    the last copy the action came to its end. `action` is a function of a module.
    """
    # One new process imports everything; the ones that crash are forked from it.
    driver = get_context("spawn").Process(target=_drive, args=(action, base, out))
    driver.start()
    driver.join()
    if driver.exitcode != 0:
        raise RuntimeError(f"the action failed by itself: exit status {driver.exitcode}")
    return sorted(out.iterdir())


def _drive(action: Action, base: Path, out: Path) -> None:
    for change in itertools.count():
        folder = out / f"{change:03d}"
        shutil.copytree(base, folder)
        process = get_context("fork").Process(target=_crash, args=(action, folder, change))
        process.start()
        process.join()
        if process.exitcode == 0:
            return
        if process.exitcode != CRASHED:
            sys.exit(1)


def _crash(action: Action, folder: Path, change: int) -> None:
    changes = itertools.count()

    def crash_if_due() -> None:
        if next(changes) == change:
            os._exit(CRASHED)

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES:
            crash_if_due()
        elif event == "open":
            path, _, flags = arguments
            if isinstance(path, str | os.PathLike) and isinstance(flags, int) and flags & _WRITING:
                crash_if_due()
                if next(changes) == change:  # made or emptied, but nothing written yet
                    os.close(os.open(path, flags, 0o644))
                    os._exit(CRASHED)

    sys.addaudithook(count)
    action(folder)
