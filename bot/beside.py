"""Work in a process of its own, beside one that answers: it steps back where processors are scarce.

Its memory goes with it. Knows how such a process is begun; nothing of the work.
"""

import shutil
import subprocess
import sys

NICENESS = "10"


def begin_beside(*words: str, output: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """`onrecord` with some words, begun. It reads nothing, and prints to a file descriptor."""
    command = [sys.executable, "-m", "bot.cli", *words]
    nice = shutil.which("nice")
    if nice is not None:  # else, on a system without it, with our own priority
        command = [nice, "-n", NICENESS, *command]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output)  # noqa: S603
