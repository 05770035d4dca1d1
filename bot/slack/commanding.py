"""`/ask` and the message shortcut: what one person asks alone, shares, watches, or has checked.

Knows the words of the command; knows nothing of how Slack delivers them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer_store import AnswerStore
from bot.checking import check
from bot.slack import notices
from bot.slack.answer_blocks import answer_message
from bot.slack.answering import Answering
from bot.slack.calls import SlackRefusedError
from bot.slack.check_blocks import checked_message
from bot.slack.home import example_questions
from bot.slack.kept import kept_answer
from bot.slack.names import COMMAND
from bot.slack.private import Reply
from bot.slack.tasks import Task
from bot.slack.watching import Watching
from bot.slack.workspaces import Place

_NO_CHANNEL = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
_LISTS = ("watches", "watch", "watch list")


@dataclass(frozen=True, slots=True)
class Commanding:
    """What the command needs."""

    answering: Answering
    watching: Watching
    answers: AnswerStore

    def command(self, task: Task) -> None:
        """Does what the words behind the command say; a question is answered."""
        words = task.text.strip()
        verb, _, rest = words.partition(" ")
        if words.lower() in ("", "help"):
            self.answering.reply(task, notices.help_message(self._examples()))
        elif words.lower() in _LISTS:
            self.answering.reply(task, self.watching.listed(task.person))
        elif verb.lower() == "watch":
            self.answering.reply(task, self.watching.watch(task, rest.strip()))
        else:
            self.answering.answer_privately(task)

    def check_message(self, task: Task) -> None:
        """Shows what there is for and against a message; its text is used for nothing else."""
        found = check(self.answering.bot, task.text)
        self.answering.reply(task, checked_message(found))

    def share(self, task: Task) -> None:
        """Posts a private answer, whose id is the task's text, where it was asked."""
        self.answering.bot.settle()  # the answer may just have been given
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
            self.answering.private.reply(task.response_url, message, Reply.TO_ALL)
            return
        self.answering.posts.note(task, post_ts=posted, answer_id=answer.answer_id)
        self.answering.posts.join(task, posted)

    def _examples(self) -> Sequence[str]:
        return example_questions(self.answering.bot.store.page(limit=3).articles)
