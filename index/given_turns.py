"""Turns of conversations as rows: kept, read, deleted.

The only module that writes the tables of turns. Knows nothing of what a turn says: its body is a
text from somewhere else. A withdrawal takes the article's words away (`forget_article`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from index.conversation_tables import feedback, turn_articles, turns
from index.database import connected
from index.schema import answer_citations, answers, withdrawn

_DELETED_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class GivenTurn:
    """A question of a conversation and what was said. `key` names the message it came with.

    `standalone` is None where the question was understood as it stands, `body` where an article
    that was quoted has been withdrawn. `article_ids` are the articles whose words it holds.
    """

    conversation_id: str
    at: datetime
    answer_id: str
    question: str
    standalone: str | None
    body: str | None
    key: str | None = None
    article_ids: Sequence[str] = ()


def keep_turn(engine: Engine, turn: GivenTurn) -> None:
    """Stores a turn in one short transaction, in the place of the one with the same key.

    Without its body where an article that it quotes has been withdrawn meanwhile.
    """
    with connected(engine, writes=True) as connection:
        ids = set(turn.article_ids)
        gone = select(withdrawn.c.article_id).where(withdrawn.c.article_id.in_(ids)).limit(1)
        is_whole = connection.execute(gone).first() is None
        number = _earlier(connection, turn)
        values = {
            "conversation_id": turn.conversation_id,
            "at": turn.at,
            "key": turn.key,
            "answer_id": turn.answer_id,
            "question": turn.question,
            "standalone": turn.standalone if is_whole else None,
            "body": turn.body if is_whole else None,
        }
        if number is None:
            number = connection.execute(insert(turns).values(values)).lastrowid
        else:
            connection.execute(delete(turn_articles).where(turn_articles.c.turn == number))
            connection.execute(update(turns).where(turns.c.id == number).values(values))
        rows = [{"turn": number, "article_id": id_} for id_ in sorted(ids)]
        if rows:
            connection.execute(insert(turn_articles), rows)


def turns_of(
    engine: Engine, conversation_id: str, *, since: datetime, most: int
) -> Sequence[GivenTurn]:
    """The last turns of a conversation, the oldest first, without their article ids.

    None at all where its last turn was before `since`.
    """
    query = (
        select(turns)
        .where(turns.c.conversation_id == conversation_id)
        .order_by(turns.c.id.desc())
        .limit(most)
    )
    with connected(engine) as connection:
        rows = connection.execute(query).mappings().all()
    if not any(row["at"] >= since for row in rows):
        return []
    return [_turn_of(row) for row in reversed(rows)]


def delete_turn(engine: Engine, conversation_id: str, key: str) -> int:
    """Deletes the turn with a key, with its answer and what was said of that; says how many."""
    with connected(engine, writes=True) as connection:
        of_it = (turns.c.conversation_id == conversation_id) & (turns.c.key == key)
        found = connection.execute(select(turns.c.id).where(of_it)).scalars()
        return _delete(connection, list(found))


def delete_conversation(engine: Engine, conversation_id: str) -> int:
    """Deletes all turns of a conversation as `delete_turn` does, and says how many there were."""
    with connected(engine, writes=True) as connection:
        of_it = select(turns.c.id).where(turns.c.conversation_id == conversation_id)
        return _delete(connection, list(connection.execute(of_it).scalars()))


def delete_turns(engine: Engine, *, before: datetime) -> int:
    """Deletes the turns that are older, but no answer, and says how many.

    In transactions that are short enough not to keep others waiting.
    """
    deleted = 0
    while True:
        with connected(engine, writes=True) as connection:
            query = select(turns.c.id).where(turns.c.at < before).limit(_DELETED_TOGETHER)
            ids = connection.execute(query).scalars().all()
            connection.execute(delete(turns).where(turns.c.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < _DELETED_TOGETHER:
            return deleted


def forget_article(connection: Connection, article_id: str) -> None:
    """Takes what was said away from every conversation that quotes an article.

    Later questions may have been completed with its words, so their answers lose their text too.
    """
    quoting = (
        select(turns.c.conversation_id)
        .join_from(turns, turn_articles)
        .where(turn_articles.c.article_id == article_id)
    )
    in_these = turns.c.conversation_id.in_(quoting)
    completed = select(turns.c.answer_id).where(in_these, turns.c.standalone.is_not(None))
    connection.execute(update(answers).where(answers.c.id.in_(completed)).values(body=None))
    connection.execute(update(turns).where(in_these).values(body=None, standalone=None))


def _earlier(connection: Connection, turn: GivenTurn) -> int | None:
    """The number of the turn that has the same key."""
    if turn.key is None:
        return None
    query = select(turns.c.id).where(
        turns.c.conversation_id == turn.conversation_id, turns.c.key == turn.key
    )
    return connection.execute(query).scalars().first()


def _delete(connection: Connection, numbers: Sequence[int]) -> int:
    given = select(turns.c.answer_id).where(turns.c.id.in_(numbers))
    for table, column in (
        (answer_citations, answer_citations.c.answer_id),
        (feedback, feedback.c.answer_id),
        (answers, answers.c.id),
    ):
        connection.execute(delete(table).where(column.in_(given)))
    connection.execute(delete(turns).where(turns.c.id.in_(numbers)))
    return len(numbers)


def _turn_of(row: RowMapping) -> GivenTurn:
    names = [column.name for column in turns.columns if column.name != "id"]
    return GivenTurn(**{name: row[name] for name in names})
