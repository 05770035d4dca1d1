"""Tells the one who asks of their place in the line. Knows where to say it, not who is ahead."""

import logging
from dataclasses import dataclass

from bot.slack import notices
from bot.slack.answering import Answering
from bot.slack.tasks import Task, TaskKind
from bot.slack.workspaces import Place
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

_QUESTIONS = (TaskKind.ANSWER, TaskKind.COMMAND, TaskKind.CHECK)


@dataclass(frozen=True, slots=True)
class Telling:
    """What telling needs."""

    answering: Answering

    def tell(self, task: Task, place: int | None, delay_s: float) -> None:
        """Says that a question waits, or was not taken. Where that fails, it is logged."""
        if task.kind not in _QUESTIONS:
            return
        try:
            self._tell(task, place, delay_s)
        except OnRecordError as error:
            _log.warning("slack_place_not_told", extra={"why": str(error)})
        except Exception as error:  # the edge; only its name
            _log.error("slack_place_not_told", extra={"why": type(error).__name__})

    def _tell(self, task: Task, place: int | None, delay_s: float) -> None:
        if place is None:
            self.answering.reply(task, notices.line_full())
            return
        words = notices.later_in_words(delay_s) if delay_s > 1 else notices.busy_in_words(place)
        if task.response_url is not None:
            self.answering.reply(task, notices.notice(words))
            return
        talk = self.answering.workspaces.talk(Place(task.enterprise, task.team))
        talk.say_status(task, words)
