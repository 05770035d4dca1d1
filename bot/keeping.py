"""Keeps answers in the background: the one who asked never waits for it, and never fails by it.

A thread of its own writes, because a write may wait for an ingest; it also deletes what is too old.
Knows nothing of how an answer is stored, or of the form in which it was given.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from queue import Full, Queue
from threading import Lock, Thread

from bot.answer_store import AnswerStore
from bot.types import Answer
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

_MOST_WAITING = 1000
_CLOSED_WITHIN_S = 5.0


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
        self._waiting: Queue[tuple[Answer, datetime] | None] = Queue(_MOST_WAITING)
        self._thread: Thread | None = None
        self._lock = Lock()
        self._pruned_on: date | None = None

    def keep(self, answer: Answer) -> None:
        """Has an answer kept soon, at the time that it is now. Where that fails, it is logged."""
        self._start()
        try:
            self._waiting.put_nowait((answer, self._answers.now()))
        except Full:
            _log_not_kept(answer, "too many answers are waiting to be kept")

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

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            answer, at = item
            try:
                self._keep(answer, at)
            except OnRecordError as error:
                _log_not_kept(answer, str(error))
            except Exception as error:  # an edge; only its name, because it may quote articles
                _log_not_kept(answer, type(error).__name__)

    def _keep(self, answer: Answer, at: datetime) -> None:
        if self._pruned_on != at.date():
            self._answers.prune(self._keep_days)
            self._pruned_on = at.date()
        if self._keep_days:
            self._answers.keep(answer, self._body_of(answer), at=at)


def _log_not_kept(answer: Answer, reason: str) -> None:
    _log.error("answer_not_kept", extra={"answer_id": answer.answer_id, "reason": reason})
