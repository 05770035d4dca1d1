"""Tasks done by a few workers, one at a time in each lane, in the order in which they came.

A bounded pool: what waits is told its place in the line. What fails for a reason that may pass is
tried again. Knows nothing of Slack, or of what tasks are about.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic

from bot.slack.tasks import Task

_log = logging.getLogger(__name__)

MOST_WAITING = 2000


@dataclass(frozen=True, slots=True)
class Job:
    """A task in the line. `is_again` is True where somebody may have begun it already."""

    task: Task
    not_before: float = 0.0
    tries: int = 0
    is_again: bool = False


class Desk:
    """Workers for tasks. `do` does one; where it says so, the job is done again after a pause.

    `do` must not raise. Safe to use from threads.
    """

    def __init__(self, do: Callable[[Job], float | None], *, workers: int) -> None:
        self._do = do
        self._changed = Condition()
        self._waiting: list[Job] = []
        self._lanes: set[str] = set()
        self._is_closing = False
        self._threads = [
            Thread(target=self._work, name=f"slack-desk-{number}", daemon=True)
            for number in range(workers)
        ]
        self._free = workers

    def open(self) -> None:
        """Starts the workers."""
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> int | None:
        """Puts a job in the line. Its place there, 0 where a worker is free; None where the line
        is full.
        """
        with self._changed:
            if len(self._waiting) >= MOST_WAITING and not job.is_again:
                return None
            ahead = len(self._waiting)
            self._waiting.append(job)
            self._changed.notify()
            return 0 if ahead < self._free else ahead - self._free + 1

    def close(self, timeout_s: float) -> bool:
        """Begins nothing any more and waits for what is being done; whether all of it ended."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        ends_at = monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, ends_at - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            pause_s = self._do(job)
            with self._changed:
                self._lanes.discard(job.task.lane)
                self._free += 1
                if pause_s is not None:
                    again = Job(job.task, monotonic() + pause_s, job.tries + 1, is_again=True)
                    self._waiting.insert(0, again)
                self._changed.notify_all()

    def _next(self) -> Job | None:
        with self._changed:
            while not self._is_closing:
                job = self._ready()
                if job is not None:
                    self._waiting.remove(job)
                    self._lanes.add(job.task.lane)
                    self._free -= 1
                    return job
                self._changed.wait(self._until_next())
            return None

    def _ready(self) -> Job | None:
        """The first whose time has come and before which nothing waits in its lane."""
        now = monotonic()
        passed: set[str] = set()
        for job in self._waiting:
            lane = job.task.lane
            if job.not_before <= now and lane not in self._lanes and lane not in passed:
                return job
            passed.add(lane)
        return None

    def _until_next(self) -> float | None:
        later = [job.not_before for job in self._waiting if job.not_before > 0]
        return max(0.01, min(later) - monotonic()) if later else None
