"""What was received and what is still to do, in the store: once each, whoever is told twice.

Shared by all processes on a data directory, and safe across a kill: what was acknowledged is
either done or still here. Knows nothing of Slack's API.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from bot.slack.tasks import Task
from index.claims import is_claimed
from index.database import connected
from index.slack_tables import slack_seen, slack_tasks
from index.store import Store

_SEEN_FOR = timedelta(days=3)
"""Slack tries again for an hour, and for a day where an app asks for it."""


class Inbox:
    """The tasks of one process, `owner`, which holds the lock file of that name in `claims`.

    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, store: Store, claims: Path, owner: str) -> None:
        self._store = store
        self._claims = claims
        self._owner = owner

    def take(self, keys: Sequence[str], task: Task | None) -> bool:
        """Notes that something with these keys came, and its task; False where any came before."""
        now = self._store.clock()
        with connected(self._store.engine, writes=True) as connection:
            known = select(slack_seen.c.key).where(slack_seen.c.key.in_(keys)).limit(1)
            if connection.execute(known).first() is not None:
                return False
            rows = [{"key": key, "at": now} for key in dict.fromkeys(keys)]
            connection.execute(insert(slack_seen), rows)
            if task is not None:
                values = {"body": task.model_dump_json(), "owner": self._owner, "at": now}
                connection.execute(insert(slack_tasks).values(id=task.id, **values))
        return True

    def done(self, task: Task) -> None:
        """Takes a task away for good."""
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(delete(slack_tasks).where(slack_tasks.c.id == task.id))

    def orphans(self) -> list[Task]:
        """The tasks of processes that are no more, now this one's, the oldest first."""
        with connected(self._store.engine) as connection:
            owners = set(connection.execute(select(slack_tasks.c.owner).distinct()).scalars())
        dead = [one for one in owners - {self._owner} if not self.is_alive(one)]
        if not dead:
            return []
        with connected(self._store.engine, writes=True) as connection:
            of_dead = slack_tasks.c.owner.in_(dead)
            query = select(slack_tasks.c.body).where(of_dead).order_by(slack_tasks.c.at)
            bodies = connection.execute(query).scalars().all()
            connection.execute(update(slack_tasks).where(of_dead).values(owner=self._owner))
        for owner in dead:
            self.claim_of(owner).unlink(missing_ok=True)
        return [Task.read(body) for body in bodies]

    def prune(self) -> None:
        """Forgets what was seen so long ago that it does not come again."""
        before = self._store.clock() - _SEEN_FOR
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(delete(slack_seen).where(slack_seen.c.at < before))

    def is_alive(self, owner: str) -> bool:
        """Whether a process still works."""
        return is_claimed(self.claim_of(owner))

    def claim_of(self, owner: str) -> Path:
        """The lock file that says whether a process is alive."""
        return self._claims / f"slack-{owner}.lock"
