"""`onrecord rebuild` as a function, told to a job where somebody asked for it over HTTP.

Knows how such work begins and ends; knows nothing of the command line's words.
"""

from contextlib import closing
from dataclasses import dataclass

from bot.settings import Settings
from bot.wiring import open_workshop
from index.build import is_current, publish
from index.errors import IndexBusyError, JobCancelledError, OnRecordError
from index.jobs import JobProgress, Jobs, JobState
from index.manifest import Manifest
from index.parts import Progress
from index.rebuild import rebuild
from index.store import Store
from index.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to rebuild: all, or only what is missing; a job is told how it goes, and means all."""

    only_if_stale: bool = False
    job_id: str | None = None


def rebuild_index(settings: Settings, progress: Progress, wanted: Wanted) -> Manifest | None:
    """Makes the index again from what is stored, while the old one goes on serving.

    With `only_if_stale` only what is missing, and None where nothing is. Raises IndexBusyError
    where somebody else is making it again, else StoreError, ModelError or SnapshotError.
    """
    if wanted.job_id is None:
        with open_workshop(settings) as shop:
            return _rebuilt(shop, progress, wanted)
    with closing(Store.open(settings.folders.store)) as store:
        return _told_to(Jobs(store), wanted.job_id, settings, progress)


def _told_to(jobs: Jobs, job_id: str, settings: Settings, progress: Progress) -> Manifest | None:
    """As `rebuild_index`, and the job is told how far it is and how it ends."""
    told = JobProgress(jobs, job_id, progress)
    try:
        told.stage("opening the model", None)
        with open_workshop(settings) as shop:
            manifest = _rebuilt(shop, told, Wanted())
    except JobCancelledError as error:
        jobs.end(job_id, JobState.CANCELLED, str(error))
        raise
    except OnRecordError as error:
        jobs.end(job_id, JobState.FAILED, f"{error}: {error.remedy}")
        raise
    except BaseException:
        jobs.end(job_id, JobState.FAILED, "it ended unexpectedly; see the log")
        raise
    jobs.end(job_id, JobState.DONE, None if manifest is None else manifest.version)
    return manifest


def _rebuilt(shop: Workshop, progress: Progress, wanted: Wanted) -> Manifest | None:
    if wanted.only_if_stale:
        if is_current(shop):
            return None
        with shop.holding(shop.ingest_claim):
            return publish(shop, progress)[0]
    with shop.holding(shop.rebuild_claim) as is_ours:
        if not is_ours:
            raise IndexBusyError(
                "the index is being made again already",
                remedy="wait until that is done: `GET /index/jobs` tells how far it is",
            )
        return rebuild(shop, progress).manifest
