"""The turns of conversations: what was asked, how it was understood, what was said.

A turn can be read as soon as it was added, and is stored a moment later, so that the one who asked
waits for no other writer. Knows nothing of how questions are completed.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from threading import Lock

from pydantic import TypeAdapter

from bot.types import Answer
from index.given_turns import (
    GivenTurn,
    delete_conversation,
    delete_turn,
    delete_turns,
    keep_turn,
    turns_of,
)
from index.store import Store

Later = Callable[[Callable[[], None]], None]
"""Has something done soon, or at once."""

MOST_TURNS = 100
"""Turns that are read of one conversation: the last ones."""

_MOST_UNSTORED = 1000
"""Conversations with turns that are not stored yet, or cannot be."""


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article that an answer cites."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in reply: the short answer, the statements, and the articles behind them."""

    answered: bool
    reason: str | None
    answer: str
    statements: Sequence[str]
    articles: Sequence[CitedArticle]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation. `key` names the message that it came with, if that has a name.

    `said` is None where an article that the conversation quoted was withdrawn.
    """

    question: str
    standalone_question: str
    answer_id: str
    at: datetime
    said: Said | None
    key: str | None = None


_SAID = TypeAdapter(Said)


def turn_of(answer: Answer, *, at: datetime, key: str | None = None) -> Turn:
    """The turn that an answer makes of its question."""
    articles = {one.article_id: CitedArticle(one.article_id, one.title) for one in answer.citations}
    said = Said(
        answered=answer.answered,
        reason=answer.abstain_reason,
        answer=answer.answer,
        statements=[statement.text for statement in answer.statements],
        articles=list(articles.values()),
    )
    return Turn(answer.question, answer.standalone_question, answer.answer_id, at, said, key)


class Conversations:
    """Keeps turns for `keep_days` after the last one; 0 keeps none. Safe to use from threads."""

    def __init__(self, store: Store, *, keep_days: int, later: Later | None = None) -> None:
        """`later` does the writing; without it, `add` returns when a turn is stored."""
        self._store = store
        self._keep_days = keep_days
        self._later = later or _at_once
        self._unstored: OrderedDict[str, list[Turn]] = OrderedDict()
        self._lock = Lock()
        self._writing = Lock()
        self._pruned_on: date | None = None

    def add(self, conversation_id: str, turn: Turn) -> None:
        """Adds a turn, or puts it where the one with the same key is."""
        if self._keep_days == 0:
            return
        with self._lock:
            waiting = self._unstored.setdefault(conversation_id, [])
            waiting[:] = _with(waiting, turn)
            while len(self._unstored) > _MOST_UNSTORED:
                self._unstored.popitem(last=False)
        self._later(partial(self._write, conversation_id, turn))

    def turns(self, conversation_id: str) -> Sequence[Turn]:
        """The turns of a conversation, the oldest first; none of one that is unknown or too old.

        Raises StoreError where the database cannot be read.
        """
        if self._keep_days == 0:
            return []
        with self._lock:
            waiting = list(self._unstored.get(conversation_id, ()))
        since = self._store.clock() - timedelta(days=self._keep_days)
        stored = turns_of(self._store.engine, conversation_id, since=since, most=MOST_TURNS)
        found = [_turn(one) for one in stored]
        for turn in waiting:
            found = _with(found, turn)
        return found

    def remove(self, conversation_id: str, key: str) -> bool:
        """Deletes the turn with a key, and the answer that was kept; whether there was one."""
        with self._writing:
            with self._lock:
                waiting = self._unstored.get(conversation_id, [])
                had = [turn for turn in waiting if turn.key == key]
                waiting[:] = [turn for turn in waiting if turn.key != key]
            return delete_turn(self._store.engine, conversation_id, key) > 0 or bool(had)

    def forget(self, conversation_id: str) -> bool:
        """Deletes a conversation with the answers that were kept; whether there was one."""
        with self._writing:
            with self._lock:
                had = self._unstored.pop(conversation_id, [])
            return delete_conversation(self._store.engine, conversation_id) > 0 or bool(had)

    def prune(self) -> int:
        """Deletes the turns that are too old, and says how many."""
        before = self._store.clock() - timedelta(days=self._keep_days)
        return delete_turns(self._store.engine, before=before)

    def _write(self, conversation_id: str, turn: Turn) -> None:
        with self._writing:
            with self._lock:
                waiting = self._unstored.get(conversation_id, [])
                current = next((one for one in waiting if _is_same(one, turn)), None)
            if current is None:
                return  # forgotten, or stored already
            keep_turn(self._store.engine, _given(conversation_id, current))
            with self._lock:
                waiting[:] = [one for one in waiting if one != current]
                if not waiting:
                    self._unstored.pop(conversation_id, None)
        if self._pruned_on != turn.at.date():
            self.prune()
            self._pruned_on = turn.at.date()


def before(turns: Sequence[Turn], key: str | None) -> Sequence[Turn]:
    """The turns before the one with a key; all of them where none has it."""
    place = next((n for n, turn in enumerate(turns) if key and turn.key == key), len(turns))
    return turns[:place]


def _at_once(job: Callable[[], None]) -> None:
    job()


def _with(turns: Sequence[Turn], new: Turn) -> list[Turn]:
    """The turns with a new one: behind them, or in the place of one that it replaces or is."""
    for place, turn in enumerate(turns):
        if _is_same(turn, new):
            return [*turns[:place], new, *turns[place + 1 :]]
    return [*turns, new]


def _is_same(one: Turn, other: Turn) -> bool:
    """Whether they are one turn, or one and what it was put right to."""
    return one.answer_id == other.answer_id or (one.key is not None and one.key == other.key)


def _given(conversation_id: str, turn: Turn) -> GivenTurn:
    is_rewritten = turn.standalone_question != turn.question
    return GivenTurn(
        conversation_id=conversation_id,
        at=turn.at,
        answer_id=turn.answer_id,
        question=turn.question,
        standalone=turn.standalone_question if is_rewritten else None,
        body=None if turn.said is None else _SAID.dump_json(turn.said).decode(),
        key=turn.key,
        article_ids=[] if turn.said is None else [one.id for one in turn.said.articles],
    )


def _turn(given: GivenTurn) -> Turn:
    return Turn(
        question=given.question,
        standalone_question=given.standalone or given.question,
        answer_id=given.answer_id,
        at=given.at,
        said=None if given.body is None else _SAID.validate_json(given.body),
        key=given.key,
    )
