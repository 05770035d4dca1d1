"""Standing questions as rows, and where what they were answered from last stands.

No word of an article is in them. Knows nothing of how a question is answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    delete,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from index.conversation_tables import standing_citations, standing_questions
from index.database import connected
from index.given_answers import Mention
from index.schema import revisions


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that is asked again when the index changed.

    `owner` and `place` are names that whoever made it knows: who it belongs to, and where changes
    are told. `checked_at` is None until it was answered once; `index_version` is the index that it
    was last looked up in. `citations` are what it was answered from, none for an abstention.
    """

    id: str
    owner: str
    place: str
    question: str
    made_at: datetime
    is_paused: bool = False
    checked_at: datetime | None = None
    index_version: str | None = None
    answered: bool = False
    citations: Sequence[Mention] = ()


def keep_standing(engine: Engine, standing: Standing) -> None:
    """Stores a new one."""
    names = [column.name for column in standing_questions.columns]
    with connected(engine, writes=True) as connection:
        values = {name: getattr(standing, name) for name in names}
        connection.execute(insert(standing_questions).values(values))
        _put_citations(connection, standing)


def standing_of(engine: Engine, standing_id: str) -> Standing | None:
    """One by its id; None where there is none."""
    return next(iter(_read(engine, standing_questions.c.id == standing_id)), None)


def standing_in(
    engine: Engine, *, owner: str | None = None, place: str | None = None
) -> Sequence[Standing]:
    """Those of an owner or a place, or of both; the oldest first."""
    table = standing_questions.c
    wanted = [table.owner == owner] if owner is not None else []
    wanted += [table.place == place] if place is not None else []
    return _read(engine, *wanted)


def due_standing(engine: Engine, index_version: str | None) -> Sequence[Standing]:
    """Those that were not looked up in this index yet and are not paused."""
    table = standing_questions.c
    is_new = or_(table.index_version.is_(None), table.index_version != index_version)
    return _read(engine, is_new, table.is_paused.is_(False))


def claim_standing(engine: Engine, standing: Standing, index_version: str | None) -> bool:
    """Notes that somebody looks a question up in an index; False where another one does."""
    table = standing_questions.c
    before = standing.index_version
    is_as_read = table.index_version.is_(None) if before is None else table.index_version == before
    query = update(standing_questions).where(table.id == standing.id, is_as_read)
    with connected(engine, writes=True) as connection:
        return connection.execute(query.values(index_version=index_version)).rowcount > 0


def note_checked(engine: Engine, standing: Standing) -> None:
    """Stores when it was answered and from what; nothing where it was deleted meanwhile."""
    of_it = standing_questions.c.id == standing.id
    with connected(engine, writes=True) as connection:
        values = {"checked_at": standing.checked_at, "answered": standing.answered}
        found = connection.execute(update(standing_questions).where(of_it).values(values))
        if found.rowcount:
            own = standing_citations.c.standing == standing.id
            connection.execute(delete(standing_citations).where(own))
            _put_citations(connection, standing)


def set_paused(engine: Engine, standing_id: str, *, is_paused: bool) -> bool:
    """Pauses one, or lets it go on; whether there is one."""
    query = update(standing_questions).where(standing_questions.c.id == standing_id)
    with connected(engine, writes=True) as connection:
        return connection.execute(query.values(is_paused=is_paused)).rowcount > 0


def delete_standing(engine: Engine, standing_id: str) -> bool:
    """Deletes one; whether there was one."""
    query = delete(standing_questions).where(standing_questions.c.id == standing_id)
    with connected(engine, writes=True) as connection:
        return connection.execute(query).rowcount > 0


def stored_after(
    engine: Engine, keys: Sequence[tuple[str, str]], moment: datetime
) -> set[tuple[str, str]]:
    """Of some (article id, revision) pairs, those that were stored after a moment."""
    key = tuple_(revisions.c.article_id, revisions.c.revision)
    query = select(revisions.c.article_id, revisions.c.revision).where(
        key.in_(list(keys)), revisions.c.stored_at > moment
    )
    with connected(engine) as connection:
        return {(row[0], row[1]) for row in connection.execute(query)}


def _read(engine: Engine, *wanted: ColumnElement[bool]) -> Sequence[Standing]:
    order = (standing_questions.c.made_at, standing_questions.c.id)
    query = select(standing_questions).where(*wanted).order_by(*order)
    with connected(engine) as connection:
        found = [Standing(**row) for row in connection.execute(query).mappings()]
        ids = [one.id for one in found]
        cited = (
            select(standing_citations)
            .where(standing_citations.c.standing.in_(ids))
            .order_by(standing_citations.c.marker)
        )
        rows = connection.execute(cited).mappings().all()
    cited_by = {one.id: [r for r in rows if r["standing"] == one.id] for one in found}
    return [replace(one, citations=tuple(map(_mention, cited_by[one.id]))) for one in found]


def _put_citations(connection: Connection, standing: Standing) -> None:
    rows = [
        {
            "standing": standing.id,
            "marker": one.marker,
            "article_id": one.article_id,
            "revision": one.revision,
            "start": one.start,
            "end": one.end,
        }
        for one in standing.citations
    ]
    if rows:
        connection.execute(insert(standing_citations), rows)


def _mention(row: RowMapping) -> Mention:
    names = ("marker", "article_id", "revision", "start", "end")
    return Mention(**{name: row[name] for name in names})
