"""What people say of answers, as rows.

The only module that writes the table of feedback, but for turns that are deleted with all that
hangs on them. Knows nothing of what a verdict means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Engine, delete, insert, or_, select

from index.conversation_tables import feedback, turns
from index.database import connected
from index.schema import answers


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """What one person says of one answer."""

    answer_id: str
    user: str
    verdict: str
    comment: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer that somebody judged; `body` is None where it is not kept any more."""

    answer_id: str
    body: str | None
    feedback: Sequence[GivenFeedback]


def is_answer(engine: Engine, answer_id: str) -> bool:
    """Whether an answer was given that is still known of."""
    kept = select(answers.c.id).where(answers.c.id == answer_id)
    said = select(turns.c.id).where(turns.c.answer_id == answer_id).limit(1)
    with connected(engine) as connection:
        found = select(or_(kept.exists(), said.exists()))
        return bool(connection.execute(found).scalar_one())


def keep_feedback(engine: Engine, given: GivenFeedback) -> None:
    """Stores what a person says of an answer, in the place of what they said of it before."""
    of_it = (feedback.c.answer_id == given.answer_id) & (feedback.c.user == given.user)
    names = [column.name for column in feedback.columns]
    with connected(engine, writes=True) as connection:
        connection.execute(delete(feedback).where(of_it))
        connection.execute(insert(feedback).values({n: getattr(given, n) for n in names}))


def delete_feedback(engine: Engine, answer_id: str, user: str) -> bool:
    """Takes back what a person said of an answer; whether there was anything."""
    of_it = (feedback.c.answer_id == answer_id) & (feedback.c.user == user)
    with connected(engine, writes=True) as connection:
        return connection.execute(delete(feedback).where(of_it)).rowcount > 0


def feedback_of(engine: Engine, answer_id: str) -> Sequence[GivenFeedback]:
    """What was said of one answer, the latest last."""
    query = select(feedback).where(feedback.c.answer_id == answer_id).order_by(feedback.c.at)
    with connected(engine) as connection:
        return [GivenFeedback(**row) for row in connection.execute(query).mappings()]


def judged_answers(engine: Engine) -> Iterator[JudgedAnswer]:
    """Every answer that somebody judged, by id."""
    query = (
        select(feedback, answers.c.body)
        .join_from(feedback, answers, answers.c.id == feedback.c.answer_id, isouter=True)
        .order_by(feedback.c.answer_id, feedback.c.at, feedback.c.user)
    )
    with connected(engine) as connection:
        rows = connection.execute(query).mappings().all()
    for answer_id, group in groupby(rows, key=itemgetter("answer_id")):
        own = list(group)
        given = [
            GivenFeedback(**{name: row[name] for name in row if name != "body"}) for row in own
        ]
        yield JudgedAnswer(answer_id, own[0]["body"], given)
