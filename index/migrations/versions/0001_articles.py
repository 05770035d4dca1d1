"""Articles, their revisions and the ingest log."""

import sqlalchemy as sa
from alembic import op

from index.schema import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates the three tables."""
    op.create_table(
        "articles",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("published_at", UtcDateTime),
        sa.Column("language", sa.String(35)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("ingested_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_articles_revision", "articles", ["revision"])
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.String(200), sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("revision", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("stored_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "ingest_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("article_id", sa.String(200)),
        sa.Column("revision", sa.String(64)),
        sa.Column("reason", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ingest_log_outcome_id", "ingest_log", ["outcome", "id"])


def downgrade() -> None:
    """Refused: it would delete articles."""
    raise NotImplementedError("the first migration is not undone: it would delete every article")
