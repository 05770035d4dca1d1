"""Stored articles as they are read: rows to our types.

Knows the columns of the table of articles; knows nothing of queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import RowMapping

from index.schema import articles
from index.types import Article, Notice

ARTICLE_COLUMNS = [column for column in articles.c if column.name not in {"digest", "changed_at"}]
"""What StoredArticle is read from."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article's current state without its text: cheap to list."""

    id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    language: str | None
    updated_at: datetime | None
    notice: Notice | None
    ingested_at: datetime


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some of the stored articles, newest first, and how many there are in all."""

    articles: Sequence[StoredArticle]
    total: int


def stored_article_of(row: RowMapping) -> StoredArticle:
    """From a row with ARTICLE_COLUMNS."""
    values = {column.name: row[column.name] for column in ARTICLE_COLUMNS}
    return StoredArticle(**values | {"notice": _notice_of(row)})


def article_of(row: RowMapping) -> Article:
    """From a row with ARTICLE_COLUMNS and the text of a revision."""
    names = [field.name for field in fields(Article)]
    return Article(**{name: row[name] for name in names} | {"notice": _notice_of(row)})


def _notice_of(row: RowMapping) -> Notice | None:
    return None if row["notice"] is None else Notice(row["notice"])
