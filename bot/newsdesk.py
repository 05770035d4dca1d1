"""What the service does with articles beside answering: takes them in, deletes, rebuilds.

Everything here is durable when it returns; the index follows in the background. Knows nothing of
HTTP.
"""

import logging
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bot.beside import begin_beside
from index.build import withdrawn_refusal
from index.claims import is_claimed
from index.errors import SnapshotError
from index.indexer import Indexer
from index.jobs import Job, Jobs, JobState
from index.manifest import Manifest
from index.rebuild import require_room, roll_back
from index.source_states import Progress, keep_posted
from index.sources.limits import SourceLimits
from index.sources.posted import read_posted
from index.store import Outcome
from index.types import Refusal
from index.withdrawal import Withdrawal, withdraw
from index.workshop import Workshop

_log = logging.getLogger(__name__)

REBUILD = "rebuild"

_LOST_AFTER_S = 600.0
"""A job of another server that nobody works on and that has not moved for so long is lost."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one article that was handed in: number `position` (from 0)."""

    position: int
    id: str
    revision: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an article that was handed in was not taken."""

    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A snapshot that is kept."""

    manifest: Manifest
    is_current: bool


class Newsdesk:
    """Changes what is stored, and wakes the indexer. Safe to use from threads."""

    def __init__(self, shop: Workshop, indexer: Indexer, *, is_open: bool) -> None:
        """`is_open` says whether callers over HTTP may change anything."""
        self._shop = shop
        self._indexer = indexer
        self._jobs = Jobs(shop.store)
        self._working: dict[str, subprocess.Popen[bytes]] = {}
        self.is_open = is_open

    def take_in(self, body: bytes) -> Sequence[Taken | Refused]:
        """Stores the articles of a JSON body, all in one transaction; durable when this returns.

        Raises ArticleRefusedError where the body as a whole is not JSON of articles.
        """
        items = list(read_posted(body, SourceLimits(), seen_at=self._shop.store.clock()))
        results: list[Taken | Refused] = []
        with self._shop.store.batch() as batch:
            for position, item in enumerate(items):
                if isinstance(item, Refusal):
                    batch.log_refusal(item)
                    results.append(Refused(position, item.reason))
                    continue
                outcome = batch.save(item)
                if outcome is Outcome.WITHDRAWN:
                    results.append(Refused(position, withdrawn_refusal(item).reason))
                    continue
                article = item.article
                results.append(Taken(position, article.id, article.revision, outcome))
            keep_posted(batch.connection, _progress_of(results), now=self._shop.store.clock())
        changed = [
            one.id
            for one in results
            if isinstance(one, Taken) and one.outcome is not Outcome.UNCHANGED
        ]
        if changed:
            self._indexer.wake(*changed)
        return results

    def delete(self, article_id: str, *, reason: str | None) -> Withdrawal:
        """Deletes an article for good; raises ArticleNotFoundError."""
        gone = withdraw(self._shop.store, article_id, reason=reason)
        _log.info("article_withdrawn", extra={"article_id": article_id})
        self._indexer.wake(article_id)
        return gone

    def rebuild(self, *, embedder: str | None) -> Job:
        """Begins to make the index again, in a process of its own; the one under way if there is.

        Raises SnapshotError where the disk has no room.
        """
        running = [job for job in self.jobs() if not job.state.has_ended]
        if running:
            return running[0]
        require_room(self._shop)
        job = self._jobs.add(REBUILD)
        words = ["rebuild", "--job", job.id]
        if embedder is not None:
            words += ["--embedder", embedder]
        self._working[job.id] = begin_beside(*words)
        return job

    def jobs(self) -> Sequence[Job]:
        """The last jobs, the newest first."""
        found = self._jobs.latest()
        for job in found:
            if not job.state.has_ended and self._is_lost(job):
                self._jobs.end(job.id, JobState.FAILED, "its process ended before it was done")
        return self._jobs.latest()

    def job(self, job_id: str) -> Job:
        """One job; raises JobNotFoundError."""
        self.jobs()
        return self._jobs.get(job_id)

    def cancel(self, job_id: str) -> Job:
        """Asks a job to end; raises JobNotFoundError."""
        return self._jobs.cancel(job_id)

    def snapshots(self) -> Sequence[SnapshotInfo]:
        """Every snapshot that can be used, the newest first."""
        kept = self._shop.snapshots
        current = kept.current_version()
        found = []
        for version in kept.versions():
            try:
                found.append(SnapshotInfo(kept.manifest(version), version == current))
            except SnapshotError:
                continue
        return found

    def roll_back(self, version: str) -> Manifest:
        """Goes back to a snapshot that is kept; raises SnapshotError where it is not."""
        return roll_back(self._shop, version)

    def close(self) -> None:
        """Ends the work that was begun here; it leaves the index as it was."""
        for process in self._working.values():
            if process.poll() is None:
                process.terminate()

    def _is_lost(self, job: Job) -> bool:
        """Whether nobody works on a job that has not ended."""
        process = self._working.get(job.id)
        if process is not None:
            return process.poll() is not None and not self._jobs.get(job.id).state.has_ended
        age_s = (self._shop.store.clock() - job.updated_at).total_seconds()
        return age_s > _LOST_AFTER_S and not is_claimed(self._shop.rebuild_claim)


def _progress_of(results: Sequence[Taken | Refused]) -> Progress:
    outcomes = [one.outcome for one in results if isinstance(one, Taken)]
    reasons = [one.reason for one in results if isinstance(one, Refused)]
    return Progress(
        marks={},
        added=outcomes.count(Outcome.ADDED),
        updated=outcomes.count(Outcome.UPDATED),
        refused=len(reasons),
        last_refusal=reasons[-1] if reasons else None,
    )
