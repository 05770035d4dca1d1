"""GET /sources: where articles come from by themselves, and how each source stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.api.problems import UNAVAILABLE, responses
from bot.api.state import bot_of
from index.source_states import Health, SourceState, SourceStates

router = APIRouter(tags=["sources"], responses=responses(UNAVAILABLE))


class SourceModel(BaseModel):
    """A source. The counts are of articles, since it was first read."""

    name: str
    kind: str
    address: str | None
    health: Health
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    due_at: datetime | None
    lag_s: float | None = Field(description="Seconds since all that it had was stored.")
    newest_published_at: datetime | None
    error: str | None = Field(description="Why it could not be read last; null where it could.")
    remedy: str | None
    failures: int = Field(description="How often in a row it could not be read.")
    added: int
    updated: int
    refused: int
    last_refusal: str | None

    @classmethod
    def of(cls, state: SourceState, now: datetime) -> Self:
        """The source as it goes over the wire."""
        names = cls.model_fields.keys() - {"lag_s"}
        known = {name: getattr(state, name) for name in names}
        return cls(**known, lag_s=state.lag_s(now))


class SourceList(BaseModel):
    """Every source, by name."""

    sources: list[SourceModel]

    @classmethod
    def of(cls, states: Sequence[SourceState], now: datetime) -> Self:
        """The sources as they go over the wire."""
        return cls(sources=[SourceModel.of(state, now) for state in states])


@router.get("/sources")
def list_sources(request: Request) -> SourceList:
    """The sources that `onrecord watch` has read or is to read, and what was posted."""
    store = bot_of(request).store
    return SourceList.of(SourceStates(store).all(), store.clock())
