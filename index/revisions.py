"""The revisions of an article, newest first, each with what it changed.

Reads the store's tables; knows nothing of how a text came to change. Texts are read one at a time,
so that neither many revisions nor long ones fill the memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, func, select

from index.database import connected
from index.errors import ArticleNotFoundError, ArticleWithdrawnError
from index.schema import articles, revisions, withdrawn
from index.sentence_diff import Diff, SplitText, diff_of
from index.types import Notice

MAX_COMPARED_CHARS = 1_000_000
"""Characters that one call compares; the pair that exceeds it is the last one compared."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article's text.

    `length` is in characters. `former` is the revision before this one, None for the first;
    `diff` is from that to this, and None where there is none or too much was compared already.
    `notice` is the article's, which is known of the current revision only.
    """

    revision: str
    stored_at: datetime
    length: int
    is_current: bool
    notice: Notice | None
    former: str | None
    diff: Diff | None


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """Some revisions of an article, the current one first, and how many there are in all."""

    revisions: Sequence[Revision]
    total: int


def revisions_of(engine: Engine, article_id: str, *, limit: int, offset: int = 0) -> RevisionPage:
    """The revisions of an article: the current one, then the others by when they were first
    stored, newest first.

    A text that an article went back to is one revision, first stored when it was new. Raises
    ArticleWithdrawnError for an article that was deleted, ArticleNotFoundError for an unknown one.
    """
    with connected(engine) as connection:
        total = _count(connection, article_id)
        rows = _rows(connection, article_id, limit=limit + 1, offset=offset)
        listed = list(islice(_with_diffs(rows), limit))
    return RevisionPage(listed, total)


def check_stored(engine: Engine, article_id: str) -> None:
    """Raises ArticleWithdrawnError where the article was deleted."""
    with connected(engine) as connection:
        check_not_withdrawn(connection, article_id)


def check_not_withdrawn(connection: Connection, article_id: str) -> None:
    """Raises ArticleWithdrawnError where the article was deleted."""
    query = select(withdrawn.c.at).where(withdrawn.c.article_id == article_id)
    at = connection.execute(query).scalar()
    if at is not None:
        raise ArticleWithdrawnError(
            f"the article {article_id!r} was withdrawn on {at:%Y-%m-%d}",
            remedy="do not cite it any more; what it said is no longer kept",
        )


def _count(connection: Connection, article_id: str) -> int:
    query = select(func.count()).where(revisions.c.article_id == article_id)
    total = connection.execute(query).scalar_one()
    if total == 0:
        check_not_withdrawn(connection, article_id)
        raise ArticleNotFoundError(
            f"there is no article with the id {article_id!r}",
            remedy="list what is stored with `GET /articles`",
        )
    return total


def _rows(
    connection: Connection, article_id: str, *, limit: int, offset: int
) -> Iterator[RowMapping]:
    is_current: ColumnElement[bool] = revisions.c.revision == articles.c.revision
    query = (
        select(revisions, is_current.label("is_current"), articles.c.notice)
        .join_from(revisions, articles, articles.c.id == revisions.c.article_id)
        .where(revisions.c.article_id == article_id)
        .order_by(is_current.desc(), revisions.c.stored_at.desc(), revisions.c.revision)
        .limit(limit)
        .offset(offset)
        .execution_options(yield_per=1)
    )
    return iter(connection.execute(query).mappings())


def _with_diffs(rows: Iterator[RowMapping]) -> Iterator[Revision]:
    """Each row as a revision, compared with the next row, which is its former one."""
    compared = 0
    later, split = next(rows, None), None
    while later is not None:
        former, split_former, diff = next(rows, None), None, None
        if former is not None and compared < MAX_COMPARED_CHARS:
            split = split or SplitText.of(later["text"])
            split_former = SplitText.of(former["text"])
            diff = diff_of(split_former, split)
            compared += len(later["text"])
        yield _revision(later, former, diff)
        later, split = former, split_former


def _revision(row: RowMapping, former: RowMapping | None, diff: Diff | None) -> Revision:
    notice = row["notice"] if row["is_current"] else None
    return Revision(
        revision=row["revision"],
        stored_at=row["stored_at"],
        length=len(row["text"]),
        is_current=row["is_current"],
        notice=Notice(notice) if notice else None,
        former=None if former is None else former["revision"],
        diff=diff,
    )
