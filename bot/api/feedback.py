"""POST /answers/{id}/feedback: what somebody thinks of an answer.

Knows nothing of how feedback is kept or used.
"""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from bot.api.problems import INVALID, NOT_FOUND, TOO_LARGE, UNAVAILABLE, responses
from bot.api.requests import Id
from bot.api.state import bot_of
from bot.feedback import Verdict

router = APIRouter(
    tags=["answers"], responses=responses(INVALID, NOT_FOUND, TOO_LARGE, UNAVAILABLE)
)

ANYBODY = "http"
"""Who says it where nobody is named."""


class FeedbackRequest(BaseModel):
    """A verdict on an answer. The same person's next verdict takes its place."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict = Field(examples=["right"])
    user: Id = Field(default=ANYBODY, description="Who says it: any name that stays the same.")
    comment: str | None = Field(default=None, max_length=2000)


class FeedbackModel(BaseModel):
    """A verdict as it is kept."""

    answer_id: str
    user: str
    verdict: Verdict
    comment: str | None
    at: datetime


@router.post("/answers/{answer_id}/feedback")
def give_feedback(request: Request, answer_id: str, body: FeedbackRequest) -> FeedbackModel:
    """Notes what somebody thinks of an answer."""
    given = bot_of(request).feedback.give(answer_id, body.user, body.verdict, body.comment)
    return FeedbackModel.model_validate(given, from_attributes=True)
