"""An answer in Slack as it comes: streamed piece by piece, or posted whole where that cannot be.

Only what was verified is streamed. Where a stream is cut, refused or expires, the message gets the
whole answer by a change, so that no text is lost or doubled. Knows messages; knows no answers.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import Block, Message
from bot.slack.calls import InDoubtError, SlackRefusedError
from bot.slack.talk import Talk
from bot.slack.tasks import Task

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Streamed:
    """A message in pieces of Markdown with blocks below them, and the same as one message."""

    pieces: Sequence[str]
    last: Sequence[Block]
    whole: Message


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a message goes. `note_ts` keeps its time as soon as that is known; `known` gives the
    times of the other posts in the thread.
    """

    talk: Talk
    task: Task
    note_ts: Callable[[str], None]
    known: Callable[[], set[str]]


def deliver(delivery: Delivery, message: Streamed) -> str:
    """The time of the message, with all of the answer in it.

    Raises SlackRefusedError where it can be neither streamed nor posted, InDoubtError where Slack
    is down for long.
    """
    started = _start(delivery, message.pieces[0]) if _can_stream(delivery.task, message) else None
    if started is None:
        posted = delivery.talk.post(delivery.task, message.whole)
        delivery.note_ts(posted)
        return posted
    delivery.note_ts(started.ts)
    if not (started.is_open and _finish(delivery, started.ts, message)):
        rewrite(delivery, started.ts, message.whole)
    return started.ts


def rewrite(delivery: Delivery, ts: str, message: Message) -> None:
    """Puts the whole message where a stream was, or is."""
    talk, channel = delivery.talk, delivery.task.channel
    with suppress(SlackRefusedError, InDoubtError):
        talk.calls.repeat("chat.stopStream", channel=channel, ts=ts)
    talk.change(channel, ts, message)


def begun_earlier(delivery: Delivery) -> str | None:
    """The time of a reply to the task that was begun before this process knew of it, if any."""
    known = delivery.known()

    def is_it(message: Mapping[str, Any]) -> bool:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        return payload.get("id", delivery.task.id) == delivery.task.id and (
            message["ts"] not in known
        )

    return delivery.talk.find(delivery.task, is_it)


@dataclass(frozen=True, slots=True)
class _Started:
    ts: str
    is_open: bool


def _can_stream(task: Task, message: Streamed) -> bool:
    return bool(task.thread_ts and message.pieces)


def _start(delivery: Delivery, first: str) -> _Started | None:
    task, calls = delivery.task, delivery.talk.calls
    try:
        reply = calls.once(
            "chat.startStream",
            channel=task.channel,
            thread_ts=task.thread_ts,
            recipient_team_id=task.team,
            recipient_user_id=task.user,
            markdown_text=first,
        )
    except SlackRefusedError as error:
        _log.info("slack_stream_refused", extra={"code": error.code})
        return None
    except InDoubtError as error:
        _log.warning("slack_stream_in_doubt", extra={"why": str(error)})
        ts = begun_earlier(delivery)
        return None if ts is None else _Started(ts, is_open=False)
    return _Started(str(reply["ts"]), is_open=True)


def _finish(delivery: Delivery, ts: str, message: Streamed) -> bool:
    calls, channel = delivery.talk.calls, delivery.task.channel
    try:
        for piece in message.pieces[1:]:
            calls.once("chat.appendStream", channel=channel, ts=ts, markdown_text=piece)
        calls.once("chat.stopStream", channel=channel, ts=ts, blocks=list(message.last))
    except (SlackRefusedError, InDoubtError) as error:
        _log.info("slack_stream_ended_early", extra={"why": str(error)})
        return False
    return True
