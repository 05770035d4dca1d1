"""What is known of each source: how it stands, and how far it was read."""

import sqlalchemy as sa
from alembic import op

from index.schema import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the tables of sources."""
    op.create_table(
        "source_states",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_stopped", sa.Boolean, nullable=False),
        sa.Column("last_attempt_at", UtcDateTime),
        sa.Column("last_success_at", UtcDateTime),
        sa.Column("due_at", UtcDateTime),
        sa.Column("error", sa.Text),
        sa.Column("remedy", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("last_refusal", sa.Text),
        sa.Column("newest_published_at", UtcDateTime),
    )
    op.create_table(
        "source_marks",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_source_marks_source_at", "source_marks", ["source", "at"])
