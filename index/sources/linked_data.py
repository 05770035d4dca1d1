"""What a web page says of itself in JSON-LD: every value that stands under a name, at any depth.

Knows nothing of HTML parsing, or of what the values mean.
"""

import json
from collections.abc import Iterator, Sequence

_MAX_DEPTH = 8


def values_of(scripts: Sequence[str], name: str) -> Iterator[object]:
    """Each value under `name` in these scripts, outer ones first; a broken script has none."""
    for script in scripts:
        try:
            loaded: object = json.loads(script)
        except (ValueError, RecursionError):
            continue
        yield from _under(loaded, name, 0)


def _under(node: object, name: str, depth: int) -> Iterator[object]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, dict):
        if name in node:
            yield node[name]
        children = list(node.values())
    else:
        children = node if isinstance(node, list) else []
    for child in children:
        yield from _under(child, name, depth + 1)
