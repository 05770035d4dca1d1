"""The ask flow: a question in, a cited answer or an abstention out.

Complete the question from its conversation, retrieve, read, abstain when the evidence is not good
enough, cite, verify every citation against the stored revision. Knows the order of the stages, not
how any of them works.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self
from uuid import uuid4

from bot import abstain
from bot.abstain import Abstention
from bot.attempts import Attempt, attempts_of
from bot.carriers import with_carriers
from bot.cite import cite, quote_closest, verify
from bot.conversations import Conversations, before, turn_of
from bot.feedback import FeedbackStore
from bot.follow_ups.nearer import DEEPER, nearer
from bot.follow_ups.understanding import Understood, understand
from bot.keeping import AnswerKeeper
from bot.reader import Reader, Reading
from bot.recency import newest_first, with_contradictions
from bot.risk import least_confidence
from bot.short_answer import short_answer
from bot.stopwatch import Stopwatch
from bot.types import Answer, Evidence, Question, Quote
from index.library import Library
from index.retrieve import Retriever
from index.snapshot import Opened
from index.store import Store
from index.types import Filters, Hit, Scope

_log = logging.getLogger(__name__)

SHOWN_AT_LEAST = 3
"""Statements of an answer, if there are so many sentences and citations are not limited."""

CLOSEST = 3
"""Sentences at most that are shown when none is good enough."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bot is made of; `wiring` chooses them. `close` frees what they hold.

    `min_confidence` holds for questions that do not set their own risk.
    """

    store: Store
    library: Library
    retriever: Retriever
    reader: Reader
    min_confidence: float
    new_id: Callable[[], str] = lambda: uuid4().hex
    keeper: AnswerKeeper | None = None
    conversations: Conversations | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in an attempt, and what the reader makes of it."""

    attempt: Attempt
    hits: Sequence[Hit]
    reading: Reading


class Bot:
    """Answers questions from the articles of one data directory. Safe to use from threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        none_kept = Conversations(parts.store, keep_days=0)
        self._conversations = parts.conversations or none_kept

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the store; the bot cannot be used afterwards."""
        if self._parts.keeper is not None:
            self._parts.keeper.close()
        self._parts.store.close()

    @property
    def store(self) -> Store:
        """The article store that is answered from."""
        return self._parts.store

    @property
    def conversations(self) -> Conversations:
        """The turns of conversations, as far as they are kept."""
        return self._conversations

    @property
    def feedback(self) -> FeedbackStore:
        """What people say of answers."""
        keeper = self._parts.keeper
        if keeper is None:
            return FeedbackStore(self._parts.store)
        return FeedbackStore(self._parts.store, settle=keeper.settle)

    def article_text(self, article_id: str, revision: str) -> str:
        """The stored text of one revision; raises ArticleNotFoundError."""
        return self._parts.store.text(article_id, revision)

    def scope(self) -> Scope:
        """What can be answered from right now; raises SnapshotError for a damaged index."""
        opened = self._parts.library.current()
        return _scope_of(opened, Filters())

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters = Filters(),  # noqa: B008 - frozen
    ) -> Sequence[Hit]:
        """The `k` best hits for a query, best first; none while there is no index."""
        opened = self._parts.library.current()
        if opened is None or not query.strip():
            return []
        return self._parts.retriever.search(opened, query, k=k, filters=filters)

    def ask(self, question: Question | str) -> Answer:
        """The answer to one question, every citation verified.

        Raises ValueError for a question without any text or with a risk that is none,
        SnapshotError where the index on disk cannot be used.
        """
        asked = Question(question) if isinstance(question, str) else question
        if not asked.text.strip():
            raise ValueError("the question has no text")
        least = self._least_confidence(asked)
        watch = Stopwatch()
        attempts = self._attempts(asked)
        found = self._answer(attempts, self._parts.library.current(), least, watch)
        answer = replace(found, question=asked.text, timings_ms=watch.total())
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
        if asked.is_kept:
            self.keep(answer, key=asked.key)
        return answer

    def keep(self, answer: Answer, *, key: str | None = None) -> None:
        """Has an answer kept, and its turn of the conversation; `key` is the question's."""
        turn = turn_of(answer, at=self._parts.store.clock(), key=key)
        self._conversations.add(answer.conversation_id, turn)
        if self._parts.keeper is not None:
            self._parts.keeper.keep(answer)

    def settle(self) -> None:
        """Returns when the answers given so far are kept, or that has taken too long."""
        if self._parts.keeper is not None:
            self._parts.keeper.settle()

    def _attempts(self, asked: Question) -> Sequence[Attempt]:
        meant = Understood(asked.text)
        if asked.conversation_id is not None:
            turns = self._conversations.turns(asked.conversation_id)
            meant = understand(asked.text, before(turns, asked.key))
        return attempts_of(asked, meant, self._parts.store.clock())

    def _least_confidence(self, asked: Question) -> float:
        if asked.risk is None:
            return self._parts.min_confidence
        return least_confidence(asked.risk, self._parts.reader.thresholds)

    def _answer(
        self, attempts: Sequence[Attempt], opened: Opened | None, least: float, watch: Stopwatch
    ) -> Answer:
        if opened is None or opened.snapshot.manifest.chunks == 0:
            return _abstain(self._bare(attempts[0], opened), abstain.NO_ARTICLES)
        found = self._read_best(attempts, opened, least, watch)
        asked = found.attempt.asked
        bare = self._bare(found.attempt, opened)
        hits, reading = found.hits, found.reading
        bare = replace(bare, confidence=reading.confidence)
        if reading.confidence < least:
            why = self._why_not(found, opened, least, watch)
            return _abstain(bare, why, self._closest(found, watch))
        good = _worth_showing(newest_first(asked.text, reading.evidence, hits, least=least), least)
        drafted = cite(good, hits, max_citations=asked.max_citations)
        verified = verify(drafted, self._parts.store.text)
        dated = with_contradictions(asked.text, verified, good, hits)
        cited = with_carriers(dated, hits, self._parts.store.texts)
        watch.lap("cite")
        # If the best evidence was dropped, what is left must be good enough by itself.
        if not cited.statements or cited.citations[0].score < least:
            return _abstain(bare, abstain.NOTHING_GOOD_ENOUGH, self._closest(found, watch))
        said = short_answer(asked.text, good, cited)
        return replace(
            bare,
            answered=True,
            answer=said,
            statements=cited.statements,
            citations=cited.citations,
        )

    def _read_best(
        self, attempts: Sequence[Attempt], opened: Opened, least: float, watch: Stopwatch
    ) -> _Read:
        """The first attempt that is good enough, else the best of them."""
        found = self._read(attempts[0], opened, watch)
        for attempt in attempts[1:]:
            if found.reading.confidence >= least:
                break
            other = self._read(attempt, opened, watch, known=found)
            if other.reading.confidence > found.reading.confidence:
                found = other
        return found

    def _read(
        self, attempt: Attempt, opened: Opened, watch: Stopwatch, *, known: _Read | None = None
    ) -> _Read:
        """What an attempt finds, read; not again where it is what is `known`."""
        reader, asked = self._parts.reader, attempt.asked
        depth = reader.depth * (DEEPER if attempt.near else 1)
        hits = self._parts.retriever.search(opened, asked.text, k=depth, filters=asked.filters)
        if attempt.near:
            hits = nearer(hits, attempt.near, reader.depth)
        watch.lap("retrieve")
        if known is not None and known.hits == hits and known.attempt.asked.text == asked.text:
            return known
        reading = reader.read(asked.text, hits, opened.snapshot.lexical)
        watch.lap("read")
        return _Read(attempt, hits, reading)

    def _why_not(self, found: _Read, opened: Opened, least: float, watch: Stopwatch) -> Abstention:
        asked = found.attempt.asked
        if asked.filters.has_dates:
            undated = replace(asked, filters=asked.filters.without_dates())
            attempt = replace(found.attempt, asked=undated)
            if self._read(attempt, opened, watch).reading.confidence >= least:
                return abstain.OTHER_DATES
        return abstain.explain(asked, found.hits, reading=found.reading, least=least)

    def _closest(self, found: _Read, watch: Stopwatch) -> Sequence[Quote]:
        evidence, read_text = found.reading.evidence, self._parts.store.text
        closest = quote_closest(evidence, found.hits, read_text, most=CLOSEST)
        watch.lap("cite")
        return closest

    def _bare(self, attempt: Attempt, opened: Opened | None) -> Answer:
        asked = attempt.asked
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
            scope=_scope_of(opened, asked.filters),
            filters=asked.filters,
            timings_ms={},
            time_words=attempt.time_words,
        )


def _worth_showing(evidence: Sequence[Evidence], least: float) -> Sequence[Evidence]:
    # The next best are shown beside the best, whatever they score: similarity alone often
    # puts the sentence that answers second or third (docs/benchmarks.md, cited@1 and @3).
    return [e for n, e in enumerate(evidence) if n < SHOWN_AT_LEAST or e.score >= least]


def _abstain(bare: Answer, why: Abstention, closest: Sequence[Quote] = ()) -> Answer:
    return replace(bare, abstain_reason=why.reason, answer=why.said, closest=closest)


def _scope_of(opened: Opened | None, filters: Filters) -> Scope:
    return Scope(0, None, None, None) if opened is None else opened.snapshot.scope(filters)
