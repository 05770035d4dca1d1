"""Which message answers which question, and in which threads the bot takes part; in the store.

Knows ids only, no texts. Knows nothing of Slack's API.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.slack.tasks import Task
from index.database import connected
from index.slack_tables import slack_posts, slack_threads
from index.store import Store


@dataclass(frozen=True, slots=True)
class Post:
    """An answer to a question in a channel. `post_ts` is None where it may not be posted yet, or
    was for one person's eyes; `answer_id` is None until there is an answer."""

    team: str
    channel: str
    question_ts: str
    enterprise: str | None
    thread_ts: str | None
    user: str
    post_ts: str | None
    answer_id: str | None
    at: datetime


class Posts:
    """The posts and threads of every process. Raises StoreError as the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, task: Task) -> Post:
        """The post of a task, noted as begun where it was not; and the thread, as ours."""
        values = {
            "team": task.team,
            "channel": task.channel,
            "question_ts": task.ts or task.id,
            "enterprise": task.enterprise,
            "thread_ts": task.thread_ts or None,
            "user": task.user,
            "at": self._store.clock(),
        }
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(insert(slack_posts).values(values).on_conflict_do_nothing())
            query = select(slack_posts).where(_is_of(task))
            found = connection.execute(query).mappings().one()
            if task.thread_ts:
                thread = {name: values[name] for name in ("team", "channel", "thread_ts", "at")}
                connection.execute(insert(slack_threads).values(thread).on_conflict_do_nothing())
        return _post_of(found)

    def join(self, task: Task, thread_ts: str) -> None:
        """Notes that the bot takes part in a thread, without a question there."""
        values = {"team": task.team, "channel": task.channel, "thread_ts": thread_ts}
        thread = {**values, "at": self._store.clock()}
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(insert(slack_threads).values(thread).on_conflict_do_nothing())

    def find(self, task: Task) -> Post | None:
        """The post of a task's message; None where it was never answered."""
        with connected(self._store.engine) as connection:
            row = connection.execute(select(slack_posts).where(_is_of(task))).mappings().first()
        return None if row is None else _post_of(row)

    def note(self, task: Task, **values: str | None) -> None:
        """Notes `post_ts` or `answer_id`."""
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(update(slack_posts).where(_is_of(task)).values(**values))

    def forget(self, task: Task) -> None:
        """Deletes the post of a task's message."""
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(delete(slack_posts).where(_is_of(task)))

    def known_in(self, task: Task) -> set[str]:
        """The times of our posts in a task's thread."""
        query = select(slack_posts.c.post_ts).where(
            slack_posts.c.team == task.team,
            slack_posts.c.channel == task.channel,
            slack_posts.c.thread_ts == task.thread_ts,
            slack_posts.c.post_ts.is_not(None),
        )
        with connected(self._store.engine) as connection:
            return set(connection.execute(query).scalars())

    def takes_part(self, team: str, channel: str, thread_ts: str) -> bool:
        """Whether the bot was asked something in a thread."""
        query = select(slack_threads.c.at).where(
            slack_threads.c.team == team,
            slack_threads.c.channel == channel,
            slack_threads.c.thread_ts == thread_ts,
        )
        with connected(self._store.engine) as connection:
            return connection.execute(query).first() is not None

    def of_answer(self, answer_id: str) -> list[Post]:
        """Where an answer was posted."""
        query = select(slack_posts).where(slack_posts.c.answer_id == answer_id)
        with connected(self._store.engine) as connection:
            return [_post_of(row) for row in connection.execute(query).mappings()]

    def latest_of(self, team: str, user: str, *, most: int) -> Sequence[str]:
        """The ids of a person's latest answers, the newest first."""
        query = (
            select(slack_posts.c.answer_id)
            .where(slack_posts.c.team == team, slack_posts.c.user == user)
            .where(slack_posts.c.answer_id.is_not(None))
            .order_by(slack_posts.c.at.desc())
            .limit(most)
        )
        with connected(self._store.engine) as connection:
            return connection.execute(query).scalars().all()

    def prune(self, keep_days: int) -> None:
        """Forgets posts and threads that are older."""
        before = self._store.clock() - timedelta(days=max(keep_days, 1))
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(delete(slack_posts).where(slack_posts.c.at < before))
            connection.execute(delete(slack_threads).where(slack_threads.c.at < before))

    def forget_team(self, team: str) -> None:
        """Forgets all of a workspace that the app was removed from."""
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(delete(slack_posts).where(slack_posts.c.team == team))
            connection.execute(delete(slack_threads).where(slack_threads.c.team == team))


def _is_of(task: Task) -> ColumnElement[bool]:
    return (
        (slack_posts.c.team == task.team)
        & (slack_posts.c.channel == task.channel)
        & (slack_posts.c.question_ts == (task.ts or task.id))
    )


def _post_of(row: RowMapping) -> Post:
    return Post(**row)
