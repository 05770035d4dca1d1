"""What the house promises about its own files: the image, the targets, the versions, the sizes.

Knows nothing of what the code does. No Docker engine is needed: the Dockerfile is read, not built.
The documents are checked in test_docs.
"""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.pins import (
    declared_requirements,
    installed_closure,
    normalized,
    pinned_versions,
)

ROOT = Path(__file__).resolve().parent.parent
# What python:3.11-slim-bookworm has; make is installed by the Dockerfile itself.
BASE_IMAGE_COMMANDS = {"apt-get", "install", "python", "rm", "sh", "useradd"}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "manager", "misc", "util", "helper"}


def read(name: str) -> str:
    """The text of a file of the project, its continued lines joined."""
    return (ROOT / name).read_text("utf-8").replace("\\\n", " ")


def make_targets() -> set[str]:
    """The targets that `make help` lists."""
    return set(re.findall(r"^([a-z-]+):[^#\n]*## ", read("Makefile"), re.MULTILINE))


def dockerfile_steps(instruction: str) -> list[str]:
    """What follows an instruction, once for each time it is given."""
    return re.findall(rf"^\s*{instruction}\s+(.+)$", read("Dockerfile"), re.MULTILINE)


def copied_from_the_checkout() -> list[str]:
    """What the Dockerfile copies into the image, relative to the root."""
    lines = [line.split() for line in dockerfile_steps("COPY")]
    return [source for line in lines if not line[0].startswith("--from") for source in line[:-1]]


def python_files(*packages: str) -> Iterator[Path]:
    """Every module under these folders."""
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


# The image


@pytest.mark.parametrize("source", copied_from_the_checkout())
def test_what_the_image_copies_exists_and_is_sent_to_the_builder(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in read(".dockerignore").splitlines()


def test_every_command_that_the_image_runs_exists() -> None:
    steps = " && ".join(dockerfile_steps("RUN"))
    commands = [step.split() for step in steps.split("&&")]
    assert {words[0] for words in commands} <= BASE_IMAGE_COMMANDS | {"make"}
    targets = [words[1] for words in commands if words[0] == "make"]
    assert targets
    assert set(targets) <= make_targets()


def test_the_image_is_built_in_two_stages_and_does_not_run_as_root() -> None:
    assert len(dockerfile_steps("FROM")) == 2
    assert dockerfile_steps("USER") == ["onrecord"]


def test_the_image_is_healthy_when_healthz_answers() -> None:
    assert "http://127.0.0.1:8000/healthz" in dockerfile_steps("HEALTHCHECK")[0]
    assert any('"/healthz"' in path.read_text("utf-8") for path in python_files("bot/api"))


def test_only_the_image_listens_on_every_address() -> None:
    assert "ONRECORD_HOST=0.0.0.0" in dockerfile_steps("ENV")[0]
    published = re.findall(r'- "(.*:8000:8000)"', read("compose.yaml"))
    assert published == ["127.0.0.1:8000:8000"]


# Commands


@pytest.mark.parametrize("target", sorted(make_targets()))
def test_make_knows_how_to_make(target: str) -> None:
    line = ["make", "--dry-run", target, "Q=Who?", "VENV=no-such-environment"]
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_ci_runs_the_developers_own_command() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "set -euo pipefail" in read(".ci/run")
    assert re.search(r"^make test\b", read(".ci/run"), re.MULTILINE)


# Versions


def test_the_versions_agree() -> None:
    stated = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert version("onrecord") == stated
    assert f"image: onrecord:{stated}\n" in read("compose.yaml")
    assert re.search(
        rf"^## \[{re.escape(stated)}\] - [\d-]{{10}}$", read("CHANGELOG.md"), re.MULTILINE
    )


@pytest.mark.skipif(
    sys.platform != "linux" or sys.version_info[:2] != (3, 11),
    reason="constraints.txt is written on Linux with Python 3.11; elsewhere other packages count",
)
def test_everything_needed_is_pinned_to_what_is_installed() -> None:
    needed = installed_closure(declared_requirements(ROOT))
    # A build of torch with CUDA brings these; the constraints are those of the build without.
    cuda = {name for name in needed if name.startswith(("nvidia-", "cuda-", "triton"))}
    expected = {name: found for name, found in needed.items() if name not in cuda}
    assert pinned_versions(read("constraints.txt")) == expected


def test_every_dependency_has_its_reasons() -> None:
    reasons = read("docs/adr/0002-dependencies.md")
    named = {normalized(name) for name in re.findall(r"^\| `([\w.-]+)`", reasons, re.MULTILINE)}
    assert named == {normalized(requirement.name) for requirement in declared_requirements(ROOT)}


# Data


def test_the_seeds_are_the_articles_that_were_given() -> None:
    given = ROOT.parent / "shared" / "seeds"
    if not given.is_dir():
        pytest.skip("the articles that were given lie outside the repository")
    ours = sorted(path.read_bytes() for path in (ROOT / "seeds").iterdir())
    assert ours == sorted(path.read_bytes() for path in given.iterdir())


def test_the_seeds_are_articles_only() -> None:
    endings = {path.suffix for path in (ROOT / "seeds").rglob("*")}
    assert endings
    assert endings <= {".txt", ".md", ".html", ".pdf", ".jsonl", ".gz"}


def test_prompts_are_data() -> None:
    assert list(python_files("prompts")) == []


# Sizes


@pytest.mark.parametrize("package", ["bot", "index", "bench", "tests"])
def test_no_file_is_too_long(package: str) -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in python_files(package)}
    assert [f"{path}: {n} lines" for path, n in lengths.items() if n > MAX_FILE_LINES] == []


@pytest.mark.parametrize("package", ["bot", "index", "bench", "tests"])
def test_no_function_is_too_long(package: str) -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files(package)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert too_long == []


def test_every_module_is_named_after_what_it_holds() -> None:
    names = {path.stem for path in python_files("bot", "index", "bench", "tests")}
    assert names & NAMES_THAT_SAY_NOTHING == set()
