"""POST /ask and POST /search: questions answered, chunks found."""

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from bot.api.models import AnswerModel, HitModel, ScopeModel, SearchResponse
from bot.api.problems import INVALID, TOO_LARGE, UNAVAILABLE, responses
from bot.api.requests import AskRequest, SearchRequest
from bot.api.state import bot_of, settings_of

router = APIRouter(tags=["asking"], responses=responses(INVALID, TOO_LARGE, UNAVAILABLE))


@router.post("/ask")
def ask(request: Request, body: AskRequest) -> AnswerModel:
    """Answers a question in the articles' own words, every sentence cited; or says why not."""
    _check_length(request, body.question, "question")
    return AnswerModel.of(bot_of(request).ask(body.asked()))


@router.post("/search")
def search(request: Request, body: SearchRequest) -> SearchResponse:
    """Finds the chunks nearest to a query, by similarity and by shared words."""
    _check_length(request, body.query, "query")
    bot = bot_of(request)
    hits = bot.search(body.query, body.k, body.filters.filters())
    return SearchResponse(hits=[HitModel.of(h) for h in hits], scope=ScopeModel.of(bot.scope()))


def _check_length(request: Request, text: str, name: str) -> None:
    limit = settings_of(request).max_question_chars
    if len(text) > limit:
        message = f"should have at most {limit} characters, has {len(text)}"
        raise RequestValidationError([{"loc": ("body", name), "msg": message, "type": "too_long"}])
