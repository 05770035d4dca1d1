"""A bound on how much of a request is read. Knows bytes, not what they say."""

from collections.abc import Mapping

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.problems import TOO_LARGE, problem_response


class BodyLimit:
    """ASGI middleware: a larger body is refused with problem+json, unread where its length is told.

    FastAPI's own `max_body_size` answers in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, of_paths: Mapping[str, int]) -> None:
        """`of_paths` are the limits of paths that have one of their own."""
        self._app = app
        self._max_bytes = max_bytes
        self._of_paths = of_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on with its body metered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._of_paths.get(scope["path"], self._max_bytes)
        detail = f"the body has more than the {most} bytes allowed"
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and len(told) < 20 and int(told) > most:
            await problem_response(TOO_LARGE, detail)(scope, receive, send)
            return
        await self._app(scope, _metered(receive, most, detail), send)


def _metered(receive: Receive, most: int, detail: str) -> Receive:
    left = most

    async def metered() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(TOO_LARGE.status, detail)
        return message

    return metered
