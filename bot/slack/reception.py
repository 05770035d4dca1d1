"""Where everything from Slack comes in: noted in the store, acknowledged, put in the line.

An acknowledgement waits for the store, but not long: whoever writes there must not make Slack wait.
What is not stored by then stands in the journal, so that it outlives this process.
Knows tasks; knows nothing of how they are done.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from bot.slack.desk import Desk, Job
from bot.slack.inbox import Inbox
from bot.slack.incoming import Received
from bot.slack.journal import Journal
from bot.slack.pace import Pace
from bot.slack.tasks import Task
from index.errors import StoreError

_log = logging.getLogger(__name__)

ACKNOWLEDGED_WITHIN_S = 0.01
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what came in is kept: in the store, and until it is there, in a file."""

    inbox: Inbox
    journal: Journal


class Reception:
    """Takes tasks in. `tell` is told of each what to say of its place in the line. Safe to use from
    threads.
    """

    def __init__(self, kept: Kept, desk: Desk, tell: "Tell", paces: Sequence[Pace]) -> None:
        """`paces` are those of a person and of a workspace."""
        self._inbox, self._journal = kept.inbox, kept.journal
        self._desk = desk
        self._tell = tell
        self._of_person, self._of_team = paces
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="slack-reception")

    def receive(self, task: Task, keys: Sequence[str]) -> None:
        """Takes a task in once; returns when it is stored, or soon.

        Raises StoreError where it cannot be stored, so that Slack sends it again.
        """
        taken: Future[None] = self._writer.submit(self._take, task, keys)
        try:
            taken.result(ACKNOWLEDGED_WITHIN_S)
        except TimeoutError:
            self._journal.note(Received(task, tuple(keys)))
            taken.add_done_callback(self._leave_journal)

    def take_over(self) -> None:
        """Takes up what ended processes have left."""
        for task in self._inbox.orphans():
            self._desk.submit(Job(task, is_again=True))
        for received in self._journal.left_by_others(self._inbox.is_alive):
            self._take(received.task, received.keys)

    def close(self) -> None:
        """Ends when everything that came is stored."""
        self._writer.shutdown(wait=True)

    def _leave_journal(self, taken: Future[None]) -> None:
        if taken.exception() is None:  # else it stays there, for the next process
            self._journal.stored()

    def _take(self, task: Task, keys: Sequence[str]) -> None:
        for attempt in range(_TRIES):
            try:
                is_new = self._inbox.take(keys, task)
                break
            except StoreError as error:
                _log.error("slack_event_not_stored", extra={"why": str(error), "try": attempt})
                if attempt == _TRIES - 1:
                    raise
        if is_new:
            self._put(task)

    def _put(self, task: Task) -> None:
        delay_s = max(
            self._of_person.delay_s(f"{task.team}:{task.user}"), self._of_team.delay_s(task.team)
        )
        place = self._desk.submit(Job(task, monotonic() + delay_s if delay_s > 0 else 0.0))
        if place is None:
            self._inbox.done(task)
        if place != 0 or delay_s > 1:
            self._tell(task, place, delay_s)


Tell = Callable[[Task, int | None, float], None]
"""A task, its place in the line (None: it was not taken), and the seconds that it has to wait."""
