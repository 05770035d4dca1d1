"""Does a task, whatever it is, and says what became of it: done, or to be tried again.

The edge where everything that can go wrong is caught. Knows which surface does what; nothing more.
"""

import logging
from dataclasses import dataclass
from traceback import extract_tb

from bot.slack import notices
from bot.slack.answering import Answering
from bot.slack.blocks import Message
from bot.slack.calls import InDoubtError, SlackRefusedError
from bot.slack.commanding import Commanding
from bot.slack.desk import Job
from bot.slack.inbox import Inbox
from bot.slack.tasks import Task, TaskKind
from bot.slack.workspaces import NotInstalledError
from index.errors import (
    AnswerNotFoundError,
    ArticleWithdrawnError,
    OnRecordError,
    StoreError,
)

_log = logging.getLogger(__name__)

_MOST_TRIES = 12
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Working:
    """All that a worker needs."""

    inbox: Inbox
    answering: Answering
    commanding: Commanding

    def do(self, job: Job) -> float | None:
        """Does a job; the seconds after which it should be tried again, None where it is done."""
        try:
            failed = self._try(job)
        except (InDoubtError, StoreError) as error:
            if job.tries < _MOST_TRIES:
                return _pause_s(job, error)
            _log.error("slack_task_given_up", extra={"task": job.task.id, "why": str(error)})
            failed = None
        try:
            if failed is not None:
                self.answering.reply(job.task, failed)
            self.inbox.done(job.task)
        except OnRecordError as error:
            _log.error("slack_task_not_ended", extra={"task": job.task.id, "why": str(error)})
        return None

    def _try(self, job: Job) -> Message | None:
        """What to say where it went wrong for good; None where it did not."""
        try:
            self._do(job)
        except (InDoubtError, StoreError):
            raise
        except (SlackRefusedError, NotInstalledError) as error:
            _log.error("slack_refused", extra={"task": job.task.id, "why": str(error)})
        except (AnswerNotFoundError, ArticleWithdrawnError) as error:
            return notices.not_ready(f"{error}. Ask again.")
        except OnRecordError as error:
            _log.error("slack_question_failed", extra={"why": str(error)})
            return notices.not_ready(f"{error}")
        except Exception as error:  # the edge; only its name, because it may quote articles
            last = extract_tb(error.__traceback__)[-1]
            where = f"{last.filename}:{last.lineno}"
            _log.error("slack_task_failed", extra={"why": type(error).__name__, "where": where})
            return notices.went_wrong()
        return None

    def _do(self, job: Job) -> None:
        task: Task = job.task
        match task.kind:
            case TaskKind.ANSWER:
                self.answering.answer(job)
            case TaskKind.EDITED:
                self.answering.answer_anew(job)
            case TaskKind.DELETED:
                self.answering.take_away(task)
            case TaskKind.COMMAND:
                self.commanding.command(task)
            case TaskKind.CHECK:
                self.commanding.check_message(task)
            case TaskKind.SHARE:
                self.commanding.share(task)


def _pause_s(job: Job, error: OnRecordError) -> float:
    _log.warning("slack_task_put_off", extra={"task": job.task.id, "why": str(error)})
    return min(_LONGEST_PAUSE_S, 0.5 * 2.0**job.tries)
