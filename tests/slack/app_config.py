"""How the app is set up at Slack: scopes, subscribed events, commands, shortcuts.

Read from the app's own manifest, so that what the manifest forgets does not arrive here either.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_SCOPES = """app_mentions:read assistant:write channels:history channels:read chat:write commands
groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write
users:read team:read"""
_EVENTS = """app_home_opened app_mention app_uninstalled message.channels message.groups message.im
message.mpim tokens_revoked"""


@dataclass(frozen=True, slots=True)
class AppConfig:
    """What the app may do, and what it hears of."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]

    @classmethod
    def whole(cls) -> Self:
        """An app that may do all that is simulated."""
        return cls(
            frozenset(_SCOPES.split()),
            frozenset(_EVENTS.split()),
            frozenset({"/ask"}),
            frozenset({"check"}),
        )

    @classmethod
    def of_manifest(cls, path: Path) -> Self:
        """The app that a manifest describes."""
        manifest = json.loads(path.read_text("utf-8"))
        features = manifest["features"]
        return cls(
            frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
            frozenset(command["command"] for command in features.get("slash_commands", [])),
            frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", [])),
        )
