"""Modals and home tabs as Slack keeps them: checked, with a state, and a hash against races.

Knows nothing of HTTP or of who opens a view.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.slack.blocks import check_view_blocks
from tests.slack.elements import string_problems, text_problems, unknown_fields
from tests.slack.wire import Json, RefusedError

MAX_CHARS = 250_000
_COMMON = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
_MODAL = _COMMON | {"title", "submit", "close", "clear_on_close", "notify_on_close"}
_MODAL |= {"submit_disabled"}


@dataclass(slots=True)
class View:
    """A view that is shown: a modal of a stack, or somebody's home tab."""

    id: str
    user: str
    team: str
    root: str
    body: Json
    version: int = 1
    is_open: bool = True
    shown: list[Json] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """Changes with every change of the view."""
        return f"{self.version}.{self.id}"

    def put(self, body: Json) -> None:
        """Shows another body in its place."""
        self.body = body
        self.version += 1
        self.shown.append(body)

    def payload(self, values: Json | None = None) -> Json:
        """The view as interactions carry it, with what was typed in."""
        given = {"private_metadata": "", "callback_id": "", "external_id": ""}
        return {
            **given,
            **self.body,
            "id": self.id,
            "team_id": self.team,
            "state": {"values": values or {}},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": None,
            "app_installed_team_id": self.team,
        }


def checked_view(body: object, kind: str) -> Json:
    """A view's body, if it is one that Slack shows. Raises RefusedError."""
    if not isinstance(body, dict) or body.get("type") != kind:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["view/type"]})
    problems = list(_problems(body, kind))
    if problems:
        raise RefusedError("invalid_arguments", response_metadata={"messages": problems})
    check_view_blocks(body.get("blocks"))
    if not body["blocks"]:
        raise RefusedError("invalid_blocks", errors=["no blocks"])
    if len(str(body)) > MAX_CHARS:
        raise RefusedError("view_too_large")
    return body


def _problems(body: Json, kind: str) -> Iterator[str]:
    yield from unknown_fields(body, _MODAL if kind == "modal" else _COMMON, "/view")
    limits = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
    yield from string_problems(body, limits, "/view")
    if kind == "home":
        return
    yield from text_problems(body.get("title"), "/view/title", 24, is_plain=True)
    for name in ("submit", "close"):
        if body.get(name) is not None:
            yield from text_problems(body[name], f"/view/{name}", 24, is_plain=True)
    takes_input = any(block.get("type") == "input" for block in body.get("blocks") or [])
    if takes_input and not body.get("submit"):
        yield "missing required field: submit, as there are input blocks [/view]"
