"""GET /: the chat page, static files from `bot/web`, under a strict content security policy."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Serves the page and its files, and adds the protective headers to every response."""
    app.include_router(router)
    app.mount("/web", StaticFiles(directory=_web()), name="web")
    app.add_middleware(ProtectiveHeaders)


@router.get("/")
def page() -> FileResponse:
    """The chat page."""
    return FileResponse(_web() / "index.html", media_type="text/html")


class ProtectiveHeaders:
    """ASGI middleware: what a browser may do with our responses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; the headers are added to its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)


def _web() -> Path:
    return Path(str(files("bot") / "web"))
