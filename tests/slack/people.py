"""People who use Slack: they type, edit, delete, click, fill in, and look around.

Each act comes back as what was sent to the app because of it. Knows nothing of what the app does.
"""

from dataclasses import dataclass

from tests.slack.interactions import clicked, element_of, view_values
from tests.slack.response_urls import new_response_url, reply
from tests.slack.sent import Kind, Sent
from tests.slack.server import SlackServer
from tests.slack.view_methods import push_view
from tests.slack.views import View, checked_view
from tests.slack.wire import Json, RefusedError
from tests.slack.world import APP_ID, Channel, Message, ResponseUrl


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote, and what the app was told of it."""

    message: Message
    sent: list[Sent]

    def wait(self) -> "Said":
        """Itself, once the app has acknowledged all."""
        for one in self.sent:
            one.wait()
        return self


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace."""

    server: SlackServer
    id: str
    team: str

    def says(self, channel: Channel, text: str, thread_ts: str | None = None) -> Said:
        """Writes a message, in a thread where one is named."""
        ts = self.server.world.new_ts()
        message = Message(channel.id, ts, self.id, text, thread_ts=thread_ts)
        self.server.world.add_message(message)
        return Said(message, self.server.events.message(message))

    def edits(self, message: Message, text: str) -> list[Sent]:
        """Writes something else in its place."""
        world = self.server.world
        with world.changing():
            before = message.payload()
            message.text = text
            message.edited_at = world.new_ts()
        return self.server.events.changed(message, before)

    def deletes(self, message: Message) -> list[Sent]:
        """Takes a message back."""
        with self.server.world.changing():
            message.is_deleted = True
        return self.server.events.deleted(message)

    def commands(self, channel: Channel, command: str, text: str) -> Sent:
        """Types a slash command."""
        if command not in self.server.config.commands:
            raise AssertionError(f"the app has no command {command}")
        url = self._response_url(channel, None)
        payload: Json = {
            "token": "verification",
            "team_id": self.team,
            "team_domain": self.team.lower(),
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": self.id,
            "user_name": self.id.lower(),
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": f"{self.server.url}/response/{url}",
            "trigger_id": self.server.world.trigger(self.id),
        }

        def on_ack(answer: Json) -> None:
            if answer:
                replies = ResponseUrl(channel.id, self.id, None, self.server.world.now())
                reply(self.server.world, self.server.events, replies, answer)

        return self._send(Sent(Kind.COMMAND, payload, on_ack=on_ack))

    def clicks(self, message: Message, action_id: str, choice: str = "") -> Sent:
        """Clicks on a message's element, whose action id is this or begins with it. `choice` is
        the value of an option or, of feedback buttons, "positive" or "negative".
        """
        channel = self.server.world.channel(message.channel)
        payload = self._interaction("block_actions") | {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": message.seen_by is not None,
            },
            "channel": {"id": channel.id, "name": channel.name},
            "message": message.payload(),
            "state": {"values": {}},
            "response_url": self._url(channel, message),
            "actions": [clicked(element_of(message.blocks, action_id), choice)],
        }
        return self._send(Sent(Kind.INTERACTIVE, payload))

    def clicks_in(self, view: View, action_id: str, choice: str = "") -> Sent:
        """Clicks on an element of a modal or of the home tab."""
        payload = self._interaction("block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "view": self._view(view, {}),
            "actions": [clicked(element_of(view.body["blocks"], action_id), choice)],
        }
        return self._send(Sent(Kind.INTERACTIVE, payload))

    def submits(self, view: View, values: dict[str, str] | None = None) -> Sent:
        """Sends a modal off, with these values by action id."""
        shown = self._view(view, view_values(view.body["blocks"], values or {}))
        payload = self._interaction("view_submission") | {"view": shown, "response_urls": []}
        sent = Sent(Kind.INTERACTIVE, payload)
        sent.on_ack = lambda answer: self._after_submission(view, answer, sent)
        return self._send(sent)

    def uses_shortcut(self, message: Message, callback_id: str) -> Sent:
        """Chooses a message shortcut of the app."""
        if callback_id not in self.server.config.shortcuts:
            raise AssertionError(f"the app has no shortcut {callback_id}")
        channel = self.server.world.channel(message.channel)
        payload = self._interaction("message_action") | {
            "callback_id": callback_id,
            "action_ts": self.server.world.new_ts(),
            "channel": {"id": channel.id, "name": channel.name},
            "message_ts": message.ts,
            "message": message.payload(),
            "response_url": self._url(channel, message),
        }
        return self._send(Sent(Kind.INTERACTIVE, payload))

    def opens(self, tab: str = "home") -> list[Sent]:
        """Looks at the app's own page: its home tab, or its messages."""
        world = self.server.world
        bot = world.installation_of(self.team).bot_user
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": world.im_of(self.team, self.id, bot).id,
            "tab": tab,
            "event_ts": world.new_ts(),
        }
        home = world.homes.get((self.team, self.id))
        if home is not None and tab == "home":
            event["view"] = self._view(home, {})
        return self.server.events.tell(self.team, event)

    def _after_submission(self, view: View, answer: Json, sent: Sent) -> None:
        """Does what the app answered, as Slack does; what it cannot do shows to the person."""
        action = answer.get("response_action")
        world = self.server.world
        try:
            if action == "errors":
                ids = {block.get("block_id") for block in view.body["blocks"]}
                if not answer.get("errors") or set(answer["errors"]) - ids:
                    sent.problem = "errors for no block"
            elif action == "update":
                body = checked_view(answer.get("view"), "modal")
                with world.changing():
                    view.put(body)
            elif action == "push":
                push_view(world, view, checked_view(answer.get("view"), "modal"))
            else:
                with world.changing():
                    view.is_open = False
        except RefusedError as refused:
            sent.problem = f"{refused.error} {refused.details}"

    def _interaction(self, kind: str) -> Json:
        world = self.server.world
        enterprise = world.installation_of(self.team).enterprise
        return {
            "type": kind,
            "user": {"id": self.id, "name": self.id.lower(), "team_id": self.team},
            "team": {"id": self.team, "domain": self.team.lower()},
            "enterprise": {"id": enterprise, "name": "Enterprise"} if enterprise else None,
            "is_enterprise_install": False,
            "api_app_id": APP_ID,
            "token": "verification",
            "trigger_id": world.trigger(self.id),
        }

    def _view(self, view: View, values: Json) -> Json:
        installation = self.server.world.installation_of(self.team)
        return view.payload(values) | {"app_id": APP_ID, "bot_id": installation.bot_id}

    def _response_url(self, channel: Channel, message: Message | None) -> str:
        ts = message.ts if message else None
        return new_response_url(self.server.world, channel.id, self.id, ts)

    def _url(self, channel: Channel, message: Message) -> str:
        return f"{self.server.url}/response/{self._response_url(channel, message)}"

    def _send(self, sent: Sent) -> Sent:
        self.server.send(sent)
        return sent
