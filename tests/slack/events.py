"""What happens in the world as the app hears of it: event payloads, for subscribed apps only.

Knows nothing of how they travel; hands them to `send`.
"""

from collections.abc import Callable

from tests.slack.app_config import AppConfig
from tests.slack.sent import Kind, Sent
from tests.slack.wire import Json
from tests.slack.world import APP_ID, Channel, Installation, Message, World


class Events:
    """Tells the app what it subscribed to and may read. `sent` are all that went out."""

    def __init__(self, world: World, config: AppConfig, send: Callable[[Sent], None]) -> None:
        self._world = world
        self._config = config
        self._send = send

    def message(self, message: Message) -> list[Sent]:
        """Somebody said something: as `message`, and as `app_mention` where the app is named."""
        channel = self._world.channel(message.channel)
        body = message.payload() | {"team": channel.team}
        sent = self._tell(channel, body) if not message.seen_by else []
        if message.bot_id is None:
            sent += self._mention(channel, body)
        return sent

    def changed(self, message: Message, before: Json) -> list[Sent]:
        """A message says something else now."""
        changed = {"message": message.payload(), "previous_message": before, "hidden": True}
        return self._about(message, {"subtype": "message_changed", **changed})

    def deleted(self, message: Message) -> list[Sent]:
        """A message is gone."""
        gone = {"deleted_ts": message.ts, "previous_message": message.payload(), "hidden": True}
        return self._about(message, {"subtype": "message_deleted", **gone})

    def joined(self, channel: Channel, user: str) -> list[Sent]:
        """Somebody came into a channel."""
        text = f"<@{user}> has joined the channel"
        body: Json = {"type": "message", "subtype": "channel_join", "user": user, "text": text}
        return self._tell(channel, {**body, "ts": self._world.new_ts()})

    def tell(self, team: str, event: Json) -> list[Sent]:
        """An event that is not about a channel, if the app subscribed to it."""
        return self.force(team, event) if event["type"] in self._config.events else []

    def force(self, team: str, event: Json) -> list[Sent]:
        """Any event, as a test made it."""
        return [self._sent(self._world.installation_of(team), event)]

    def _about(self, message: Message, body: Json) -> list[Sent]:
        if message.seen_by:
            return []
        channel = self._world.channel(message.channel)
        return self._tell(channel, {"type": "message", "ts": self._world.new_ts(), **body})

    def _tell(self, channel: Channel, body: Json) -> list[Sent]:
        heard = [one for one in self._hearing(channel) if self._hears(one, channel)]
        return [self._sent(one, self._in(channel, body)) for one in heard]

    def _mention(self, channel: Channel, body: Json) -> list[Sent]:
        if channel.kind == "im" or "app_mention" not in self._config.events:
            return []
        mention = self._in(channel, {**body, "type": "app_mention"})
        del mention["channel_type"]
        named = [one for one in self._hearing(channel) if f"<@{one.bot_user}>" in body["text"]]
        allowed = [one for one in named if "app_mentions:read" in one.scopes]
        return [self._sent(one, mention) for one in allowed]

    def _hearing(self, channel: Channel) -> list[Installation]:
        installations = self._world.installations.values()
        here = [one for one in installations if one.team == channel.team and not one.is_revoked]
        # A rotated token is the same installation: the newest speaks for it.
        newest = {one.team: one for one in here}.values()
        return [one for one in newest if one.bot_user in channel.members]

    def _hears(self, one: Installation, channel: Channel) -> bool:
        name = channel.scope_name
        return f"message.{name}" in self._config.events and f"{name}:history" in one.scopes

    def _in(self, channel: Channel, body: Json) -> Json:
        kind = channel.kind
        return {**body, "channel": channel.id, "channel_type": kind, "event_ts": body["ts"]}

    def _sent(self, one: Installation, event: Json) -> Sent:
        event_id = self._world.new_id("Ev")
        payload: Json = {
            "token": "verification",
            "team_id": one.team,
            "context_team_id": one.team,
            "context_enterprise_id": one.enterprise,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._world.now()),
            "authorizations": [
                {
                    "enterprise_id": one.enterprise,
                    "team_id": one.team,
                    "user_id": one.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }
        sent = Sent(Kind.EVENT, payload)
        self._send(sent)
        return sent
