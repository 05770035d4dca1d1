"""Errors as problem+json (RFC 9457). Every way a request can fail is in the table below.

Knows HTTP and our errors; knows nothing of what the endpoints do. No traceback reaches a client.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from index.errors import (
    AnswerNotFoundError,
    ArticleNotFoundError,
    ArticleRefusedError,
    ArticleWithdrawnError,
    ChangesNotAllowedError,
    ConversationNotFoundError,
    JobNotFoundError,
    OnRecordError,
    SnapshotNotKeptError,
)

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str = Field(examples=["urn:onrecord:problem:invalid-request"])
    title: str = Field(examples=["The request is not valid"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["question: must not be empty"])
    remedy: str | None = Field(None, description="What to do next.")


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    title: str
    status: int


INVALID = _Kind("invalid-request", "The request is not valid", 422)
TOO_LARGE = _Kind("body-too-large", "The request body is too large", 413)
NOT_FOUND = _Kind("not-found", "There is no such thing here", 404)
NO_METHOD = _Kind("method-not-allowed", "The path does not have this method", 405)
GONE = _Kind("withdrawn", "What this is about was withdrawn", 410)
UNAVAILABLE = _Kind("index-unavailable", "The index cannot be used right now", 503)
FORBIDDEN = _Kind("changes-not-allowed", "This server takes no changes from there", 403)
INTERNAL = _Kind("internal-error", "Something went wrong on our side", 500)


_KINDS: Sequence[tuple[type[OnRecordError], _Kind]] = (
    (ArticleWithdrawnError, GONE),
    (ArticleNotFoundError, NOT_FOUND),
    (AnswerNotFoundError, NOT_FOUND),
    (ConversationNotFoundError, NOT_FOUND),
    (JobNotFoundError, NOT_FOUND),
    (SnapshotNotKeptError, NOT_FOUND),
    (ArticleRefusedError, INVALID),
    (ChangesNotAllowedError, FORBIDDEN),
)


def responses(*kinds: _Kind) -> dict[int | str, dict[str, object]]:
    """How a resource documents the problems it can answer with."""
    # Not as FastAPI's "model": that would document application/json beside it.
    schema = Problem.model_json_schema()
    return {
        kind.status: {
            "description": kind.title,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for kind in kinds
    }


def install(app: FastAPI) -> None:
    """Makes every error of the app a problem+json response."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OnRecordError, _ours)
    app.add_exception_handler(Exception, _unexpected)


def problem_response(kind: _Kind, detail: str, remedy: str | None = None) -> JSONResponse:
    """The response that tells of one problem."""
    problem = Problem(
        type=f"urn:onrecord:problem:{kind.name}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        remedy=remedy,
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=kind.status, media_type=MEDIA_TYPE)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    found = []
    for item in error.errors():
        place = ".".join(str(part) for part in item["loc"] if part != "body")
        found.append(f"{place}: {item['msg']}" if place else str(item["msg"]))
    return problem_response(INVALID, "; ".join(found[:5]))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's word for a body it cannot parse
        return problem_response(INVALID, "the body is not JSON that can be read")
    known = {kind.status: kind for kind in (TOO_LARGE, NOT_FOUND, NO_METHOD)}
    title = HTTPStatus(error.status_code).phrase
    kind = known.get(error.status_code) or _Kind("http-error", title, error.status_code)
    response = problem_response(kind, str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, OnRecordError):
        raise error
    for kind_of_error, kind in _KINDS:
        if isinstance(error, kind_of_error):
            return problem_response(kind, str(error), error.remedy)
    _log.error("request_failed", extra={"reason": str(error)})
    return problem_response(UNAVAILABLE, str(error), error.remedy)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected_error", exc_info=error, extra={"path": request.url.path})
    return problem_response(INTERNAL, "The error was logged; please try again.")
