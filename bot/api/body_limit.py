"""A bound on how much of a request is read. Knows bytes, not what they say."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.problems import TOO_LARGE, problem_response


class BodyLimit:
    """ASGI middleware: a larger body is refused with problem+json, unread where its length is told.

    FastAPI's own `max_body_size` answers in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._detail = f"the body has more than the {max_bytes} bytes allowed"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on with its body metered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and len(told) < 20 and int(told) > self._max_bytes:
            await problem_response(TOO_LARGE, self._detail)(scope, receive, send)
            return
        await self._app(scope, self._metered(receive), send)

    def _metered(self, receive: Receive) -> Receive:
        left = self._max_bytes

        async def metered() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(TOO_LARGE.status, self._detail)
            return message

        return metered
