"""The manifest that is given to Slack says what the code does, and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.names import (
    COMMAND,
    EVENTS,
    EVENTS_PATH,
    INSTALL_PATH,
    REDIRECT_PATH,
    SCOPES,
    Action,
    Callback,
)

SLACK = Path(__file__).resolve().parents[3] / "bot" / "slack"
MANIFEST = json.loads((SLACK / "manifest.json").read_text("utf-8"))
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(SLACK.glob("*.py")))

NEEDED = {
    "app_mentions:read": "app_mention",
    "channels:history": "message.channels",
    "groups:history": "message.groups",
    "im:history": "message.im",
    "mpim:history": "message.mpim",
    "chat:write": "chat.postMessage",
    "chat:write.public": "chat.postMessage",
    "assistant:write": "assistant.threads.setStatus",
    "commands": "commands",
    "im:write": "conversations.open",
    "im:read": "app_home_opened",
}
"""Each scope, and the event or method for which it is asked."""

METHODS = {
    "apps.connections.open": None,  # by the app's own token
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "auth.test": None,
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "views.open": None,
    "views.publish": None,
}
"""Each method that is called, and the scope that Slack asks for."""


def methods_called() -> Iterator[str]:
    """What the code calls of the Web API."""
    yield from re.findall(r"\.(?:once|repeat)\(\s*\"([A-Za-z.]+)\"", SOURCE)


def test_the_scopes_are_those_of_the_code() -> None:
    assert MANIFEST["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


def test_each_scope_is_needed_and_each_call_has_its_scope() -> None:
    assert set(NEEDED) == set(SCOPES)
    assert set(methods_called()) == set(METHODS)
    assert {scope for scope in METHODS.values() if scope} <= set(SCOPES)


def test_the_events_are_those_that_are_listened_to() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert subscribed == sorted(EVENTS)
    listened = set(re.findall(r"app\.event\(\"(\w+)\"\)", SOURCE))
    assert {event.partition(".")[0] for event in subscribed} == listened


def test_the_command_and_the_shortcut_are_those_that_are_listened_to() -> None:
    features = MANIFEST["features"]
    assert [one["command"] for one in features["slash_commands"]] == [COMMAND]
    assert [one["callback_id"] for one in features["shortcuts"]] == [Callback.CHECK_MESSAGE]


@pytest.mark.parametrize("action", list(Action))
def test_every_button_is_listened_to(action: Action) -> None:
    assert f"pressed(Action.{action.name}," in SOURCE


def test_the_app_is_an_agent_with_a_home() -> None:
    features = MANIFEST["features"]
    assert "assistant_view" not in features
    assert features["agent_view"]["agent_description"]
    assert features["app_home"]["home_tab_enabled"]
    assert features["app_home"]["messages_tab_enabled"]
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]


def test_the_paths_are_those_that_are_served() -> None:
    served = (SLACK.parent / "api" / "slack.py").read_text("utf-8")
    for path in (EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH):
        assert f'"{path}"' in served
