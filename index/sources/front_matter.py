"""What a Markdown file says of itself above its text, between two lines of `---`.

The only module that imports yaml. Knows nothing of Markdown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from index.errors import ArticleRefusedError

_FENCED = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTHING = {"", "~", "null"}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields as they are written, names in lower case, and the text below them.

    A list of plain values is joined with commas; any other structure is left out.
    """

    fields: Mapping[str, str]
    body: str


def split_front_matter(text: str) -> FrontMatter:
    """The fields and the body; no fields, and all of the text, where it has no front matter.

    Raises ArticleRefusedError where there is front matter that is not YAML.
    """
    fenced = _FENCED.match(text)
    if fenced is None:
        return FrontMatter({}, text)
    try:
        # BaseLoader makes strings and nothing else: an id of 007 stays so, dates are parsed by us
        loaded: object = yaml.load(fenced[1], Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise ArticleRefusedError(
            f"the front matter is not valid YAML: {_where(error)}",
            remedy="Mend it, or remove the lines between the two `---`.",
        ) from error
    if not isinstance(loaded, dict):
        # prose between two rules
        return FrontMatter({}, text)
    values = {str(name).lower(): _as_text(value) for name, value in loaded.items()}
    fields = {name: value for name, value in values.items() if value.lower() not in _NOTHING}
    return FrontMatter(fields, text[fenced.end() :])


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(item.strip() for item in value if isinstance(item, str))
    return ""


def _where(error: Exception) -> str:
    """The problem on one line, with its line in the file (the fence is line 1)."""
    mark = getattr(error, "problem_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or "unreadable").split())
    return problem if mark is None else f"line {mark.line + 2}: {problem}"
