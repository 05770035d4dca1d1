"""Standing questions: asked again when the index changed, told only when the evidence did.

The evidence changed where the answer rests on what was not there before, or where a sentence that
it rested on is not said any more. That old sentences change places is no news, nor is what is only
shown beside the answer. Knows nothing of where changes are told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from bot.ask import Bot
from bot.types import Answer, Citation, Question
from index.errors import OnRecordError, StandingQuestionNotFoundError
from index.given_answers import Mention
from index.sentence_diff import SplitText, still_says
from index.standing_rows import (
    Standing,
    claim_standing,
    delete_standing,
    due_standing,
    keep_standing,
    note_checked,
    set_paused,
    standing_in,
    standing_of,
    stored_after,
)
from index.store import Store

INDEXED_WITHIN = timedelta(hours=1)
"""How long an article may be stored before it is in the index: so much earlier still is new."""

_SHARE_OF_BEST = 0.5
"""What scores less than so much of the best sentence is shown beside the answer, no more."""


@dataclass(frozen=True, slots=True)
class Was:
    """A sentence that was cited before. `quote` is None where its article was withdrawn."""

    citation: Mention
    quote: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a standing question was answered from, and the answer now.

    `new` are the markers of what was not there before, `gone` the sentences not said any more.
    """

    standing: Standing
    was: Sequence[Was]
    now: Answer
    new: Sequence[int]
    gone: Sequence[Was]


class StandingQuestions:
    """Keeps standing questions. Safe to use from threads and processes.

    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, store: Store, *, new_id: Callable[[], str] = lambda: uuid4().hex) -> None:
        self._store = store
        self._new_id = new_id

    def add(
        self, owner: str, question: str, place: str, *, answer: Answer | None = None
    ) -> Standing:
        """A new one; `answer` is how it is answered now, else its first check finds that out.

        Raises ValueError for a question without any text.
        """
        text = question.strip()
        if not text:
            raise ValueError("the question has no text")
        now = self._store.clock()
        added = Standing(self._new_id(), owner, place, text, made_at=now)
        if answer is not None:
            answered = _answered_by(added, answer)
            added = replace(answered, checked_at=now, index_version=answer.scope.index_version)
        keep_standing(self._store.engine, added)
        return added

    def of(self, *, owner: str | None = None, place: str | None = None) -> Sequence[Standing]:
        """Those of an owner, of a place, of both; all of them without either. The oldest first."""
        return standing_in(self._store.engine, owner=owner, place=place)

    def get(self, standing_id: str) -> Standing:
        """One; raises StandingQuestionNotFoundError."""
        found = standing_of(self._store.engine, standing_id)
        if found is None:
            raise StandingQuestionNotFoundError(
                f"there is no standing question with the id {standing_id[:80]!r}",
                remedy="list those that there are",
            )
        return found

    def pause(self, standing_id: str) -> bool:
        """Lets one rest; whether there is one."""
        return set_paused(self._store.engine, standing_id, is_paused=True)

    def resume(self, standing_id: str) -> bool:
        """Lets one go on: what changed meanwhile is told; whether there is one."""
        return set_paused(self._store.engine, standing_id, is_paused=False)

    def delete(self, standing_id: str) -> bool:
        """Deletes one; whether there was one."""
        return delete_standing(self._store.engine, standing_id)

    def due(self, bot: Bot) -> Sequence[Standing]:
        """Those that the current index was not asked yet."""
        return due_standing(self._store.engine, bot.scope().index_version)

    def check(self, bot: Bot, one: Standing) -> Change | None:
        """How the evidence changed since it was answered last; None where it did not.

        A change is told once: not where another process checks the same, nor at the first check.
        Raises SnapshotError where the index cannot be used.
        """
        now, version = self._store.clock(), bot.scope().index_version
        if not claim_standing(self._store.engine, one, version):
            return None
        try:
            answer = bot.ask(Question(one.question, is_kept=False))
        except OnRecordError:
            claimed = replace(one, index_version=version)
            claim_standing(self._store.engine, claimed, one.index_version)  # for the next to try
            raise
        change = None if one.checked_at is None else self._change(one, answer)
        is_other = change is not None or one.checked_at is None
        seen = _answered_by(one, answer) if is_other else one
        note_checked(self._store.engine, replace(seen, checked_at=now))
        if change is not None:
            bot.keep(answer)
        return change

    def _change(self, one: Standing, answer: Answer) -> Change | None:
        was = self._quotes(one.citations)
        new = self._new(one, was, answer)
        cited = {_folded(citation.quote) for citation in answer.citations}
        gone = [each for each in was if not self._stands(each, cited)]
        if not new and not gone:
            return None
        return Change(one, was, answer, [citation.marker for citation in new], gone)

    def _quotes(self, citations: Sequence[Mention]) -> Sequence[Was]:
        texts = self._store.texts([(one.article_id, one.revision) for one in citations])
        found = [(one, texts.get((one.article_id, one.revision))) for one in citations]
        return [
            Was(one, None if text is None else text[one.start : one.end]) for one, text in found
        ]

    def _new(self, one: Standing, was: Sequence[Was], answer: Answer) -> Sequence[Citation]:
        """What is cited now in other words than before, of an article that is newer than that."""
        known = {_folded(each.quote) for each in was if each.quote is not None}
        other = [each for each in _evidence(answer) if _folded(each.quote) not in known]
        since = (one.checked_at or one.made_at) - INDEXED_WITHIN
        keys = [(each.article_id, each.revision) for each in other]
        later = stored_after(self._store.engine, keys, since) if keys else set()
        return [each for each in other if (each.article_id, each.revision) in later]

    def _stands(self, was: Was, cited: set[str]) -> bool:
        """Whether a sentence is cited still, or its article says it still."""
        if was.quote is None:
            return False
        if _folded(was.quote) in cited:
            return True
        current = {
            article.id: article for article in self._store.articles([was.citation.article_id])
        }
        article = current.get(was.citation.article_id)
        return article is not None and still_says(SplitText.of(article.text), was.quote)


def _answered_by(standing: Standing, answer: Answer) -> Standing:
    cited = [
        Mention(one.marker, one.article_id, one.revision, one.start, one.end)
        for one in _evidence(answer)
    ]
    return replace(standing, answered=answer.answered, citations=cited)


def _evidence(answer: Answer) -> Sequence[Citation]:
    """What the answer rests on: the citations of its first statement, and others nearly as good."""
    if not answer.answered:
        return []
    first, best = answer.statements[0].citations, answer.citations[0].score
    return [
        one for one in answer.citations if one.marker in first or one.score >= best * _SHARE_OF_BEST
    ]


def _folded(quote: str) -> str:
    return " ".join(quote.split()).casefold()
