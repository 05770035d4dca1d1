"""Long work that somebody asked for: how far it is, how it ended, and asking it to end.

Kept in the store's database, so that any process can look. Knows nothing of the work.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from time import monotonic
from uuid import uuid4

from sqlalchemy import insert, select, update

from index.database import connected
from index.errors import JobCancelledError, JobNotFoundError
from index.parts import Progress
from index.schema import jobs
from index.store import Store

_SHOWN = 20
_SAVED_EVERY_S = 0.5


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `done` of `total` (None if unknown) counts within `stage`."""

    id: str
    kind: str
    state: JobState
    stage: str | None
    done: int
    total: int | None
    message: str | None
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    is_cancelled: bool


class Jobs:
    """The jobs of a data directory. Raises StoreError where the database cannot be used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: str) -> Job:
        """A new job that waits."""
        now = self._store.clock()
        id_ = uuid4().hex
        values = {"kind": kind, "state": JobState.WAITING.value, "done": 0, "is_cancelled": False}
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(
                insert(jobs).values(id=id_, started_at=now, updated_at=now, **values)
            )
        return self.get(id_)

    def get(self, job_id: str) -> Job:
        """A job; raises JobNotFoundError."""
        with connected(self._store.engine) as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().first()
        if row is None:
            raise JobNotFoundError(
                f"there is no job {job_id!r}", remedy="list them with `GET /index/jobs`"
            )
        return Job(**(dict(row) | {"state": JobState(row["state"])}))

    def latest(self) -> list[Job]:
        """The last jobs, the newest first."""
        query = select(jobs).order_by(jobs.c.started_at.desc(), jobs.c.id).limit(_SHOWN)
        with connected(self._store.engine) as connection:
            rows = connection.execute(query).mappings().all()
        return [Job(**(dict(row) | {"state": JobState(row["state"])})) for row in rows]

    def cancel(self, job_id: str) -> Job:
        """Asks a job to end; it does at its next step. One that has ended stays as it is."""
        job = self.get(job_id)
        if not job.state.has_ended:
            self._change(job_id, is_cancelled=True)
        return self.get(job_id)

    def end(self, job_id: str, state: JobState, message: str | None = None) -> None:
        """Says how a job ended."""
        now = self._store.clock()
        self._change(job_id, state=state.value, message=message, ended_at=now)

    def note(self, job_id: str, stage: str, done: int, total: int | None) -> bool:
        """Says how far a job is; False where it was asked to end."""
        running = JobState.RUNNING.value
        self._change(job_id, state=running, stage=stage, done=done, total=total)
        return not self.get(job_id).is_cancelled

    def _change(self, job_id: str, **values: object) -> None:
        values["updated_at"] = self._store.clock()
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(update(jobs).where(jobs.c.id == job_id).values(**values))


class JobProgress:
    """A Progress that tells a job how far it is, and somebody else too.

    Raises JobCancelledError in the middle of the work where the job was asked to end.
    """

    def __init__(self, jobs_of_store: Jobs, job_id: str, shown: Progress) -> None:
        self._jobs = jobs_of_store
        self._job_id = job_id
        self._shown = shown
        self._stage, self._done = "", 0
        self._total: int | None = None
        self._saved_at = 0.0

    def stage(self, name: str, total: int | None) -> None:
        """As Progress."""
        self._shown.stage(name, total)
        self._stage, self._done, self._total = name, 0, total
        self._save()

    def advance(self, count: int) -> None:
        """As Progress."""
        self._shown.advance(count)
        self._done += count
        if monotonic() - self._saved_at >= _SAVED_EVERY_S:
            self._save()

    def _save(self) -> None:
        self._saved_at = monotonic()
        if not self._jobs.note(self._job_id, self._stage, self._done, self._total):
            raise JobCancelledError(
                "the work was cancelled", remedy="ask for it again; the index is as it was"
            )
