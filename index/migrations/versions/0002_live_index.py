"""What a living index needs: withdrawals, answers that were given, and jobs."""

import sqlalchemy as sa
from alembic import op

from index.schema import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds two columns to the articles, and the tables beside them."""
    op.add_column("articles", sa.Column("updated_at", UtcDateTime))
    op.add_column("articles", sa.Column("notice", sa.String(16)))
    op.create_table(
        "withdrawn",
        sa.Column("article_id", sa.String(200), primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text),
    )
    _create_answers()
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.Text),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("message", sa.Text),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("is_cancelled", sa.Boolean, nullable=False),
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
    )
    op.create_index("ix_answers_at", "answers", ["at"])
    op.create_table(
        "answer_citations",
        sa.Column("answer_id", sa.String(64), sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("marker", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_index("ix_answer_citations_article_id", "answer_citations", ["article_id"])
