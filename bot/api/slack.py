"""`/slack/events`, and `/slack/install` with its way back: requests handed on as they came.

Knows HTTP; knows nothing of Slack but that it waits for no one, so it gets threads of its own.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request, Response

THREADS = 16


class Went(Protocol):
    """What goes back."""

    @property
    def status(self) -> int:
        """The status."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Names and values; a name may come several times."""


class SlackGate(Protocol):
    """What takes requests of Slack's: blocks, and is safe to use from threads."""

    @property
    def installs(self) -> bool:
        """Whether others can install the app here."""

    def event(self, body: str, query: str, headers: Mapping[str, Sequence[str]]) -> Went:
        """Any request of Slack's."""

    def install(self, body: str, query: str, headers: Mapping[str, Sequence[str]]) -> Went:
        """The way to Slack's page."""

    def redirected(self, body: str, query: str, headers: Mapping[str, Sequence[str]]) -> Went:
        """The way back from there."""


Take = Callable[[str, str, Mapping[str, Sequence[str]]], Went]


def install_slack(app: FastAPI, gate: SlackGate) -> None:
    """Adds the paths to the app."""
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slack-http")
    router = APIRouter(include_in_schema=False)

    async def events(request: Request) -> Response:
        return await _handed_on(request, gate.event, threads)

    async def install(request: Request) -> Response:
        return await _handed_on(request, gate.install, threads)

    async def redirected(request: Request) -> Response:
        return await _handed_on(request, gate.redirected, threads)

    router.add_api_route("/slack/events", events, methods=["POST"])
    if gate.installs:
        router.add_api_route("/slack/install", install, methods=["GET"])
        router.add_api_route("/slack/oauth_redirect", redirected, methods=["GET"])
    app.include_router(router)


async def _handed_on(request: Request, take: Take, threads: ThreadPoolExecutor) -> Response:
    body = (await request.body()).decode("utf-8", "replace")
    headers = {name: request.headers.getlist(name) for name in request.headers}
    loop = asyncio.get_running_loop()
    went = await loop.run_in_executor(threads, take, body, request.url.query, headers)
    response = Response(went.body, went.status)
    for name, value in went.headers:
        if name.lower() != "content-length":
            response.headers.append(name, value)
    return response
