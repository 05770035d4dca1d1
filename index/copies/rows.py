"""Sketches and pairs of copies as rows of the store.

Every look-up costs what it finds and not what is stored. Knows SQL; knows nothing of how texts are
compared.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from index.copies.sketch import Size, estimated_containment
from index.schema import articles, copies, sketch_marks, sketches

_MOST_WITH_A_MARK = 64
"""So many sketches with one mark are looked at, the oldest first: stock phrases have more."""

_MOST_CANDIDATES = 32
"""So many texts are compared with one, those that seem nearest."""

_MOST_ESTIMATED = 8 * _MOST_CANDIDATES
"""So many sketches, those that share the most marks, have their sizes read."""

_LEAST_ESTIMATED = 0.12
"""Below this estimate two texts are not compared."""

_HOLDERS = (
    select(sketch_marks.c.sketch)
    .where(sketch_marks.c.mark == bindparam("mark"))
    .order_by(sketch_marks.c.sketch)
    .limit(_MOST_WITH_A_MARK)
)

_ONE, _OTHER = sketches.alias("one"), sketches.alias("other")
_COPIES = (
    select(_ONE.c.article_id, _OTHER.c.article_id)
    .join_from(_ONE, copies, copies.c.one == _ONE.c.id)
    .join(_OTHER, _OTHER.c.id == copies.c.other)
    .where(_ONE.c.article_id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What copies of one revision of an article are found by."""

    article_id: str
    revision: str
    shingles: int
    marks: Sequence[int]

    @property
    def size(self) -> Size:
        """For estimates."""
        return Size(self.shingles, len(self.marks))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored sketch that shares marks, and the text it is of."""

    sketch: int
    article_id: str
    revision: str


def compared_ids(connection: Connection, ids: Sequence[str], *, rules: int) -> set[str]:
    """Which of some articles were compared as they stand, by these rules."""
    query = _compared(rules).where(articles.c.id.in_(ids))
    return set(connection.execute(query).scalars())


def waiting_ids(connection: Connection, *, rules: int) -> list[str]:
    """The articles that were not compared yet as they stand. Costs a look at every article."""
    query = select(articles.c.id).where(articles.c.id.not_in(_compared(rules)))
    return list(connection.execute(query.order_by(articles.c.id)).scalars())


def save_sketch(connection: Connection, sketch: Sketch, *, rules: int) -> int | None:
    """The number of a sketch that takes the place of the article's former one and its pairs.

    None where the article does not stand at this revision any more.
    """
    current = select(articles.c.revision).where(articles.c.id == sketch.article_id)
    if connection.execute(current).scalar() != sketch.revision:
        return None
    connection.execute(sketches.delete().where(sketches.c.article_id == sketch.article_id))
    row = sketches.insert().values(
        article_id=sketch.article_id,
        revision=sketch.revision,
        rules=rules,
        shingles=sketch.shingles,
        marks=len(sketch.marks),
        is_compared=False,
    )
    number: int = connection.execute(row.returning(sketches.c.id)).scalar_one()
    marks = [{"mark": mark, "sketch": number} for mark in sketch.marks]
    if marks:
        connection.execute(sketch_marks.insert(), marks)
    return number


def candidates_for(connection: Connection, number: int, sketch: Sketch) -> Sequence[Candidate]:
    """Stored sketches that share enough marks with this one, the nearest first."""
    shared: Counter[int] = Counter()
    for mark in sketch.marks:
        shared.update(connection.execute(_HOLDERS, {"mark": mark}).scalars())
    del shared[number]
    most = [other for other, _ in shared.most_common(_MOST_ESTIMATED)]
    near = []
    for row in connection.execute(select(sketches).where(sketches.c.id.in_(most))):
        size = Size(row.shingles, row.marks)
        estimate = estimated_containment(shared[row.id], sketch.size, size)
        if estimate >= _LEAST_ESTIMATED:
            near.append((-estimate, Candidate(row.id, row.article_id, row.revision)))
    near.sort(key=lambda pair: (pair[0], pair[1].sketch))
    return [candidate for _, candidate in near[:_MOST_CANDIDATES]]


def save_compared(connection: Connection, found: Mapping[int, Sequence[int]]) -> None:
    """Notes the copies of each sketch; a sketch that is gone meanwhile is left out."""
    numbers = {*found, *(other for others in found.values() for other in others)}
    query = select(sketches.c.id).where(sketches.c.id.in_(numbers))
    there = set(connection.execute(query).scalars())
    pairs = {
        pair
        for one, others in found.items()
        for other in others
        if one in there and other in there
        for pair in ((one, other), (other, one))
    }
    known = select(copies.c.one, copies.c.other).where(copies.c.one.in_(there))
    pairs -= {(row.one, row.other) for row in connection.execute(known)}
    if pairs:
        rows = [{"one": one, "other": other} for one, other in sorted(pairs)]
        connection.execute(copies.insert(), rows)
    connection.execute(sketches.update().where(sketches.c.id.in_(found)).values(is_compared=True))


def copies_of(connection: Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of articles, the first of them one of `ids`, that are copies of each other."""
    return [(row[0], row[1]) for row in connection.execute(_COPIES, {"ids": ids})]


def _compared(rules: int) -> Select[str]:
    """The articles whose sketch is of the text that they have, made by these rules, and done."""
    is_current: ColumnElement[bool] = sketches.c.revision == articles.c.revision
    return (
        select(articles.c.id)
        .join_from(articles, sketches, sketches.c.article_id == articles.c.id)
        .where(is_current, sketches.c.rules == rules, sketches.c.is_compared)
    )
