"""GET /healthz and GET /readyz: is the process alive, and can it answer."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bot.api.models import ScopeModel
from bot.api.state import bot_of
from index.errors import OnRecordError

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process is alive."""

    status: str = Field("ok", examples=["ok"])


class Readiness(BaseModel):
    """Whether questions can be answered, and if not, why and what to do."""

    ready: bool
    reason: str | None = None
    remedy: str | None = None
    scope: ScopeModel | None = None


@router.get("/healthz")
def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Not ready, and why"}})
def readyz(request: Request, response: Response) -> Readiness:
    """200 when questions can be answered from articles, else 503 with the reason."""
    try:
        scope = bot_of(request).scope()
    except OnRecordError as error:
        response.status_code = 503
        return Readiness(ready=False, reason=str(error), remedy=error.remedy)
    if scope.articles == 0:
        response.status_code = 503
        return Readiness(
            ready=False,
            reason="there are no articles in the index",
            remedy="add some with `onrecord ingest PATH`",
        )
    return Readiness(ready=True, scope=ScopeModel.of(scope))
