"""What figures were made on: processor, memory, versions. Linux only, as the bench is.

Knows nothing of what is measured.
"""

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.results import Made

_PACKAGES = ("faiss-cpu", "numpy", "onnxruntime", "sentence-transformers", "torch")
_FEATURES = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16")


def made(*, date: str, command: str) -> Made:
    """The record of a run on this machine, of this day and this command."""
    processor = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    flags = set(_first(r"^flags\s*:\s*(.+)$", processor).split())
    return Made(
        date=date,
        command=command,
        processor=_first(r"^model name\s*:\s*(.+)$", processor),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        features=[feature for feature in _FEATURES if feature in flags],
        versions=dict(_versions(_PACKAGES)),
    )


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def _versions(packages: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [(package, _version(package)) for package in packages]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
