"""Answers that were given, as rows: kept, read, deleted, and compared with what is stored now.

The only module that writes the tables of answers. Knows nothing of what an answer says: its body is
a text from somewhere else. A withdrawal takes the body away (`index/withdrawal.py`).
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, Subquery, null, or_, select, union_all

from index.database import connected
from index.schema import answer_citations, answers, articles, withdrawn
from index.types import Notice

_DELETED_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Mention:
    """That an answer holds words of an article.

    `marker` is the citation's, counted from 1. Of what is shown but not cited it is below 1, and
    unlike all others of the answer.
    """

    marker: int
    article_id: str
    revision: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given. `body` is None where an article that it quotes was withdrawn."""

    id: str
    at: datetime
    question: str
    body: str | None
    mentions: Sequence[Mention] = ()


@dataclass(frozen=True, slots=True)
class Outdated:
    """A citation of an article that may not stand any more as it was cited.

    `changed_at` is when the article was last changed, or withdrawn: then `current_revision` is
    None. `notice` is what the article says of itself now.
    """

    answer_id: str
    asked_at: datetime
    question: str
    citation: Mention
    changed_at: datetime
    current_revision: str | None
    notice: Notice | None


def keep_answer(engine: Engine, given: GivenAnswer) -> None:
    """Stores an answer in one short transaction.

    Without its body where an article that it quotes has been withdrawn meanwhile: an article that
    is withdrawn later takes the body with it, so that one must not come after.
    """
    with connected(engine, writes=True) as connection:
        ids = {mention.article_id for mention in given.mentions}
        gone = select(withdrawn.c.article_id).where(withdrawn.c.article_id.in_(ids)).limit(1)
        body = None if connection.execute(gone).first() is not None else given.body
        row = {"id": given.id, "at": given.at, "question": given.question, "body": body}
        connection.execute(answers.insert().values(row))
        rows = [_row_of(given.id, mention) for mention in given.mentions]
        if rows:
            connection.execute(answer_citations.insert(), rows)


def given_answer(engine: Engine, answer_id: str) -> GivenAnswer | None:
    """An answer by its id, without its mentions; None where none is kept."""
    query = select(answers).where(answers.c.id == answer_id)
    with connected(engine) as connection:
        row = connection.execute(query).mappings().first()
    return None if row is None else GivenAnswer(**row)


def delete_answers(engine: Engine, *, before: datetime) -> int:
    """Deletes the answers that were given before then, and says how many.

    In transactions that are short enough not to keep others waiting.
    """
    deleted = 0
    while True:
        with connected(engine, writes=True) as connection:
            query = select(answers.c.id).where(answers.c.at < before).limit(_DELETED_TOGETHER)
            ids = connection.execute(query).scalars().all()
            of_these = answer_citations.c.answer_id.in_(ids)
            connection.execute(answer_citations.delete().where(of_these))
            connection.execute(answers.delete().where(answers.c.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < _DELETED_TOGETHER:
            return deleted


def outdated(engine: Engine, since: datetime | None) -> Generator[Outdated]:
    """Citations of articles that were withdrawn, have another revision now, or were changed after
    the answer and carry a notice; in the order in which that happened, as a stream to be closed.

    `since` leaves out what was changed earlier. Whether the cited sentence itself is concerned is
    not said. Costs a look at the articles that changed since then, but at no text.
    """
    query = _outdated_query(since).execution_options(yield_per=200)
    with connected(engine) as connection:
        yield from map(_outdated_of, connection.execute(query).mappings())


def _outdated_query(since: datetime | None) -> Select[Any]:  # the columns are many
    changed = _changed_articles(since)
    is_outdated = or_(
        changed.c.current_revision.is_(None),
        changed.c.current_revision != answer_citations.c.revision,
        changed.c.notice.is_not(None) & (changed.c.changed_at > answers.c.at),
    )
    return (
        select(answer_citations, answers.c.at.label("asked_at"), answers.c.question, changed)
        .join_from(changed, answer_citations, answer_citations.c.article_id == changed.c.id)
        .join(answers, answers.c.id == answer_citations.c.answer_id)
        .where(answer_citations.c.marker > 0, is_outdated)
        .order_by(changed.c.changed_at, answers.c.at, answers.c.id, answer_citations.c.marker)
    )


def _changed_articles(since: datetime | None) -> Subquery:
    """Articles as they are now, and those that were withdrawn, without a current revision."""
    stored = select(
        articles.c.id,
        articles.c.changed_at,
        articles.c.revision.label("current_revision"),
        articles.c.notice,
    )
    gone = select(withdrawn.c.article_id, withdrawn.c.at, null(), null())
    if since is not None:
        stored = stored.where(articles.c.changed_at >= since)
        gone = gone.where(withdrawn.c.at >= since)
    return union_all(stored, gone).subquery("changed")


def _row_of(answer_id: str, mention: Mention) -> dict[str, object]:
    return {
        "answer_id": answer_id,
        "marker": mention.marker,
        "article_id": mention.article_id,
        "revision": mention.revision,
        "start": mention.start,
        "end": mention.end,
    }


def _outdated_of(row: RowMapping) -> Outdated:
    return Outdated(
        answer_id=row["answer_id"],
        asked_at=row["asked_at"],
        question=row["question"],
        citation=Mention(
            marker=row["marker"],
            article_id=row["article_id"],
            revision=row["revision"],
            start=row["start"],
            end=row["end"],
        ),
        changed_at=row["changed_at"],
        current_revision=row["current_revision"],
        notice=Notice(row["notice"]) if row["notice"] else None,
    )
