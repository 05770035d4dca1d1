"""GET and DELETE /conversations/{id}: what was asked in a conversation, and having it forgotten.

Whoever knows an id may read and delete it. Knows nothing of how turns are kept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.api.problems import INVALID, NOT_FOUND, UNAVAILABLE, responses
from bot.api.state import bot_of
from bot.conversations import Turn
from index.errors import ConversationNotFoundError

router = APIRouter(tags=["conversations"], responses=responses(INVALID, NOT_FOUND, UNAVAILABLE))


class TurnModel(BaseModel):
    """A question of a conversation and what was said."""

    question: str
    standalone_question: str = Field(description="How the question was understood.")
    answer_id: str
    asked_at: datetime
    answered: bool | None = Field(
        description="Null, as `answer` is, where an article that was quoted was withdrawn."
    )
    answer: str | None
    article_ids: list[str] = Field(description="The articles that the answer cites.")

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """The turn as it goes over the wire."""
        said = turn.said
        return cls(
            question=turn.question,
            standalone_question=turn.standalone_question,
            answer_id=turn.answer_id,
            asked_at=turn.at,
            answered=None if said is None else said.answered,
            answer=None if said is None else said.answer,
            article_ids=[] if said is None else [article.id for article in said.articles],
        )


class ConversationModel(BaseModel):
    """The turns of a conversation, the oldest first."""

    conversation_id: str
    turns: list[TurnModel]

    @classmethod
    def of(cls, conversation_id: str, turns: Sequence[Turn]) -> Self:
        """The conversation as it goes over the wire."""
        return cls(conversation_id=conversation_id, turns=[TurnModel.of(turn) for turn in turns])


@router.get("/conversations/{conversation_id}")
def get_conversation(request: Request, conversation_id: str) -> ConversationModel:
    """What was asked so far, how it was understood, and what was said."""
    turns = bot_of(request).conversations.turns(conversation_id)
    if not turns:
        raise _unknown(conversation_id)
    return ConversationModel.of(conversation_id, turns)


@router.delete("/conversations/{conversation_id}", status_code=204)
def delete_conversation(request: Request, conversation_id: str) -> None:
    """Forgets a conversation: its questions, its answers, and what was said of them."""
    if not bot_of(request).conversations.forget(conversation_id):
        raise _unknown(conversation_id)


def _unknown(conversation_id: str) -> ConversationNotFoundError:
    return ConversationNotFoundError(
        f"no conversation with the id {conversation_id[:80]!r} is kept",
        remedy="take the conversation_id of an answer; conversations are kept for "
        "ONRECORD_KEEP_CONVERSATIONS_DAYS days",
    )
