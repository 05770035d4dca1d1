"""POST /articles, DELETE /articles/{id}, and the index: rebuilt, rolled back, its jobs.

Every one of these needs leave to change things: see `may_change`.
"""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from bot.api.leave import may_change, newsdesk_of
from bot.api.problems import (
    FORBIDDEN,
    INVALID,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    responses,
)
from bot.newsdesk import Refused, SnapshotInfo, Taken
from index.errors import ArticleRefusedError
from index.jobs import Job, JobState
from index.manifest import Manifest
from index.store import Outcome

router = APIRouter(responses=responses(INVALID, FORBIDDEN, TOO_LARGE, UNAVAILABLE))
Allowed = Depends(may_change)


class PostedArticle(BaseModel):
    """An article as it is handed in; the text is kept exactly as it is given."""

    text: str
    id: str | None = Field(default=None, description="The same id again is an update.")
    title: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = Field(default=None, examples=["2019-04-30T12:00:00Z"])
    updated_at: str | None = None
    language: str | None = None


class TakenModel(BaseModel):
    """An article that is stored now. `position` counts from 0."""

    position: int
    id: str
    revision: str = Field(description="sha256 of the text")
    outcome: Outcome


class RefusedModel(BaseModel):
    """An article that was not taken, and why."""

    position: int
    reason: str


class TakenIn(BaseModel):
    """What became of each article. Those that were taken are durable."""

    articles: list[TakenModel]
    refused: list[RefusedModel]


class Withdrawn(BaseModel):
    """An article that is gone for good."""

    id: str
    withdrawn_at: datetime
    reason: str | None


class JobModel(BaseModel):
    """Long work: `done` of `total` (null if unknown) counts within `stage`."""

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

    @classmethod
    def of(cls, job: Job) -> Self:
        """The job as it goes over the wire."""
        return cls.model_validate(job, from_attributes=True)


class SnapshotModel(BaseModel):
    """A state of the index that is kept."""

    version: str
    created_at: datetime
    embedder: str
    articles: int
    chunks: int
    segments: int
    is_current: bool

    @classmethod
    def of(cls, manifest: Manifest, *, is_current: bool) -> Self:
        """The snapshot as it goes over the wire."""
        return cls(
            version=manifest.version,
            created_at=datetime.fromisoformat(manifest.created_at),
            embedder=manifest.recipe.embedder,
            articles=manifest.articles,
            chunks=manifest.chunks,
            segments=len(manifest.segments),
            is_current=is_current,
        )

    @classmethod
    def of_info(cls, info: SnapshotInfo) -> Self:
        """One of those that are kept."""
        return cls.of(info.manifest, is_current=info.is_current)


class RebuildRequest(BaseModel):
    """How to make the index again."""

    model_config = ConfigDict(extra="forbid")

    embedder: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="Another embedding model; null takes the one that is set.",
    )


class RollbackRequest(BaseModel):
    """Where to go back to."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1, max_length=100)


_POSTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        PostedArticle.model_json_schema(),
                        {"type": "array", "items": PostedArticle.model_json_schema()},
                    ]
                }
            }
        },
    }
}


@router.post("/articles", tags=["articles"], dependencies=[Allowed], openapi_extra=_POSTED)
async def post_articles(request: Request) -> TakenIn:
    """Takes in one article or a list. Answered when they are durable; searchable a moment later."""
    body = await request.body()
    results = await run_in_threadpool(newsdesk_of(request).take_in, body)
    taken = [one for one in results if isinstance(one, Taken)]
    refused = [one for one in results if isinstance(one, Refused)]
    if not taken:
        raise ArticleRefusedError(
            refused[0].reason, remedy="mend it and send it again; nothing was taken"
        )
    return TakenIn(
        articles=[TakenModel.model_validate(one, from_attributes=True) for one in taken],
        refused=[RefusedModel.model_validate(one, from_attributes=True) for one in refused],
    )


@router.delete(
    "/articles/{article_id:path}",
    tags=["articles"],
    dependencies=[Allowed],
    responses=responses(NOT_FOUND),
)
def delete_article(
    request: Request,
    article_id: str,
    reason: Annotated[str | None, Query(min_length=1, max_length=500)] = None,
) -> Withdrawn:
    """Deletes an article with all its revisions: out of reach at once, off the disk in a moment."""
    gone = newsdesk_of(request).delete(article_id, reason=reason)
    return Withdrawn(id=gone.article_id, withdrawn_at=gone.at, reason=gone.reason)


@router.get("/index/snapshots", tags=["index"])
def list_snapshots(request: Request) -> list[SnapshotModel]:
    """The states of the index that can be gone back to, the newest first."""
    return [SnapshotModel.of_info(info) for info in newsdesk_of(request).snapshots()]


@router.post("/index/rebuild", tags=["index"], status_code=202, dependencies=[Allowed])
def rebuild_index(request: Request, wanted: RebuildRequest | None = None) -> JobModel:
    """Makes the index again from the stored articles, while the old one serves."""
    embedder = None if wanted is None else wanted.embedder
    return JobModel.of(newsdesk_of(request).rebuild(embedder=embedder))


@router.post(
    "/index/rollback", tags=["index"], dependencies=[Allowed], responses=responses(NOT_FOUND)
)
def roll_back_index(request: Request, wanted: RollbackRequest) -> SnapshotModel:
    """Goes back to a snapshot that is kept, with what was stored and deleted since."""
    return SnapshotModel.of(newsdesk_of(request).roll_back(wanted.version), is_current=True)


@router.get("/index/jobs", tags=["index"])
def list_jobs(request: Request) -> list[JobModel]:
    """The last jobs, the newest first."""
    return [JobModel.of(job) for job in newsdesk_of(request).jobs()]


@router.get("/index/jobs/{job_id}", tags=["index"], responses=responses(NOT_FOUND))
def get_job(request: Request, job_id: str) -> JobModel:
    """How far a job is."""
    return JobModel.of(newsdesk_of(request).job(job_id))


@router.delete(
    "/index/jobs/{job_id}", tags=["index"], dependencies=[Allowed], responses=responses(NOT_FOUND)
)
def cancel_job(request: Request, job_id: str) -> JobModel:
    """Asks a job to end; it does at its next step, and the index stays as it was."""
    return JobModel.of(newsdesk_of(request).cancel(job_id))
