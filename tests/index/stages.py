"""In which functions the threads of a process are, kept in a file so that it is known after a kill.

Knows calls and returns; knows nothing of what the functions do.
"""

import mmap
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType, FunctionType

_THREADS = 64


def tell_stages(file: Path, functions: Sequence[Callable[..., object]]) -> None:
    """From now on, counts in a file how often each thread has entered and not left each of these.

    The file is shared memory: it is right at every moment, and never grows.
    """
    codes = {f.__code__: n for n, f in enumerate(functions) if isinstance(f, FunctionType)}
    file.write_bytes(bytes(_THREADS * len(functions)))
    with file.open("r+b") as opened:
        entered = mmap.mmap(opened.fileno(), 0)
    threads: dict[int, int] = {}

    def count(frame: FrameType, event: str, _: object) -> None:
        number = codes.get(frame.f_code)
        if number is not None and event in ("call", "return"):
            thread = threads.setdefault(threading.get_ident(), len(threads) % _THREADS)
            entered[thread * len(functions) + number] += 1 if event == "call" else -1

    threading.setprofile(count)
    sys.setprofile(count)


def stages_in(file: Path, functions: Sequence[Callable[..., object]]) -> set[str]:
    """The names of the functions that some thread was in when the process ended."""
    entered = file.read_bytes()
    return {
        function.__qualname__
        for number, function in enumerate(functions)
        if any(entered[number :: len(functions)])
    }
