"""What a Slack of a few workspaces holds, in memory: people, channels, messages, apps, tokens.

Everything that changes it notifies those who wait in `until`. Knows nothing of HTTP. Time is the
machine's plus what tests let pass, so that expiry needs no sleeping.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, RLock
from typing import TypeVar

from tests.slack.views import View
from tests.slack.wire import Json, RefusedError

APP_ID = "A0APP"
CLIENT_ID, CLIENT_SECRET = "1.2", "client-secret"
TOKEN_S = 43_200.0
STREAM_S, TRIGGER_S, RESPONSE_URL_S, RESPONSE_URL_USES = 300.0, 3.0, 1800.0, 5

T = TypeVar("T")


@dataclass(slots=True)
class Stream:
    """A message that is being written."""

    started_at: float
    text: str = ""
    appends: int = 0
    is_open: bool = True
    tasks: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Message:
    """A message. `seen_by` is the one who sees an ephemeral one. `texts` is what it said so far."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    seen_by: str | None = None
    is_deleted: bool = False
    edited_at: str | None = None
    stream: Stream | None = None
    args: Json = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def payload(self) -> Json:
        """The message as events and methods carry it."""
        parts: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.blocks:
            parts["blocks"] = self.blocks
        if self.thread_ts:
            parts["thread_ts"] = self.thread_ts
        if self.bot_id:
            parts |= {"bot_id": self.bot_id, "app_id": APP_ID}
        if self.edited_at:
            parts["edited"] = {"user": self.user, "ts": self.edited_at}
        if self.stream:
            parts["streaming_state"] = "in_progress" if self.stream.is_open else "completed"
        if "metadata" in self.args:
            parts["metadata"] = self.args["metadata"]
        return parts


@dataclass(slots=True)
class Channel:
    """A conversation. `kind` is channel, group, im or mpim. With `stream_appends`, its streams
    expire after so many appends.
    """

    id: str
    team: str
    kind: str
    members: set[str]
    name: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    prompts: list[Json] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    stream_appends: int | None = None

    @property
    def scope_name(self) -> str:
        """What scopes call this kind of channel."""
        return {"channel": "channels", "group": "groups"}.get(self.kind, self.kind)


@dataclass(slots=True)
class Installation:
    """The app in one workspace, with the token that speaks for it."""

    team: str
    token: str
    scopes: frozenset[str]
    bot_user: str
    bot_id: str
    enterprise: str | None = None
    refresh_token: str | None = None
    expires_at: float | None = None
    is_revoked: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """An address that takes replies to one interaction, for a while."""

    channel: str
    user: str
    message: str | None
    made_at: float
    uses: int = 0


class World:
    """Everything there is. Hold `lock` while reading more than one thing."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._changed = Condition(self.lock)
        self._numbers = itertools.count(1)
        self._passed_s = 0.0
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, str] = {}  # user -> team
        self.installations: dict[str, Installation] = {}
        self.app_tokens: set[str] = set()
        self.views: dict[str, View] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.codes: dict[str, str] = {}  # OAuth code -> team
        self.uninstalled: list[str] = []
        self.token_s = TOKEN_S

    def now(self) -> float:
        """Seconds since 1970, by this world's clock."""
        return time.time() + self._passed_s

    def let_pass(self, seconds: float) -> None:
        """Time passes for everything that expires."""
        with self.changing():
            self._passed_s += seconds

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Holds the lock, and tells those who wait when the change is done."""
        with self.lock:
            yield
            self._changed.notify_all()

    def until(self, found: Callable[[], T], within_s: float = 30.0, what: str = "") -> T:
        """What `found` gives as soon as that is true; fails where it is not in time."""
        deadline = time.monotonic() + within_s
        with self._changed:
            while not (value := found()):
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    raise AssertionError(f"not seen within {within_s} s: {what or found}")
                self._changed.wait(left_s)
            return value

    def new_id(self, prefix: str) -> str:
        """An id that nothing else has."""
        return f"{prefix}0{next(self._numbers):07}"

    def new_ts(self) -> str:
        """A time stamp that no other message has."""
        return f"{int(self.now())}.{next(self._numbers):06}"

    def channel(self, channel_id: object) -> Channel:
        """A channel. Raises RefusedError where there is none."""
        channel = self.channels.get(str(channel_id))
        if channel is None:
            raise RefusedError("channel_not_found")
        return channel

    def message(self, channel_id: object, ts: object) -> Message:
        """A message that was not deleted. Raises RefusedError where there is none."""
        message = self.channel(channel_id).messages.get(str(ts))
        if message is None or message.is_deleted:
            raise RefusedError("message_not_found")
        return message

    def add_channel(self, team: str, kind: str, *members: str, name: str = "") -> Channel:
        """A new conversation of these members."""
        prefix = {"im": "D", "channel": "C"}.get(kind, "G")
        channel = Channel(self.new_id(prefix), team, kind, set(members), name or kind)
        with self.changing():
            self.channels[channel.id] = channel
        return channel

    def im_of(self, team: str, *members: str) -> Channel:
        """The direct messages between these, made where there are none yet."""
        kind = "im" if len(members) == 2 else "mpim"
        for channel in self.channels.values():
            if (channel.kind, channel.team, channel.members) == (kind, team, set(members)):
                return channel
        return self.add_channel(team, kind, *members)

    def add_message(self, message: Message) -> Message:
        """Puts a message into its channel."""
        with self.changing():
            self.channel(message.channel).messages[message.ts] = message
            message.texts.append(message.text)
        return message

    def trigger(self, user: str) -> str:
        """A new trigger id, good for three seconds and one use."""
        trigger_id = self.new_id("trigger-")
        self.triggers[trigger_id] = (user, self.now())
        return trigger_id

    def use_trigger(self, trigger_id: object) -> str:
        """Whose trigger it was. Raises RefusedError for one that is used up."""
        if str(trigger_id) not in self.triggers:
            raise RefusedError("invalid_trigger_id")
        user, made_at = self.triggers[str(trigger_id)]
        if made_at < 0:
            raise RefusedError("exchanged_trigger_id")
        if self.now() - made_at > TRIGGER_S:
            raise RefusedError("expired_trigger_id")
        self.triggers[str(trigger_id)] = (user, -1.0)
        return user

    def is_streaming(self, message: Message) -> bool:
        """Whether a message still takes text; a stream ends by itself after a while."""
        stream = message.stream
        if stream is None or not stream.is_open:
            return False
        most = self.channel(message.channel).stream_appends
        is_worn = most is not None and stream.appends >= most
        if is_worn or self.now() - stream.started_at > STREAM_S:
            stream.is_open = False
        return stream.is_open

    def installation_of(self, team: str) -> Installation:
        """The newest installation in a workspace."""
        found = [one for one in self.installations.values() if one.team == team]
        return found[-1]
