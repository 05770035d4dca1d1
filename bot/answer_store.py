"""The answers that were given, and which of them do not stand any more.

An answer stays as it was given; what is found out later is said beside it. Knows our types and what
the store keeps of answers; knows nothing of how they are found, or shown.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.affected import AffectedAnswer, Judge
from bot.types import Answer
from index.errors import AnswerNotFoundError, ArticleWithdrawnError
from index.given_answers import (
    GivenAnswer,
    Mention,
    delete_answers,
    given_answer,
    keep_answer,
    outdated,
)
from index.store import Store


@dataclass(frozen=True, slots=True)
class AffectedPage:
    """Affected answers in the order in which it happened to them.

    `next_since` is where to go on, None where this is all.
    """

    affected: Sequence[AffectedAnswer]
    next_since: datetime | None


class AnswerStore:
    """Keeps answers beside the articles that they cite. Safe to use from threads and processes.

    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, answer: Answer, body: str, *, at: datetime | None = None) -> None:
        """Stores an answer or abstention with the text that it was given as; `at` is now unless
        said. May wait for another writer."""
        given = GivenAnswer(
            id=answer.answer_id,
            at=at or self.now(),
            question=answer.question,
            body=body,
            mentions=_mentions_of(answer),
        )
        keep_answer(self._store.engine, given)

    def now(self) -> datetime:
        """What time it is for the store."""
        return self._store.clock()

    def get(self, answer_id: str) -> str:
        """The body of an answer, as it was given.

        Raises AnswerNotFoundError, and ArticleWithdrawnError where an article that the answer
        quotes was deleted.
        """
        found = given_answer(self._store.engine, answer_id)
        if found is None:
            raise AnswerNotFoundError(
                f"no answer with the id {answer_id!r} is kept",
                remedy="ask again; answers are kept for ONRECORD_KEEP_ANSWERS_DAYS days",
            )
        if found.body is None:
            raise ArticleWithdrawnError(
                "an article that this answer quotes was withdrawn, so that the answer is no "
                "longer kept",
                remedy="ask the question again, to have it answered from what is there now",
            )
        return found.body

    def affected(self, since: datetime | None = None, *, limit: int = 200) -> AffectedPage:
        """Answers with a citation whose sentence was changed, or whose article was corrected,
        retracted or withdrawn, by what happened at or after `since`.

        A sentence that only moved is not affected. Looks at `limit` citations of changed articles,
        and at as many more as the last of these changes concerns.
        """
        judge = Judge(self._store.texts)
        found: list[AffectedAnswer] = []
        latest: datetime | None = None
        with closing(outdated(self._store.engine, since)) as candidates:
            for number, candidate in enumerate(candidates):
                if number >= limit and candidate.changed_at != latest:
                    return AffectedPage(found, candidate.changed_at)
                latest = candidate.changed_at
                judged = judge.judge(candidate)
                if judged is not None:
                    found.append(judged)
        return AffectedPage(found, None)

    def prune(self, keep_days: int) -> int:
        """Deletes the answers that are older, and says how many; all of them for 0."""
        before = self.now() - timedelta(days=keep_days)
        return delete_answers(self._store.engine, before=before)


def _mentions_of(answer: Answer) -> Sequence[Mention]:
    """Every article whose words or title the answer holds: withdrawing it concerns the answer."""
    cited = [Mention(c.marker, c.article_id, c.revision, c.start, c.end) for c in answer.citations]
    copies = [copy for citation in answer.citations for copy in citation.also_carried_by]
    shown = [(one.article_id, one.revision, one.start, one.end) for one in answer.closest]
    shown += [(one.article_id, one.revision, one.start, one.end) for one in copies]
    return cited + [Mention(-number, *place) for number, place in enumerate(shown)]
