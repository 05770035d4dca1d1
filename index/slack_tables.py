"""The tables of the Slack app, here because one store is migrated as one. Part of `index.schema`.

Knows nothing of how they are used.
"""

from sqlalchemy import Column, Index, String, Table, Text

from index.schema import UtcDateTime, metadata

slack_seen = Table(
    "slack_seen",
    metadata,
    Column("key", String(300), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)
"""What was received already: by the event's id, and by team, channel and time of the message."""

slack_tasks = Table(
    "slack_tasks",
    metadata,
    Column("id", String(300), primary_key=True),
    Column("body", Text, nullable=False),
    Column("owner", String(64), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)
"""What was received and is not done yet, and the process that has it; a row goes when done."""

slack_threads = Table(
    "slack_threads",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("thread_ts", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""Threads that the bot takes part in."""

slack_posts = Table(
    "slack_posts",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("question_ts", String(100), primary_key=True),
    Column("enterprise", String(32)),
    Column("thread_ts", String(32)),
    Column("user", String(32), nullable=False),
    Column("post_ts", String(32)),
    Column("answer_id", String(64), index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index("ix_slack_posts_team_user", "team", "user"),
)
"""The message in which a question is answered. `post_ts` is NULL where that may not be posted yet,
or was for one person's eyes; `answer_id` is NULL until there is an answer."""

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("enterprise", String(32), primary_key=True),
    Column("team", String(32), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Workspaces that the app is installed in, their tokens encrypted; "" where there is no such id."""

slack_marks = Table(
    "slack_marks",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Single values that processes share: how far notes were given, states of installations begun."""
