"""Articles that are copies of each other, as stories: all that hang together, the canonical first.

Made from the pairs when it is asked for, so that it always fits what is stored. Knows nothing of
how copies are found.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select

from index.copies.rows import copies_of
from index.database import connected
from index.schema import articles
from index.stored import ARTICLE_COLUMNS, StoredArticle, stored_article_of

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoredStory:
    """Two or more articles that carry the same story, the canonical one first: the one that was
    published first, or stored first where no date is known.
    """

    articles: Sequence[StoredArticle]

    @property
    def canonical(self) -> StoredArticle:
        """The one that stands for all."""
        return self.articles[0]


def stories_of(engine: Engine, ids: Collection[str]) -> Mapping[str, StoredStory]:
    """The stories of some articles by article id; those that nobody else carries are left out.

    Costs one read where there are none. Raises StoreError.
    """
    with connected(engine) as connection:
        linked = _linked_with(connection, ids)
        stored = _stored(connection, list(linked))
    stories: dict[str, StoredStory] = {}
    for id_ in ids:
        if id_ in linked and id_ not in stories:
            members = sorted((stored[one] for one in _reached_from(id_, linked)), key=_age)
            story = StoredStory(members)
            stories.update({member.id: story for member in members})
    return {id_: story for id_, story in stories.items() if id_ in ids}


def _linked_with(connection: Connection, ids: Collection[str]) -> Mapping[str, set[str]]:
    """Every article that hangs together with one of these, with its copies."""
    linked: dict[str, set[str]] = {}
    asked: set[str] = set()
    ahead = set(ids)
    while ahead:
        asked |= ahead
        pairs = copies_of(connection, sorted(ahead))
        for one, other in pairs:
            linked.setdefault(one, set()).add(other)
        ahead = {other for _, other in pairs} - asked
    return linked


def _reached_from(start: str, linked: Mapping[str, set[str]]) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        new = linked[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    return reached


def _stored(connection: Connection, ids: Sequence[str]) -> Mapping[str, StoredArticle]:
    if not ids:
        return {}
    query = select(*ARTICLE_COLUMNS).where(articles.c.id.in_(ids))
    rows = connection.execute(query).mappings()
    return {row["id"]: stored_article_of(row) for row in rows}


def _age(article: StoredArticle) -> tuple[datetime, datetime, str]:
    return article.published_at or _LATEST, article.ingested_at, article.id
