"""Messages in a channel: posted once, changed, taken away; and the status beside the input.

A post whose fate is not known is looked for before it is made again. Knows channels and blocks;
knows nothing of answers.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import Message
from bot.slack.calls import Calls, InDoubtError, SlackRefusedError
from bot.slack.escaping import fitted, mrkdwn
from bot.slack.tasks import Task

_log = logging.getLogger(__name__)

METADATA = "onrecord_answer"
_TRIES = 6
_REPLIES = 200
_TITLE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Talk:
    """One workspace to talk to. `bot_user` is ours there."""

    calls: Calls
    bot_user: str | None
    bot_id: str | None = None

    def post(self, task: Task, message: Message) -> str:
        """Posts a reply to a task and returns its time; once, however often it is tried.

        Raises SlackRefusedError, and InDoubtError where Slack is down for long.
        """
        for _ in range(_TRIES):
            try:
                return str(self.calls.once("chat.postMessage", **_posted(task, message))["ts"])
            except InDoubtError as error:
                _log.warning("slack_post_in_doubt", extra={"why": str(error)})
                found = self.find(task, lambda one: _id_in(one) == task.id)
                if found is not None:
                    return found
                self.calls.pause(1.0)
        return str(self.calls.once("chat.postMessage", **_posted(task, message))["ts"])

    def change(self, channel: str, ts: str, message: Message) -> None:
        """Puts a message in the place of one of ours."""
        self.calls.repeat(
            "chat.update",
            channel=channel,
            ts=ts,
            text=message.text,
            blocks=list(message.blocks),
        )

    def take_away(self, channel: str, ts: str) -> None:
        """Deletes one of our messages; it may be gone already."""
        try:
            self.calls.repeat("chat.delete", channel=channel, ts=ts)
        except SlackRefusedError as error:
            if error.code != "message_not_found":
                raise

    def say_status(self, task: Task, status: str) -> bool:
        """Shows what is going on below the thread; "" ends it. False where that cannot be."""
        if not task.thread_ts:
            return False
        try:
            self.calls.once(
                "assistant.threads.setStatus",
                channel_id=task.channel,
                thread_ts=task.thread_ts,
                status=status,
            )
        except InDoubtError:
            return True  # the next one, or the answer, takes its place
        except SlackRefusedError as error:
            _log.info("slack_status_refused", extra={"code": error.code})
            return False
        return True

    def say_title(self, task: Task, title: str) -> None:
        """Gives a thread of the agent's tab its title; elsewhere there are none."""
        try:
            self.calls.repeat(
                "assistant.threads.setTitle",
                channel_id=task.channel,
                thread_ts=task.thread_ts,
                title=fitted(title, _TITLE_CHARS, mrkdwn),
            )
        except (SlackRefusedError, InDoubtError) as error:
            _log.info("slack_title_refused", extra={"why": str(error)})

    def find(self, task: Task, is_it: Callable[[Mapping[str, Any]], bool]) -> str | None:
        """The time of our reply in the task's thread that is the one; None where there is none."""
        if not task.thread_ts:
            return None
        try:
            replies = self.calls.repeat(
                "conversations.replies",
                channel=task.channel,
                ts=task.thread_ts,
                oldest=task.ts or None,
                include_all_metadata=True,
                limit=_REPLIES,
            )
        except SlackRefusedError as error:
            _log.warning("slack_replies_unknown", extra={"code": error.code})
            return None
        ours = [one for one in replies.get("messages", []) if self._is_ours(one)]
        return next((str(one["ts"]) for one in ours if is_it(one)), None)

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        by_user = self.bot_user is not None and message.get("user") == self.bot_user
        return by_user or (self.bot_id is not None and message.get("bot_id") == self.bot_id)


def _posted(task: Task, message: Message) -> dict[str, object]:
    return {
        "channel": task.channel,
        "thread_ts": task.thread_ts or None,
        "text": message.text,
        "blocks": list(message.blocks),
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": METADATA, "event_payload": {"id": task.id}},
    }


def _id_in(message: Mapping[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("id")
