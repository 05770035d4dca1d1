"""What copies of a story are known by: sketches of texts, their marks, and pairs of copies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_GOES_WITH_IT = "CASCADE"


def upgrade() -> None:
    """Adds the three tables; what is stored already is sketched by the indexer."""
    op.create_table(
        "sketches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "article_id",
            sa.String(200),
            sa.ForeignKey("articles.id", ondelete=_GOES_WITH_IT),
            nullable=False,
        ),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("shingles", sa.Integer, nullable=False),
        sa.Column("marks", sa.Integer, nullable=False),
        sa.Column("is_compared", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sketches_article_id", "sketches", ["article_id"], unique=True)
    _create_marks()
    _create_copies()


def _create_marks() -> None:
    op.create_table(
        "sketch_marks",
        sa.Column("mark", sa.BigInteger, primary_key=True),
        sa.Column(
            "sketch",
            sa.Integer,
            sa.ForeignKey("sketches.id", ondelete=_GOES_WITH_IT),
            primary_key=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sketch_marks_sketch", "sketch_marks", ["sketch"])


def _create_copies() -> None:
    op.create_table(
        "copies",
        sa.Column(
            "one",
            sa.Integer,
            sa.ForeignKey("sketches.id", ondelete=_GOES_WITH_IT),
            primary_key=True,
        ),
        sa.Column(
            "other",
            sa.Integer,
            sa.ForeignKey("sketches.id", ondelete=_GOES_WITH_IT),
            primary_key=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copies_other", "copies", ["other"])
