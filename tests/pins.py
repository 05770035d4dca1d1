"""The exact versions that the project was tested with: what pyproject needs, and what that needs.

`python -m tests.pins` prints constraints.txt. Knows only what is installed beside it, and nothing
of package indexes.
"""

import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Every version that OnRecord is tested with. Written by `make lock`; do not edit by hand.
# torch is named without its build (+cpu), so that any build of this version will do.
"""


def normalized(name: str) -> str:
    """A distribution's name as PyPI compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_requirements(root: Path) -> list[Requirement]:
    """What pyproject asks for: the runtime dependencies and those of every extra."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        lines.extend(extra)
    own = normalized(project["name"])
    found = [Requirement(line) for line in lines]
    return [requirement for requirement in found if normalized(requirement.name) != own]


def installed_closure(requirements: list[Requirement]) -> dict[str, str]:
    """Version by name of the distributions needed on this machine, theirs included, sorted.

    Raises `importlib.metadata.PackageNotFoundError` where one is not installed.
    """
    waiting = list(requirements)
    seen: set[tuple[str, frozenset[str]]] = set()
    versions: dict[str, str] = {}
    while waiting:
        requirement = waiting.pop()
        key = (normalized(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        found = distribution(requirement.name)
        versions[key[0]] = found.version.partition("+")[0]
        needed = [Requirement(line) for line in found.requires or []]
        waiting.extend(need for need in needed if _is_needed(need, requirement.extras))
    return dict(sorted(versions.items()))


def pinned_versions(constraints: str) -> dict[str, str]:
    """Version by name from the text of a constraints file. Raises ValueError at any other line."""
    versions: dict[str, str] = {}
    for line in constraints.splitlines():
        if not line or line.startswith("#"):
            continue
        name, separator, version = line.partition("==")
        if not separator or not re.fullmatch(r"[0-9][0-9a-z.]*", version):
            raise ValueError(f"expected `name==version`, saw {line!r}")
        versions[normalized(name)] = version
    return versions


def _is_needed(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in ["", *extras])


def constraints_text(root: Path) -> str:
    """The whole of constraints.txt, for what is installed now."""
    versions = installed_closure(declared_requirements(root))
    return HEADER + "".join(f"{name}=={version}\n" for name, version in versions.items())


if __name__ == "__main__":
    sys.stdout.write(constraints_text(ROOT))
