"""What the documents say about commands, files, settings and errors is so.

Reads Markdown; the only thing it runs is `onrecord ... --help`.
"""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "prompts/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
EACH_DOCUMENT = pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)


def read(name: str) -> str:
    """The text of a file of the project."""
    return (ROOT / name).read_text("utf-8")


def code_in(markdown: str) -> str:
    """The fenced blocks and the inline code of a Markdown text, one after the other."""
    fence = re.compile(r"^```.*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", fence.sub("", markdown))
    return "\n".join(fence.findall(markdown) + inline)


def first_column(markdown: str) -> list[str]:
    """The code in the first cell of each row of the tables in a Markdown text."""
    return re.findall(r"^\| `([^`]+)` \|", markdown, re.MULTILINE)


def commands_written_down() -> set[str]:
    """Every command of ours that the Makefile, the image or a document names."""
    sources = [read("Makefile").replace("$(BIN)/", ""), read("Dockerfile")]
    sources += [code_in(path.read_text("utf-8")) for path in DOCS]
    return {name for text in sources for name in re.findall(r"\bonrecord ([a-z]+)\b", text)}


@cache
def help_of(command: str) -> subprocess.CompletedProcess[str]:
    """What `onrecord COMMAND --help` does and prints."""
    line = [str(Path(sys.executable).parent / "onrecord"), command, "--help"]
    wide = {**os.environ, "COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}
    return subprocess.run(line, cwd=ROOT, env=wide, capture_output=True, text=True, check=False)


def options_written_down() -> set[tuple[str, str]]:
    """Each `onrecord COMMAND ... --option`, of the Makefile, the image and the documents."""
    sources = [read("Makefile").replace("$(BIN)/", ""), read("Dockerfile")]
    sources += [code_in(path.read_text("utf-8")) for path in DOCS]
    lines = re.findall(r"\bonrecord ([a-z]+)\b([^\n`|&]*)", "\n".join(sources))
    return {(name, flag) for name, rest in lines for flag in re.findall(r"--[a-z-]+", rest)}


@pytest.mark.parametrize("command", sorted(commands_written_down()))
def test_every_command_that_is_written_down_exists(command: str) -> None:
    assert help_of(command).returncode == 0, help_of(command).stderr


@pytest.mark.parametrize(("command", "option"), sorted(options_written_down()))
def test_every_option_that_is_written_down_exists(command: str, option: str) -> None:
    assert re.search(rf"{option}\b", help_of(command).stdout)


@EACH_DOCUMENT
def test_every_make_target_in_a_document_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):[^#\n]*## ", read("Makefile"), re.MULTILINE))
    code = code_in(path.read_text("utf-8"))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)\b", code)) <= targets


@EACH_DOCUMENT
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_layout_names_every_module_and_no_other() -> None:
    layout = re.search(r"^## Layout\n(.*?)^## ", read("CONTRIBUTING.md"), re.DOTALL | re.MULTILINE)
    assert layout
    named = [name for name in first_column(layout[1]) if name.endswith(".py")]
    modules = [
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "index")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "versions"
    ]
    assert sorted(named) == sorted(modules)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `(ONRECORD_\w+)` \| `?([^`|]*?)`? \|", read("README.md"), re.MULTILINE)
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert {name: "" if shown == "none" else shown for name, shown in rows} == {
        PREFIX + name.upper(): "" if default is None else str(default)
        for name, default in defaults.items()
    }


def test_the_api_documentation_lists_every_kind_of_problem() -> None:
    named = set(re.findall(r"`urn:onrecord:problem:([a-z-]+)`", read("docs/api.md")))
    defined = set(re.findall(r'_Kind\("([a-z-]+)"', read("bot/api/problems.py")))
    assert named == defined
