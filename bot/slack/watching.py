"""Watched questions: begun by a command, listed, paused and deleted by words or buttons.

Knows the words and the buttons; knows nothing of how changes are found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import blocks, notices
from bot.slack.answering import Answering
from bot.slack.blocks import Message
from bot.slack.escaping import fitted, mrkdwn
from bot.slack.home import watch_blocks
from bot.slack.homes import Homes
from bot.slack.incoming import enterprise_of, team_of
from bot.slack.names import COMMAND, Action
from bot.slack.private import Reply
from bot.slack.tasks import Task
from bot.slack.workspaces import Place
from bot.standing import StandingQuestions
from index.standing_rows import Standing


@dataclass(frozen=True, slots=True)
class Watching:
    """What watching needs."""

    answering: Answering
    watches: StandingQuestions
    homes: Homes

    def watch(self, task: Task, words: str) -> Message:
        """Does what the words behind `watch` say: watches a question, or changes one."""
        verb, _, number = words.partition(" ")
        acts: dict[str, Callable[[str], bool]] = {
            "pause": self.watches.pause,
            "resume": self.watches.resume,
            "delete": self.watches.delete,
        }
        if verb.lower() in acts and number.strip().isdecimal():
            return self._change(task, acts[verb.lower()], int(number))
        if len(words) > self.answering.most_chars:
            return notices.too_long(len(words), self.answering.most_chars)
        place = f"slack:{task.enterprise or ''}:{task.team}:{task.channel}"
        added = self.watches.add(task.person, words, place)
        self.watches.check(self.answering.bot, added)
        return notices.notice(
            f"Watched: {fitted(words, 500, mrkdwn)}\nYou are told here when the sentences that "
            f"answer it change. `{COMMAND} watches` lists what you watch."
        )

    def _change(self, task: Task, act: Callable[[str], bool], number: int) -> Message:
        own = self.watches.of(owner=task.person)
        if not 0 < number <= len(own):
            return notices.notice(f"There is no number {number}. `{COMMAND} watches` lists them.")
        act(own[number - 1].id)
        return self.listed(task.person)

    def press(self, body: Mapping[str, Any]) -> None:
        """Lets a question rest, go on or go, as somebody pressed; and shows what is left."""
        pressed, user = body["actions"][0], str(body["user"]["id"])
        owner = f"slack:{team_of(body)}:{user}"
        one = self.watches.get(str(pressed["value"]))
        if one.owner != owner:
            return
        if str(pressed["action_id"]).startswith(Action.DELETE_WATCH):
            self.watches.delete(one.id)
        elif one.is_paused:
            self.watches.resume(one.id)
        else:
            self.watches.pause(one.id)
        if (body.get("view") or {}).get("type") == "home":
            self.homes.show(Place(enterprise_of(body), team_of(body)), user)
        elif body.get("response_url"):
            left = self.listed(owner)
            self.answering.private.reply(str(body["response_url"]), left, Reply.IN_PLACE)

    def listed(self, owner: str) -> Message:
        """What a person watches."""
        return watches_message(self.watches.of(owner=owner))


def watches_message(watches: Sequence[Standing]) -> Message:
    """A person's standing questions with buttons."""
    if not watches:
        return notices.notice(f"You watch no question. `{COMMAND} watch QUESTION` begins it.")
    lines = [f"{n}. {fitted(one.question, 200, mrkdwn)}" for n, one in enumerate(watches, 1)]
    text = "\n".join(["You watch:", *lines])[: blocks.MOST_TEXT_CHARS]
    return Message(text, watch_blocks(watches))
