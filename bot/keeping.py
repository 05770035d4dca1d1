"""Keeps answers in the background: the one who asked never waits for it, and never fails by it.

A thread of its own writes, because a write may wait for an ingest; it also deletes what is too old.
Others have their writing done there too. Knows nothing of how an answer is stored, or of the form
in which it was given.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from queue import Full, Queue
from threading import Event, Lock, Thread

from bot.answer_store import AnswerStore
from bot.types import Answer
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

_MOST_WAITING = 1000
_CLOSED_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to be written, and how its failure is told: event and fields."""

    run: Callable[[], None]
    event: str
    answer_id: str | None = None


class AnswerKeeper:
    """Keeps answers for `keep_days`; 0 keeps none, and deletes those that were kept.

    `body_of` gives the text that an answer was given as. Safe to use from threads.
    """

    def __init__(
        self, answers: AnswerStore, body_of: Callable[[Answer], str], *, keep_days: int
    ) -> None:
        self._answers = answers
        self._body_of = body_of
        self._keep_days = keep_days
        self._waiting: Queue[_Job | None] = Queue(_MOST_WAITING)
        self._thread: Thread | None = None
        self._lock = Lock()
        self._pruned_on: date | None = None

    def keep(self, answer: Answer) -> None:
        """Has an answer kept soon, at the time that it is now. Where that fails, it is logged."""
        keep = partial(self._keep, answer, self._answers.now())
        self._put(_Job(keep, "answer_not_kept", answer.answer_id))

    def later(self, job: Callable[[], None]) -> None:
        """Has something else written soon. Where that fails, it is logged."""
        self._put(_Job(job, "turn_not_kept"))

    def settle(self) -> None:
        """Returns when what was handed in before is kept, or has taken too long."""
        if self._thread is not None:
            done = Event()
            self._put(_Job(done.set, "turn_not_kept"))
            done.wait(_CLOSED_WITHIN_S)

    def close(self) -> None:
        """Waits until everything is kept, but not for long."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        try:
            self._waiting.put(None, timeout=_CLOSED_WITHIN_S)
            thread.join(_CLOSED_WITHIN_S)
        except Full:
            pass
        if thread.is_alive():
            _log.error("answers_not_kept", extra={"count": self._waiting.qsize()})

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                # Not waited for when the process ends without `close`.
                self._thread = Thread(target=self._work, name="keep-answers", daemon=True)
                self._thread.start()

    def _put(self, job: _Job) -> None:
        self._start()
        try:
            self._waiting.put_nowait(job)
        except Full:
            _log_failure(job, "too much is waiting to be kept")

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                job.run()
            except OnRecordError as error:
                _log_failure(job, str(error))
            except Exception as error:  # an edge; only its name, because it may quote articles
                _log_failure(job, type(error).__name__)

    def _keep(self, answer: Answer, at: datetime) -> None:
        if self._pruned_on != at.date():
            self._answers.prune(self._keep_days)
            self._pruned_on = at.date()
        if self._keep_days:
            self._answers.keep(answer, self._body_of(answer), at=at)


def _log_failure(job: _Job, reason: str) -> None:
    _log.error(job.event, extra={"answer_id": job.answer_id, "reason": reason})
