"""JSON as Slack's API has it, and the refusal that a method answers with.

Knows nothing of methods. Payloads stay as they are sent: what a bot makes of them is under test.
"""

import json
from typing import Any

Json = dict[str, Any]


class RefusedError(Exception):
    """An answer with `ok: false`. `error` is Slack's name for it, `details` are more fields."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details


def decoded(value: object) -> Any:
    """A form field that holds JSON, as its value; what is not JSON stays as it is."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def texts_in(value: object) -> list[str]:
    """Every `text` of a payload, wherever it stands in it, in order."""
    found: list[str] = []
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                found.append(inner)
            else:
                found.extend(texts_in(inner))
    elif isinstance(value, list):
        for inner in value:
            found.extend(texts_in(inner))
    return found


def parts_of(value: object, name: str) -> list[Json]:
    """The objects of a payload whose `type` is `name`, wherever they stand in it, in order."""
    if isinstance(value, list):
        return [part for inner in value for part in parts_of(inner, name)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("type") == name else []
    return own + [part for inner in value.values() for part in parts_of(inner, name)]
