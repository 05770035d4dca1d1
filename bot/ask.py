"""The ask flow: a question in, a cited answer or an abstention out.

Retrieve, read, abstain when the evidence is not good enough, cite, verify every citation against
the stored revision. Knows the order of the stages, not how any of them works.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Self
from uuid import uuid4

from bot.cite import Cited, cite, verify
from bot.reader import Reader, Reading
from bot.types import AbstainReason, Answer, Evidence, Question
from index.library import Library
from index.retrieve import Retriever
from index.snapshot import Snapshot
from index.store import Store
from index.types import Filters, FoundBy, Hit, Scope

_log = logging.getLogger(__name__)

SHOWN_AT_LEAST = 3
"""Statements of an answer, if there are so many sentences and citations are not limited."""

_SAID = {
    AbstainReason.EMPTY_INDEX: (
        "There are no articles to answer from yet. Add some with `onrecord ingest PATH`."
    ),
    AbstainReason.NO_MATCH: "The articles do not mention this.",
    AbstainReason.WEAK_EVIDENCE: (
        "The articles touch on this, but no sentence in them answers it well enough to be cited."
    ),
    AbstainReason.OUTSIDE_DATES: (
        "No article within the dates you set answers this; articles outside of them may."
    ),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bot is made of; `wiring` chooses them. `close` frees what they hold."""

    store: Store
    library: Library
    retriever: Retriever
    reader: Reader
    min_confidence: float
    new_id: Callable[[], str] = lambda: uuid4().hex


class Stopwatch:
    """Milliseconds by stage, in the order the stages ended."""

    def __init__(self) -> None:
        self._began = self._last = perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Ends a stage; a stage that ran before gets the new time added."""
        now = perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + round((now - self._last) * 1000, 3)
        self._last = now

    def total(self) -> dict[str, float]:
        """All laps, and the whole as `total`."""
        return self.laps | {"total": round((perf_counter() - self._began) * 1000, 3)}


class Bot:
    """Answers questions from the articles of one data directory. Safe to use from threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the store; the bot cannot be used afterwards."""
        self._parts.store.close()

    @property
    def store(self) -> Store:
        """The article store that is answered from."""
        return self._parts.store

    def article_text(self, article_id: str, revision: str) -> str:
        """The stored text of one revision; raises ArticleNotFoundError."""
        return self._parts.store.text(article_id, revision)

    def scope(self) -> Scope:
        """What can be answered from right now; raises SnapshotError for a damaged index."""
        return _scope_of(self._parts.library.snapshot())

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters = Filters(),  # noqa: B008 - frozen
    ) -> Sequence[Hit]:
        """The `k` best hits for a query, best first; none while there is no index."""
        snapshot = self._parts.library.snapshot()
        if snapshot is None or not query.strip():
            return []
        return self._parts.retriever.search(snapshot, query, k=k, filters=filters)

    def ask(self, question: Question | str) -> Answer:
        """The answer to one question, every citation verified.

        Raises ValueError for a question without any text, SnapshotError where the index on disk
        cannot be used.
        """
        asked = Question(question) if isinstance(question, str) else question
        if not asked.text.strip():
            raise ValueError("the question has no text")
        watch = Stopwatch()
        snapshot = self._parts.library.snapshot()
        answer = self._answer(asked, snapshot, watch)
        _log.info(
            "question_answered",
            extra={
                "answer_id": answer.answer_id,
                "answered": answer.answered,
                "abstain_reason": answer.abstain_reason,
                "citations": len(answer.citations),
                "index_version": answer.scope.index_version,
                "timings_ms": answer.timings_ms,
            },
        )
        return answer

    def _answer(self, asked: Question, snapshot: Snapshot | None, watch: Stopwatch) -> Answer:
        if snapshot is None or snapshot.manifest.chunks == 0:
            return self._abstain(asked, snapshot, AbstainReason.EMPTY_INDEX, 0.0, watch)
        hits, reading = self._read(asked, snapshot, asked.filters, watch)
        if reading.confidence < self._parts.min_confidence:
            reason = self._reason(asked, snapshot, hits, watch)
            return self._abstain(asked, snapshot, reason, reading.confidence, watch)
        good = self._worth_showing(reading.evidence)
        drafted = cite(good, hits, max_citations=asked.max_citations)
        cited = verify(drafted, self._parts.store.text)
        watch.lap("cite")
        # If the best evidence was dropped, what is left must be good enough by itself.
        if not cited.statements or cited.citations[0].score < self._parts.min_confidence:
            reason = AbstainReason.WEAK_EVIDENCE
            return self._abstain(asked, snapshot, reason, reading.confidence, watch)
        said = _said_of(reading, cited)
        bare = self._bare(asked, snapshot, watch)
        return replace(
            bare,
            answered=True,
            answer=said,
            confidence=reading.confidence,
            statements=cited.statements,
            citations=cited.citations,
        )

    def _worth_showing(self, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
        # The next best are shown beside the best, whatever they score: similarity alone often
        # puts the sentence that answers second or third (docs/benchmarks.md, cited@1 and @3).
        floor = self._parts.min_confidence
        return [e for n, e in enumerate(evidence) if n < SHOWN_AT_LEAST or e.score >= floor]

    def _read(
        self, asked: Question, snapshot: Snapshot, filters: Filters, watch: Stopwatch
    ) -> tuple[Sequence[Hit], Reading]:
        reader = self._parts.reader
        hits = self._parts.retriever.search(snapshot, asked.text, k=reader.depth, filters=filters)
        watch.lap("retrieve")
        reading = reader.read(asked.text, hits, snapshot.lexical)
        watch.lap("read")
        return hits, reading

    def _reason(
        self, asked: Question, snapshot: Snapshot, hits: Sequence[Hit], watch: Stopwatch
    ) -> AbstainReason:
        if asked.filters.has_dates:
            undated = replace(asked.filters, since=None, until=None)
            _, reading = self._read(asked, snapshot, undated, watch)
            if reading.confidence >= self._parts.min_confidence:
                return AbstainReason.OUTSIDE_DATES
        if all(hit.found_by is FoundBy.DENSE for hit in hits):
            return AbstainReason.NO_MATCH
        return AbstainReason.WEAK_EVIDENCE

    def _abstain(
        self,
        asked: Question,
        snapshot: Snapshot | None,
        reason: AbstainReason,
        confidence: float,
        watch: Stopwatch,
    ) -> Answer:
        bare = self._bare(asked, snapshot, watch)
        return replace(bare, abstain_reason=reason, answer=_SAID[reason], confidence=confidence)

    def _bare(self, asked: Question, snapshot: Snapshot | None, watch: Stopwatch) -> Answer:
        return Answer(
            answer_id=self._parts.new_id(),
            conversation_id=asked.conversation_id or self._parts.new_id(),
            question=asked.text,
            standalone_question=asked.text,
            answered=False,
            abstain_reason=None,
            answer="",
            confidence=0.0,
            statements=[],
            citations=[],
            scope=_scope_of(snapshot),
            timings_ms=watch.total(),
        )


def _said_of(reading: Reading, cited: Cited) -> str:
    # The short answer was read in the best evidence, which may have been dropped as not verbatim.
    first = cited.statements[0].text
    short = reading.short_answer
    return short if short and short in first else first


def _scope_of(snapshot: Snapshot | None) -> Scope:
    return Scope(0, None, None, None) if snapshot is None else snapshot.scope()
