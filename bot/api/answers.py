"""GET /answers/{id} and GET /answers/affected: answers as they were given, and whether they stand.

Knows nothing of how answers are found or kept.
"""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from bot.affected import AffectedAnswer, Fate
from bot.answer_store import AnswerStore
from bot.api.models import AnswerModel
from bot.api.problems import GONE, INVALID, NOT_FOUND, UNAVAILABLE, responses
from bot.api.requests import DayOrMoment, FiltersModel
from bot.api.revisions import WordingModel
from bot.api.state import bot_of

router = APIRouter(tags=["answers"], responses=responses(INVALID, UNAVAILABLE))


class AffectedModel(BaseModel):
    """One citation of an earlier answer that does not stand as it did."""

    answer_id: str
    question: str
    asked_at: datetime
    marker: int
    article_id: str
    revision: str = Field(description="The revision that was cited.")
    start: int
    end: int
    quote: str | None = Field(description="The cited sentence; null where it was withdrawn.")
    what: Fate = Field(description="The worst of what happened.")
    happened_at: datetime
    still_said: bool = Field(
        description="Whether the current revision has the sentence word for word."
    )
    current_revision: str | None
    current: WordingModel | None = Field(
        description="What the current revision says instead, where that is known."
    )

    @classmethod
    def of(cls, affected: AffectedAnswer) -> Self:
        """The citation as it goes over the wire."""
        cited, current = affected.citation, affected.current
        return cls(
            answer_id=affected.answer_id,
            question=affected.question,
            asked_at=affected.asked_at,
            marker=cited.marker,
            article_id=cited.article_id,
            revision=cited.revision,
            start=cited.start,
            end=cited.end,
            quote=affected.quote,
            what=affected.fate,
            happened_at=affected.happened_at,
            still_said=affected.still_said,
            current_revision=affected.current_revision,
            current=None if current is None else WordingModel.of(current),
        )


class AffectedList(BaseModel):
    """Affected citations in the order in which it happened."""

    affected: list[AffectedModel]
    next_since: datetime | None = Field(
        description="`since` for the rest; null where this is all of it."
    )


@router.get("/answers/affected")
def list_affected(
    request: Request,
    since: DayOrMoment | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> AffectedList:
    """Answers that cite what was changed, corrected, retracted or withdrawn since."""
    moment = FiltersModel(since=since).filters().since
    page = AnswerStore(bot_of(request).store).affected(moment, limit=limit)
    affected = [AffectedModel.of(each) for each in page.affected]
    return AffectedList(affected=affected, next_since=page.next_since)


@router.get(
    "/answers/{answer_id}", response_model=AnswerModel, responses=responses(NOT_FOUND, GONE)
)
def get_answer(request: Request, answer_id: str) -> Response:
    """An answer exactly as it was given."""
    body = AnswerStore(bot_of(request).store).get(answer_id)
    return Response(body, media_type="application/json")
