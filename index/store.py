"""The source of truth: articles, their revisions and the ingest log, in SQL.

What `save` has returned for a committed batch is never lost. Knows nothing of sentences, vectors
or snapshots: those are made from it, and can be made again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from index.database import connected, open_database
from index.errors import ArticleNotFoundError
from index.schema import articles, ingest_log, revisions, withdrawn
from index.stored import (
    ARTICLE_COLUMNS,
    ArticlePage,
    StoredArticle,
    article_of,
    stored_article_of,
)
from index.types import Article, Found, Refusal

_SENTENCE_OF_REMEDY = "list what is stored with `GET /articles` or `onrecord search`"
_CHANGES = ("added", "updated", "withdrawn")


class Outcome(StrEnum):
    """What became of an article that was handed in."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


def utc_now() -> datetime:
    """The system's clock, aware, in UTC."""
    return datetime.now(UTC)


class Store:
    """Reads and writes the article store. Safe to use from several threads and processes.

    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, path: Path, *, clock: Callable[[], datetime] = utc_now) -> "Store":
        """Opens the store's file, making or migrating it; raises StoreError as `open_database`."""
        return cls(open_database(path), clock)

    @property
    def engine(self) -> Engine:
        """The database, for what is kept beside the articles."""
        return self._engine

    def clock(self) -> datetime:
        """What time it is for the store."""
        return self._clock()

    def close(self) -> None:
        """Closes all connections; the store cannot be used afterwards."""
        self._engine.dispose()

    @contextmanager
    def batch(self) -> Iterator["Batch"]:
        """One write transaction: all of it is durable when the block ends, or none of it is."""
        with connected(self._engine, writes=True) as connection:
            yield Batch(connection, self._clock)

    def sequence(self) -> int:
        """The number of the last change of any article; 0 for an empty store."""
        query = select(func.max(ingest_log.c.id)).where(ingest_log.c.outcome.in_(_CHANGES))
        with connected(self._engine) as connection:
            return connection.execute(query).scalar() or 0

    def count(self) -> int:
        """How many articles are stored."""
        with connected(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(articles)).scalar_one()

    def current_articles(self) -> Iterator[Article]:
        """Every article at its current revision, by id; read in one transaction, as a stream."""
        query = (
            select(*ARTICLE_COLUMNS, revisions.c.text)
            .join_from(articles, revisions, _is_current_revision())
            .order_by(articles.c.id)
            .execution_options(yield_per=200)
        )
        with connected(self._engine) as connection:
            for row in connection.execute(query).mappings():
                yield article_of(row)

    def ids(self) -> list[str]:
        """The id of every article, in order."""
        with connected(self._engine) as connection:
            return list(connection.execute(select(articles.c.id).order_by(articles.c.id)).scalars())

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """Some articles at their current revisions, in no order; those not stored are left out."""
        query = (
            select(*ARTICLE_COLUMNS, revisions.c.text)
            .join_from(articles, revisions, _is_current_revision())
            .where(articles.c.id.in_(ids))
        )
        with connected(self._engine) as connection:
            return [article_of(row) for row in connection.execute(query).mappings()]

    def stored_article(self, article_id: str) -> StoredArticle:
        """An article without its text; raises ArticleNotFoundError."""
        query = select(*ARTICLE_COLUMNS).where(articles.c.id == article_id)
        with connected(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise ArticleNotFoundError(
                f"there is no article with the id {article_id!r}", remedy=_SENTENCE_OF_REMEDY
            )
        return stored_article_of(row)

    def page(self, *, limit: int, offset: int = 0, source: str | None = None) -> ArticlePage:
        """Articles by date of publication, newest first, those without a date last."""
        where = [] if source is None else [articles.c.source == source]
        query = (
            select(*ARTICLE_COLUMNS)
            .where(*where)
            .order_by(articles.c.published_at.desc().nulls_last(), articles.c.id)
            .limit(limit)
            .offset(offset)
        )
        total = select(func.count()).select_from(articles).where(*where)
        with connected(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            count = connection.execute(total).scalar_one()
        return ArticlePage([stored_article_of(row) for row in rows], count)

    def text(self, article_id: str, revision: str) -> str:
        """The text of one revision, byte for byte; raises ArticleNotFoundError."""
        found = self.texts([(article_id, revision)])
        if not found:
            raise ArticleNotFoundError(
                f"article {article_id!r} has no revision {revision!r}", remedy=_SENTENCE_OF_REMEDY
            )
        return found[article_id, revision]

    def texts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The texts of several (article id, revision) pairs; unknown ones are left out."""
        # Two lists, not one of pairs: for pairs SQLite reads the whole table.
        query = select(revisions.c.article_id, revisions.c.revision, revisions.c.text).where(
            revisions.c.article_id.in_({article_id for article_id, _ in keys}),
            revisions.c.revision.in_({revision for _, revision in keys}),
        )
        with connected(self._engine) as connection:
            found = {(row[0], row[1]): row[2] for row in connection.execute(query)}
        return {key: found[key] for key in keys if key in found}


class Batch:
    """Writes inside one transaction of a Store."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    @property
    def connection(self) -> Connection:
        """The transaction, for what has to become durable with the articles."""
        return self._connection

    def save(self, found: Found) -> Outcome:
        """Stores an article: a changed text becomes a new revision, the old one is kept.

        UNCHANGED where text and metadata are as stored, or where an article whose id was only
        derived has the title and text of another that is stored; WITHDRAWN, and nothing stored,
        where it was deleted before.
        """
        article, digest = found.article, digest_of(found.article)
        stored = self._connection.execute(
            select(articles.c.digest).where(articles.c.id == article.id)
        ).scalar()
        if stored == digest or (stored is None and self._is_copy(found)):
            return Outcome.UNCHANGED
        if stored is None and self._is_withdrawn(article.id):
            return Outcome.WITHDRAWN
        now = self._clock()
        values = _values_of(article) | {"digest": digest, "changed_at": now}
        if stored is None:
            outcome = Outcome.ADDED
            self._connection.execute(articles.insert().values(**values, ingested_at=now))
        else:
            outcome = Outcome.UPDATED
            self._connection.execute(
                articles.update().where(articles.c.id == article.id).values(**values)
            )
        self._keep_revision(article, now)
        self._log(outcome, found.origin, article=article)
        return outcome

    def log_refusal(self, refusal: Refusal) -> None:
        """Notes in the ingest log what could not be taken, and why."""
        self._log(Outcome.REFUSED, refusal.origin, reason=refusal.reason)

    def _is_withdrawn(self, article_id: str) -> bool:
        query = select(withdrawn.c.article_id).where(withdrawn.c.article_id == article_id)
        return self._connection.execute(query).first() is not None

    def _is_copy(self, found: Found) -> bool:
        if found.id_is_given:
            return False
        article = found.article
        query = select(articles.c.id).where(
            articles.c.revision == article.revision, articles.c.title == article.title
        )
        return self._connection.execute(query).first() is not None

    def _keep_revision(self, article: Article, now: datetime) -> None:
        key = {"article_id": article.id, "revision": article.revision}
        known = select(revisions.c.revision).filter_by(**key)
        if self._connection.execute(known).first() is None:
            self._connection.execute(
                revisions.insert().values(**key, text=article.text, stored_at=now)
            )

    def _log(
        self,
        outcome: Outcome,
        origin: str,
        *,
        article: Article | None = None,
        reason: str | None = None,
    ) -> None:
        self._connection.execute(
            ingest_log.insert().values(
                at=self._clock(),
                outcome=outcome.value,
                origin=origin,
                article_id=article.id if article else None,
                revision=article.revision if article else None,
                reason=reason,
            )
        )


def digest_of(article: Article) -> str:
    """The sha256 over an article's text and metadata; equal digests mean nothing changed."""
    text = json.dumps(_values_of(article), sort_keys=True, default=str)  # str for the date
    return hashlib.sha256(text.encode()).hexdigest()


def _values_of(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "revision": article.revision,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "language": article.language,
        "updated_at": article.updated_at,
        "notice": article.notice,
    }


def _is_current_revision() -> ColumnElement[bool]:
    return (revisions.c.article_id == articles.c.id) & (revisions.c.revision == articles.c.revision)
