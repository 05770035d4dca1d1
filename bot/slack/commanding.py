"""`/ask` and the message shortcut: what one person asks alone, shares, watches, or has checked.

Knows the words of the command; knows nothing of how Slack delivers them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answer_store import AnswerStore
from bot.checking import check
from bot.slack import blocks, notices
from bot.slack.answer_blocks import answer_message
from bot.slack.answering import Answering
from bot.slack.blocks import Message
from bot.slack.calls import SlackRefusedError
from bot.slack.check_blocks import checked_message
from bot.slack.escaping import fitted, mrkdwn
from bot.slack.home import example_questions, watch_blocks
from bot.slack.kept import kept_answer
from bot.slack.names import COMMAND
from bot.slack.tasks import Task
from bot.slack.workspaces import Place
from bot.standing import StandingQuestions
from index.standing_rows import Standing

_NO_CHANNEL = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
_LISTS = ("watches", "watch", "watch list")


@dataclass(frozen=True, slots=True)
class Commanding:
    """What the command needs."""

    answering: Answering
    watches: StandingQuestions
    answers: AnswerStore

    def command(self, task: Task) -> None:
        """Does what the words behind the command say; a question is answered."""
        words = task.text.strip()
        verb, _, rest = words.partition(" ")
        if words.lower() in ("", "help"):
            self.answering.reply(task, notices.help_message(self._examples()))
        elif words.lower() in _LISTS:
            self.answering.reply(task, watches_message(self.watches.of(owner=task.person)))
        elif verb.lower() == "watch":
            self.answering.reply(task, self._watch(task, rest.strip()))
        else:
            self.answering.answer_privately(task)

    def check_message(self, task: Task) -> None:
        """Shows what there is for and against a message; its text is used for nothing else."""
        found = check(self.answering.bot, task.text)
        self.answering.reply(task, checked_message(found))

    def share(self, task: Task) -> None:
        """Posts a private answer, whose id is the task's text, where it was asked."""
        answer = kept_answer(self.answers, task.text)
        question = f"Asked with {COMMAND} and shared: {answer.question}"
        message = answer_message(replace(self.answering.shown(answer), note=question))
        talk = self.answering.workspaces.talk(Place(task.enterprise, task.team))
        self.answering.posts.begin(task)
        try:
            posted = talk.post(task, message)
        except SlackRefusedError as error:
            if error.code not in _NO_CHANNEL or task.response_url is None:
                raise
            self.answering.private.reply(task.response_url, message, in_channel=True)
            return
        self.answering.posts.note(task, post_ts=posted, answer_id=answer.answer_id)
        self.answering.posts.join(task, posted)

    def _watch(self, task: Task, words: str) -> Message:
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
        return watches_message(self.watches.of(owner=task.person))

    def _examples(self) -> Sequence[str]:
        return example_questions(self.answering.bot.store.page(limit=3).articles)


def watches_message(watches: Sequence[Standing]) -> Message:
    """A person's standing questions with buttons."""
    if not watches:
        return notices.notice(f"You watch no question. `{COMMAND} watch QUESTION` begins it.")
    lines = [f"{n}. {fitted(one.question, 200, mrkdwn)}" for n, one in enumerate(watches, 1)]
    text = "\n".join(["You watch:", *lines])[: blocks.MOST_TEXT_CHARS]
    return Message(text, watch_blocks(watches))
