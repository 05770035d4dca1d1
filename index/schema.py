"""The tables of the article store, as SQLAlchemy Core sees them.

`index/migrations` creates and changes them; a test checks that both agree. Knows nothing of how
they are used.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    Column("updated_at", UtcDateTime),
    Column("notice", String(16)),
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

withdrawn = Table(
    "withdrawn",
    metadata,
    Column("article_id", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text),
)
"""Articles that were deleted: what is left of them."""

answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("body", Text),
)
"""Answers that were given; `body` is JSON, NULL once an article that it quotes was deleted."""

answer_citations = Table(
    "answer_citations",
    metadata,
    Column("answer_id", String(64), ForeignKey("answers.id"), primary_key=True),
    Column("marker", Integer, primary_key=True),
    Column("article_id", String(200), nullable=False, index=True),
    Column("revision", String(64), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stage", Text),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("message", Text),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("is_cancelled", Boolean, nullable=False),
)
"""Long work that was asked for, and how far it is."""

source_states = Table(
    "source_states",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("address", Text),
    Column("is_active", Boolean, nullable=False),
    Column("is_stopped", Boolean, nullable=False),
    Column("last_attempt_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("error", Text),
    Column("remedy", Text),
    Column("failures", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("last_refusal", Text),
    Column("newest_published_at", UtcDateTime),
)
"""How each source stands; the counts are since it was first read."""

source_marks = Table(
    "source_marks",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_source_marks_source_at", "source", "at"),
)
"""How far each source was read: what it knows of a thing that it has seen."""

sketches = Table(
    "sketches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "article_id",
        String(200),
        ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
        index=True,
    ),
    Column("revision", String(64), nullable=False),
    Column("rules", Integer, nullable=False),
    Column("shingles", Integer, nullable=False),
    Column("marks", Integer, nullable=False),
    Column("is_compared", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""What copies of an article are found by. It goes when the article goes, with all that hangs on it;
so it does when the text changes, and a new one takes its place."""

sketch_marks = Table(
    "sketch_marks",
    metadata,
    Column("mark", BigInteger, primary_key=True),
    Column(
        "sketch",
        Integer,
        ForeignKey("sketches.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    sqlite_with_rowid=False,
)
"""The marks of each sketch, to be looked up by mark."""

copies = Table(
    "copies",
    metadata,
    Column("one", Integer, ForeignKey("sketches.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "other",
        Integer,
        ForeignKey("sketches.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    sqlite_with_rowid=False,
)
"""Sketches of articles that are copies of each other; each pair stands both ways round."""
