"""Locks between processes: who may write, and which folder somebody still works on.

The operating system's, so they end with the process, kill -9 included. The only module that imports
filelock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def claimed(path: Path, *, timeout_s: float) -> Iterator[None]:
    """Holds the lock file at `path`, made if missing, while the block runs.

    Raises TimeoutError where another process or thread holds it for longer than `timeout_s`,
    OSError where the file cannot be made.
    """
    lock = FileLock(path, is_singleton=False)
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout as error:
        raise TimeoutError(f"{path} is held by another process") from error
    try:
        yield
    finally:
        lock.release()


def is_claimed(path: Path) -> bool:
    """Whether somebody holds the lock file at `path` right now; False where there is none."""
    if not path.exists():
        return False
    try:
        with claimed(path, timeout_s=0):
            return False
    except (TimeoutError, OSError):
        return True
