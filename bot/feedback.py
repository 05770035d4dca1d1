"""What people say of answers: right, or what was wrong. One verdict a person, changeable.

Knows who may be asked only as an opaque name; knows nothing of where they said it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.errors import AnswerNotFoundError
from index.feedback_rows import (
    GivenFeedback,
    delete_feedback,
    feedback_of,
    is_answer,
    keep_feedback,
)
from index.store import Store


class Verdict(StrEnum):
    """What somebody thinks of an answer."""

    RIGHT = "right"
    WRONG_ANSWER = "wrong_answer"
    WRONG_CITATION = "wrong_citation"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person said of one answer."""

    answer_id: str
    user: str
    verdict: Verdict
    comment: str | None
    at: datetime


def _nothing() -> None:
    pass


class FeedbackStore:
    """Keeps feedback as long as its answer's conversation is not deleted. Safe to use from threads.

    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, store: Store, *, settle: Callable[[], None] = _nothing) -> None:
        """`settle` returns when the answers given so far are stored."""
        self._store = store
        self._settle = settle

    def give(
        self, answer_id: str, user: str, verdict: Verdict, comment: str | None = None
    ) -> Feedback:
        """Notes a verdict in the place of this person's last one on this answer.

        Raises AnswerNotFoundError for an answer that is not known.
        """
        self._check(answer_id)
        said = (comment or "").strip() or None
        given = Feedback(answer_id, user, verdict, said, self._store.clock())
        keep_feedback(
            self._store.engine, GivenFeedback(answer_id, user, verdict.value, said, given.at)
        )
        return given

    def take_back(self, answer_id: str, user: str) -> bool:
        """Forgets this person's verdict; whether there was one."""
        return delete_feedback(self._store.engine, answer_id, user)

    def of(self, answer_id: str) -> Sequence[Feedback]:
        """The verdicts on one answer, the latest last."""
        return [
            Feedback(one.answer_id, one.user, Verdict(one.verdict), one.comment, one.at)
            for one in feedback_of(self._store.engine, answer_id)
        ]

    def _check(self, answer_id: str) -> None:
        if is_answer(self._store.engine, answer_id):
            return
        self._settle()
        if not is_answer(self._store.engine, answer_id):
            raise AnswerNotFoundError(
                f"no answer with the id {answer_id[:80]!r} is kept",
                remedy="take the answer_id of an answer; they are kept for "
                "ONRECORD_KEEP_ANSWERS_DAYS days",
            )
