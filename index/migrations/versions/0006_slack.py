"""What the Slack app remembers: events seen, open tasks, threads, posts, installations."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the tables, empty."""
    _make_tasks()
    _make_posts()
    op.create_table(
        "slack_installations",
        sa.Column("enterprise", sa.String(32), primary_key=True),
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "slack_marks",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _make_tasks() -> None:
    op.create_table(
        "slack_seen",
        sa.Column("key", sa.String(300), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_slack_seen_at", "slack_seen", ["at"])
    op.create_table(
        "slack_tasks",
        sa.Column("id", sa.String(300), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_slack_tasks_owner", "slack_tasks", ["owner"])


def _make_posts() -> None:
    op.create_table(
        "slack_threads",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("thread_ts", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "slack_posts",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("question_ts", sa.String(100), primary_key=True),
        sa.Column("enterprise", sa.String(32)),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("post_ts", sa.String(32)),
        sa.Column("answer_id", sa.String(64)),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_slack_posts_answer_id", "slack_posts", ["answer_id"])
    op.create_index("ix_slack_posts_at", "slack_posts", ["at"])
    op.create_index("ix_slack_posts_team_user", "slack_posts", ["team", "user"])
