"""What changed in the store, as the index needs it: which articles, and how they stand now.

Reads the ingest log by number, so that it costs what changed and not what is stored. Knows nothing
of segments or snapshots.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select

from index.database import connected
from index.schema import ingest_log
from index.store import Outcome, Store
from index.types import Article

CHANGES = (Outcome.ADDED, Outcome.UPDATED, Outcome.WITHDRAWN)
"""The outcomes that change what can be found."""

_READ_TOGETHER = 200

Range = tuple[int, int]
"""Numbers of the ingest log: after the first, up to the second."""


def changed_in(store: Store, ranges: Sequence[Range]) -> list[str]:
    """The articles that changed within some ranges of the log, each once, by id. Costs one read of
    these lines.
    """
    if not ranges:
        return []
    within = [and_(ingest_log.c.id > after, ingest_log.c.id <= upto) for after, upto in ranges]
    query = (
        select(ingest_log.c.article_id)
        .where(or_(*within), ingest_log.c.outcome.in_(CHANGES))
        .distinct()
        .order_by(ingest_log.c.article_id)
    )
    with connected(store.engine) as connection:
        return list(connection.execute(query).scalars())


def articles_as_they_stand(store: Store, ids: Sequence[str]) -> Iterator[Article]:
    """The current revisions of some articles, in order; those that were withdrawn are left out."""
    for first in range(0, len(ids), _READ_TOGETHER):
        some = ids[first : first + _READ_TOGETHER]
        found = {article.id: article for article in store.articles(some)}
        yield from (found[id_] for id_ in some if id_ in found)
