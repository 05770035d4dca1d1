"""GET /articles/{id}/revisions: how an article's text changed, sentence by sentence."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from bot.api.below_article import BelowArticle
from bot.api.problems import GONE, INVALID, NOT_FOUND, UNAVAILABLE, responses
from bot.api.state import bot_of
from index.revisions import Revision, revisions_of
from index.sentence_diff import Change, ChangeKind, Diff, Wording
from index.types import Notice

router = APIRouter(tags=["articles"], route_class=BelowArticle)


class WordingModel(BaseModel):
    """A sentence: characters `start` to `end` of that revision's text, verbatim."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """The sentence as it goes over the wire."""
        return cls.model_validate(wording, from_attributes=True)


class ChangeModel(BaseModel):
    """A sentence that was added, removed or changed."""

    kind: ChangeKind
    before: WordingModel | None = Field(description="In the former revision; null where added.")
    after: WordingModel | None = Field(description="In this revision; null where removed.")

    @classmethod
    def of(cls, change: Change) -> Self:
        """The change as it goes over the wire."""
        return cls.model_validate(change, from_attributes=True)


class DiffModel(BaseModel):
    """What a revision changed; sentences that are not listed stayed, in the same order."""

    former: str = Field(description="The revision that is compared with.")
    changes: list[ChangeModel]
    is_coarse: bool = Field(
        description="Too much differs to be compared sentence by sentence: all between the common "
        "beginning and end is listed as removed and added."
    )

    @classmethod
    def of(cls, diff: Diff, former: str) -> Self:
        """The diff as it goes over the wire."""
        changes = [ChangeModel.of(change) for change in diff.changes]
        return cls(former=former, changes=changes, is_coarse=diff.is_coarse)


class RevisionModel(BaseModel):
    """One version of an article's text."""

    revision: str = Field(description="sha256 of the text")
    stored_at: datetime = Field(description="When this text was first stored.")
    length: int = Field(description="In characters.")
    is_current: bool
    notice: Notice | None = Field(description="What the article says of itself; current only.")
    diff: DiffModel | None = Field(
        description="Null for the first revision, and where more was asked for than is compared."
    )

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The revision as it goes over the wire."""
        diff = None
        if revision.diff is not None and revision.former is not None:
            diff = DiffModel.of(revision.diff, revision.former)
        return cls(
            revision=revision.revision,
            stored_at=revision.stored_at,
            length=revision.length,
            is_current=revision.is_current,
            notice=revision.notice,
            diff=diff,
        )


class RevisionList(BaseModel):
    """Revisions, the current one first, then the newest."""

    article_id: str
    revisions: list[RevisionModel]
    total: int


@router.get(
    "/articles/{article_id:path}/revisions",
    responses=responses(INVALID, NOT_FOUND, GONE, UNAVAILABLE),
)
def list_revisions(
    request: Request,
    article_id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> RevisionList:
    """Every revision of an article that is kept, and what each changed, a page at a time."""
    page = revisions_of(bot_of(request).store.engine, article_id, limit=limit, offset=offset)
    revisions = [RevisionModel.of(each) for each in page.revisions]
    return RevisionList(article_id=article_id, revisions=revisions, total=page.total)
