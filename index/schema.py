"""The tables of the article store, as SQLAlchemy Core sees them.

`index/migrations` creates and changes them; a test checks that both agree. Knows nothing of how
they are used.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC (SQLite keeps no zone). A naive one raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(  # the dialect is SQLAlchemy's to pass
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Aware to naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime with a zone is needed, got {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Naive UTC to aware."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("revision", String(64), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("source", Text),
    Column("author", Text),
    Column("published_at", UtcDateTime),
    Column("language", String(35)),
    Column("digest", String(64), nullable=False),
    Column("ingested_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", String(200), ForeignKey("articles.id"), primary_key=True),
    Column("revision", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
)

ingest_log = Table(
    "ingest_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("origin", Text, nullable=False),
    Column("article_id", String(200)),
    Column("revision", String(64)),
    Column("reason", Text),
    Index("ix_ingest_log_outcome_id", "outcome", "id"),
    sqlite_autoincrement=True,
)
