"""What Slack tells us, read into tasks: who asks what, where, and what it is known by.

Pure. Knows the events' JSON and which of them are none of our business; knows nothing of how a
task is done.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from bot.slack.tasks import Task, TaskKind

Event = Mapping[str, Any]

MOST_TEXT_CHARS = 12_000
"""Of a message; what is longer is cut here and refused as a question later."""

_LINK = re.compile(r"<(?P<address>[^<>|@#!][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_NAMED = re.compile(r"<(?:[@#][A-Z0-9]+|![a-z^A-Z0-9]+)\|(?P<label>[^<>]*)>")
_BARE = re.compile(r"<[@#!][^<>]*>")
_ASKS = re.compile(
    r"^\W*(?:who|what|when|where|why|which|whose|whom|how|is|are|was|were|did|does|do|has|have|had|"
    r"can|could|will|would|should)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Received:
    """Something to do, and the keys by which it is known when it comes again."""

    task: Task
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads events for one bot. `takes_part` says whether a thread (team, channel, ts) is ours."""

    bot_user: str | None
    takes_part: Callable[[str, str, str], bool]

    def read(self, body: Event) -> Received | None:
        """What an event asks of us; None where nothing."""
        event = body["event"]
        subtype = event.get("subtype")
        if subtype == "message_changed":
            return self._edited(body, event)
        if subtype == "message_deleted":
            return self._deleted(body, event)
        # Files and messages that are shown in the channel as well are messages of people.
        if subtype not in (None, "file_share", "thread_broadcast") or not _is_by_person(event):
            return None
        if event.get("user") == self.bot_user or not self._is_for_us(body, event):
            return None
        return _received(body, self._task(body, event, TaskKind.ANSWER))

    def _is_for_us(self, body: Event, event: Event) -> bool:
        if event["type"] == "app_mention" or _is_direct(event):
            return True
        in_ours = "thread_ts" in event and self.takes_part(
            team_of(body), event["channel"], event["thread_ts"]
        )
        if in_ours or event.get("channel_type") != "mpim":
            return in_ours
        text = str(event.get("text") or "")
        return self._is_mentioned(text) or text.rstrip().endswith("?") or bool(_ASKS.match(text))

    def _is_mentioned(self, text: str) -> bool:
        return self.bot_user is not None and f"<@{self.bot_user}" in text

    def _edited(self, body: Event, event: Event) -> Received | None:
        message, before = event.get("message") or {}, event.get("previous_message") or {}
        if not _is_by_person(message) or message.get("user") == self.bot_user:
            return None
        if message.get("text") == before.get("text"):
            return None  # a preview of a link was added, or the like
        if message.get("subtype") == "tombstone":
            return _received(body, self._task(body, {**event, **before}, TaskKind.DELETED), "gone")
        edited = (message.get("edited") or {}).get("ts", event.get("event_ts", ""))
        told = {**event, **message}
        return _received(body, self._task(body, told, TaskKind.EDITED), f"edited:{edited}")

    def _deleted(self, body: Event, event: Event) -> Received | None:
        before = event.get("previous_message") or {}
        if not _is_by_person(before) or before.get("user") == self.bot_user:
            return None
        told = {**event, **before, "ts": event.get("deleted_ts") or before.get("ts")}
        return _received(body, self._task(body, told, TaskKind.DELETED), "gone")

    def _task(self, body: Event, event: Event, kind: TaskKind) -> Task:
        ts = str(event["ts"])
        is_direct = _is_direct(event)
        return Task(
            id=f"{team_of(body)}:{event['channel']}:{ts}",
            kind=kind,
            team=team_of(body),
            enterprise=enterprise_of(body),
            channel=str(event["channel"]),
            user=str(event.get("user") or ""),
            text=words_of(str(event.get("text") or ""), self.bot_user),
            ts=ts,
            thread_ts=str(event.get("thread_ts") or ts),
            is_direct=is_direct,
        )


def team_of(body: Event) -> str:
    """The workspace in which the app is told; not that of the one who writes."""
    for one in body.get("authorizations") or ():
        if one.get("team_id"):
            return str(one["team_id"])
    return str(body.get("team_id") or (body.get("team") or {}).get("id") or "")


def enterprise_of(body: Event) -> str | None:
    """The organisation of that workspace, where it is in one."""
    for one in body.get("authorizations") or ():
        if one.get("enterprise_id"):
            return str(one["enterprise_id"])
    named = (body.get("enterprise") or {}).get("id") or body.get("enterprise_id")
    return named or (body.get("team") or {}).get("enterprise_id")


def words_of(text: str, bot_user: str | None = None) -> str:
    """What a person wrote, without Slack's markup and without the mention of us."""
    if bot_user is not None:
        text = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", " ", text)
    text = _NAMED.sub(lambda found: found["label"], text)
    text = _LINK.sub(lambda found: found["label"] or found["address"], text)
    text = _BARE.sub(" ", text)
    return " ".join(unescape(text).split())[:MOST_TEXT_CHARS]


def _received(body: Event, task: Task, about: str = "") -> Received:
    named = f"{task.id}:{about}" if about else task.id
    known = task if not about else task.model_copy(update={"id": named})
    event_id = body.get("event_id")
    keys = (named, f"event:{event_id}") if event_id else (named,)
    return Received(known, keys)


def _is_by_person(event: Event) -> bool:
    by_bot = event.get("bot_id") or event.get("bot_profile") or event.get("app_id")
    return bool(event.get("user")) and not by_bot


def _is_direct(event: Event) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
