"""Commands of the bench: their output, their memory, and that a failure is not measured."""

import subprocess
from pathlib import Path

import pytest

from bench.processes import python, run_measured

TOUCH_200_MB = "import time; held = bytearray(200_000_000); time.sleep(0.3); print(len(held))"


def test_peak_memory_is_that_of_the_command_and_not_of_its_parent(tmp_path: Path) -> None:
    held_by_parent = bytearray(b"x" * 400_000_000)
    small = run_measured(python("-c", "import time; time.sleep(0.3)"), data_dir=tmp_path)
    large = run_measured(python("-c", TOUCH_200_MB), data_dir=tmp_path)
    assert len(held_by_parent) == 400_000_000
    assert 1 < small.peak_rss_mb < 100
    assert 190 < large.peak_rss_mb - small.peak_rss_mb < 260
    assert large.output == "200000000\n"
    assert large.wall_s >= 0.3


def test_the_command_is_given_the_data_directory(tmp_path: Path) -> None:
    script = "import os; print(os.environ['ONRECORD_DATA_DIR'])"
    assert run_measured(python("-c", script), data_dir=tmp_path).output == f"{tmp_path}\n"


def test_a_command_that_fails_is_an_error_that_shows_what_it_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_measured(python("-c", "raise SystemExit('no such thing')"), data_dir=tmp_path)
    assert "no such thing" in capsys.readouterr().err
