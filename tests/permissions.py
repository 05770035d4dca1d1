"""Makes a process obey the permissions of files although it runs as root.

As a program, does that and becomes the command in its arguments. Knows Linux's capabilities; knows
nothing of what the process does.
"""

import ctypes
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

OBEYING = (sys.executable, "-m", "tests.permissions")
"""Before a command, makes it obey permissions."""

_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_PR_CAPBSET_DROP = 24
_VERSION_3 = 0x20080522


def obey_permissions() -> None:
    """From now on, this process and those that it starts may do what permissions allow them.

    Raises OSError where the system does not let it give up its rights.
    """
    if os.getuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        _check(libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0))
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, twice
    _check(libc.capget(header, sets))
    kept = ~sum(1 << capability for capability in _OVERRIDES) & 0xFFFFFFFF
    for number in range(3):
        sets[number] &= kept
    _check(libc.capset(header, sets))


@contextmanager
def read_only(paths: Iterable[Path]) -> Iterator[None]:
    """Takes the right to write from files and folders while the block runs."""
    modes = {path: path.stat().st_mode for path in paths}
    try:
        for path, mode in modes.items():
            path.chmod(mode & ~0o222)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def _check(status: int) -> None:
    if status != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


if __name__ == "__main__":
    obey_permissions()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606
