"""Style, types and import rules are tests too, so that nothing passes here and fails elsewhere.

Runs the commands of `make check`, those that lie beside the interpreter of the tests.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BIN = Path(sys.executable).parent
CHECKS = ["ruff check", "ruff format --check", "mypy", "lint-imports"]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("check", CHECKS)
def test_the_code_passes(check: str) -> None:
    tool, *arguments = check.split()
    command = [str(BIN / tool), *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("check", CHECKS)
def test_make_check_runs_it_too(check: str) -> None:
    assert f"\t$(BIN)/{check}\n" in (ROOT / "Makefile").read_text("utf-8")
