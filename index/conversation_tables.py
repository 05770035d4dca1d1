"""The tables of conversations: turns, feedback, standing questions. Part of `index.schema`.

Knows nothing of how they are used.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from index.schema import UtcDateTime, metadata

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("key", String(200)),
    Column("answer_id", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("standalone", Text),
    Column("body", Text),
    Index("ix_turns_conversation_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)
"""Questions of conversations and what was said. `standalone` is NULL where the question was
understood as it stands; it and `body` are NULL once an article that was quoted was deleted."""

turn_articles = Table(
    "turn_articles",
    metadata,
    Column("turn", Integer, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", String(200), primary_key=True, index=True),
)
"""The articles whose words a turn holds."""

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("user", String(200), primary_key=True),
    Column("verdict", String(32), nullable=False),
    Column("comment", Text),
    Column("at", UtcDateTime, nullable=False, index=True),
)
"""What people say of answers, one verdict a person."""

standing_questions = Table(
    "standing_questions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("place", String(200), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("checked_at", UtcDateTime),
    Column("index_version", String(100)),
    Column("answered", Boolean, nullable=False),
)
"""Questions that are asked again when the index changed, and how they were answered last."""

standing_citations = Table(
    "standing_citations",
    metadata,
    Column(
        "standing",
        String(64),
        ForeignKey("standing_questions.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("marker", Integer, primary_key=True),
    Column("article_id", String(200), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
"""What a standing question was answered from last; the words stay with the articles."""
