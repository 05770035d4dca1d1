"""Turns of conversations, what people say of answers, and questions that are asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_GOES_WITH_IT = "CASCADE"


def upgrade() -> None:
    """Adds the tables; answers that were given before belong to no conversation."""
    _make_turns()
    _make_feedback()
    _make_standing_questions()


def _make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("key", sa.String(200)),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("standalone", sa.Text),
        sa.Column("body", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_conversation_id", "turns", ["conversation_id", "id"])
    op.create_index("ix_turns_at", "turns", ["at"])
    op.create_index("ix_turns_answer_id", "turns", ["answer_id"])
    op.create_table(
        "turn_articles",
        sa.Column(
            "turn",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete=_GOES_WITH_IT),
            primary_key=True,
        ),
        sa.Column("article_id", sa.String(200), primary_key=True),
    )
    op.create_index("ix_turn_articles_article_id", "turn_articles", ["article_id"])


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("user", sa.String(200), primary_key=True),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def _make_standing_questions() -> None:
    op.create_table(
        "standing_questions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("is_paused", sa.Boolean, nullable=False),
        sa.Column("checked_at", sa.DateTime),
        sa.Column("index_version", sa.String(100)),
        sa.Column("answered", sa.Boolean, nullable=False),
    )
    op.create_index("ix_standing_questions_owner", "standing_questions", ["owner"])
    op.create_index("ix_standing_questions_place", "standing_questions", ["place"])
    op.create_table(
        "standing_citations",
        sa.Column(
            "standing",
            sa.String(64),
            sa.ForeignKey("standing_questions.id", ondelete=_GOES_WITH_IT),
            primary_key=True,
        ),
        sa.Column("marker", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
