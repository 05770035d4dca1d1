"""Commands run as a stranger would run them, with their time and their peak memory.

Memory is the process's own high-water mark in /proc, which, unlike `ru_maxrss`, does not count
what the parent held when it forked. Linux only. Knows nothing of what the commands do.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended well. `peak_rss_mb` is in MB of 1,000,000 bytes."""

    output: str
    wall_s: float
    peak_rss_mb: float


def onrecord(*arguments: str) -> Sequence[str]:
    """The command line of `onrecord`, by this interpreter."""
    return python("-m", "bot.cli", *arguments)


def python(*arguments: str) -> Sequence[str]:
    """The command line of this interpreter."""
    return [sys.executable, *arguments]


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """This process's environment with a data directory and further settings."""
    given = {f"ONRECORD_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "ONRECORD_DATA_DIR": str(data_dir), **given}


def run_measured(command: Sequence[str], *, data_dir: Path) -> Finished:
    """Runs a command to its end. Raises CalledProcessError, with its output, if it fails."""
    started = perf_counter()
    process = subprocess.Popen(
        command,
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with _MemoryWatch(process.pid) as memory:
        output, errors = process.communicate()
        wall_s = perf_counter() - started
    if process.returncode != 0:
        print(errors, file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, command, output, errors)
    return Finished(output, wall_s, memory.peak_mb)


def peak_rss_mb(pid: int) -> float:
    """The most memory a living process has held, in MB; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found.group(1)) * 1024 / 1e6 if found else 0.0


class _MemoryWatch:
    """Reads a process's high-water mark every 50 ms while the block runs."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_mb = 0.0

    def __enter__(self) -> "_MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_S):
            self.peak_mb = max(self.peak_mb, peak_rss_mb(self._pid))
