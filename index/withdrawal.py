"""Deleting an article: at once out of reach, and nothing of its text stays in the store.

What is left is its id, when and why. Segments are rid of it by merging (`purge`). Knows the tables
that hold something of an article; knows nothing of snapshots.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from index.database import connected
from index.errors import ArticleNotFoundError
from index.given_turns import forget_article
from index.schema import (
    answer_citations,
    answers,
    articles,
    ingest_log,
    revisions,
    withdrawn,
)
from index.store import Outcome, Store

_REMEDY = "list what is stored with `GET /articles`"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an article was deleted, when, and why if that was said."""

    article_id: str
    at: datetime
    reason: str | None


def withdraw(store: Store, article_id: str, *, reason: str | None = None) -> Withdrawal:
    """Deletes an article with all its revisions; durable when this returns.

    Answers that quote it lose their text, and conversations what was said. Deleting it again
    changes nothing. Raises ArticleNotFoundError for an id that was never stored.
    """
    with connected(store.engine, writes=True) as connection:
        earlier = _withdrawal_of(connection, article_id)
        if earlier is not None:
            return earlier
        if not _delete_article(connection, article_id):
            raise ArticleNotFoundError(
                f"there is no article with the id {article_id!r}", remedy=_REMEDY
            )
        now = store.clock()
        _forget(connection, article_id)
        values = {"article_id": article_id, "at": now}
        connection.execute(insert(withdrawn).values(**values, reason=reason))
        connection.execute(
            insert(ingest_log).values(**values, outcome=Outcome.WITHDRAWN.value, origin="delete")
        )
    return Withdrawal(article_id, now, reason)


def restore(store: Store, article_id: str) -> bool:
    """Lets a deleted article be taken in again; whether it had been deleted."""
    with connected(store.engine, writes=True) as connection:
        found = connection.execute(delete(withdrawn).where(withdrawn.c.article_id == article_id))
        return found.rowcount > 0


def withdrawal_of(store: Store, article_id: str) -> Withdrawal | None:
    """That an article was deleted, or None where it was not."""
    with connected(store.engine) as connection:
        return _withdrawal_of(connection, article_id)


def stored_of_deleted(engine: Engine) -> dict[str, set[str]]:
    """Every article that was ever deleted, each with the revisions of it that are stored: none,
    unless it was let in again. Costs a look at the whole ingest log.
    """
    deleted = select(ingest_log.c.article_id).where(ingest_log.c.outcome == Outcome.WITHDRAWN.value)
    stored = select(revisions.c.article_id, revisions.c.revision).where(
        revisions.c.article_id.in_(deleted)
    )
    with connected(engine) as connection:
        found: dict[str, set[str]] = {id_: set() for id_ in connection.execute(deleted).scalars()}
        for id_, revision in connection.execute(stored):
            found[id_].add(revision)
    return found


def _withdrawal_of(connection: Connection, article_id: str) -> Withdrawal | None:
    query = select(withdrawn).where(withdrawn.c.article_id == article_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else Withdrawal(**row)


def _delete_article(connection: Connection, article_id: str) -> bool:
    connection.execute(delete(revisions).where(revisions.c.article_id == article_id))
    gone = connection.execute(delete(articles).where(articles.c.id == article_id))
    return gone.rowcount > 0


def _forget(connection: Connection, article_id: str) -> None:
    """What else was kept of its words: quotes in answers that were given, turns with them."""
    quoting = select(answer_citations.c.answer_id).where(
        answer_citations.c.article_id == article_id
    )
    connection.execute(update(answers).where(answers.c.id.in_(quoting)).values(body=None))
    forget_article(connection, article_id)
