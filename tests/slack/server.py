"""A Slack to talk to: Web API, Socket Mode and response addresses on one port, in a thread.

Puts the parts together and speaks HTTP; what a method does is in `web_api`, what goes wrong in
`faults`. Use it as a context manager.
"""

import asyncio
import base64
import json
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.slack.app_config import AppConfig
from tests.slack.events import Events
from tests.slack.faults import Fault, Faults, Kind
from tests.slack.http_delivery import HttpDelivery
from tests.slack.response_urls import respond
from tests.slack.sent import Sent
from tests.slack.socket_delivery import SocketDelivery
from tests.slack.web_api import WebApi
from tests.slack.wire import Json, RefusedError, decoded
from tests.slack.world import Installation, World

APP_TOKEN = "xapp-1-A0APP-test"  # noqa: S105
SIGNING_SECRET = "signing-secret-of-the-test"  # noqa: S105
WAITS_S = (0.1, 1.0, 3.0)
# Without these nothing can begin; what goes wrong by chance leaves them alone.
SPARED = {"auth.test", "apps.connections.open", "oauth.v2.access"}


@dataclass(frozen=True, slots=True)
class Called:
    """One call of a method, as it was answered; `error` is empty where all went well. `at` counts
    seconds from no particular time.
    """

    method: str
    args: Json
    token: str
    error: str
    at: float = field(default_factory=monotonic)


class SlackServer:
    """Slack with nobody in it yet. The app is reached through Socket Mode, or over HTTP where
    `http` was set to its address. `waits_s` are the pauses before an event is tried again.
    """

    def __init__(
        self, config: AppConfig | None = None, waits_s: tuple[float, ...] = WAITS_S
    ) -> None:
        self._waits_s = waits_s
        self.config = config or AppConfig.whole()
        self.world = World()
        self.world.app_tokens.add(APP_TOKEN)
        self.faults = Faults()
        self.calls: list[Called] = []
        self.sent: list[Sent] = []
        self.socket = SocketDelivery(self.world, waits_s)
        self.http: HttpDelivery | None = None
        self.events = Events(self.world, self.config, self.send)
        self.url = ""
        self._api = WebApi(self.world, self.events)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack", daemon=True)
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """What a client is told as base address."""
        return f"{self.url}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._listen())
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something on the server's loop and waits for it."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def reach_over_http(self, url: str) -> None:
        """From here on the app is reached at this address."""
        if self.http is None:
            self.http = HttpDelivery(url, SIGNING_SECRET, self._waits_s)
        self.http.url = url

    def send(self, sent: Sent) -> None:
        """Sends something to the app, in the background."""
        with self.world.changing():
            self.sent.append(sent)
        self._loop.call_soon_threadsafe(self._begin, sent)

    def install(self, team: str, *, token: str = "", enterprise: str | None = None) -> Installation:
        """The app in a workspace, with the scopes of its manifest."""
        new = Installation(
            team,
            token or f"xoxb-{team}",
            self.config.scopes,
            bot_user=f"UBOT{team}",
            bot_id=f"B0{team}",
            enterprise=enterprise,
        )
        with self.world.changing():
            self.world.users[new.bot_user] = team
            self.world.installations[new.token] = new
        return new

    def _begin(self, sent: Sent) -> None:
        delivery = self.http or self.socket
        task = self._loop.create_task(delivery.deliver(sent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self) -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_get("/link", self.socket.accept)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.socket.close_all(is_announced=False)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = None if method in SPARED else self.faults.next(method)
        args, token = await _given(request)
        if fault is not None and fault.kind is not Kind.CUT_AFTER:
            early = await self._gone_wrong(request, fault)
            if early is not None:
                self._note(Called(method, args, token, fault.kind.value))
                return early
        answer = self._answered(method, args, token, request)
        self._note(Called(method, args, token, str(answer.get("error", ""))))
        if fault is not None and fault.kind is Kind.CUT_AFTER:
            _cut(request)
        return web.json_response(answer, headers=self._scopes_of(token))

    def _scopes_of(self, token: str) -> dict[str, str]:
        """What every answer tells of its token."""
        installation = self.world.installations.get(token)
        scopes = sorted(installation.scopes) if installation else []
        return {"x-oauth-scopes": ",".join(scopes)} if scopes else {}

    def _note(self, called: Called) -> None:
        with self.world.changing():
            self.calls.append(called)

    async def _gone_wrong(self, request: web.Request, fault: Fault) -> web.Response | None:
        """What is answered instead, if anything is."""
        if fault.kind is Kind.DELAY:
            await asyncio.sleep(fault.seconds)
            return None
        if fault.kind is Kind.RATE_LIMIT:
            headers = {"Retry-After": str(int(fault.seconds))}
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers=headers)
        if fault.kind is Kind.REFUSAL:
            return web.json_response({"ok": False, "error": fault.error})
        if fault.kind is Kind.CUT_BEFORE:
            _cut(request)
        return web.Response(status=503, text="unavailable")

    def _answered(self, method: str, args: Json, token: str, request: web.Request) -> Json:
        try:
            with self.world.lock:
                if method == "apps.connections.open":
                    self._api.check_app_token(token)
                    address = self.url.replace("http", "ws", 1)
                    return {"ok": True, "url": f"{address}/link?ticket={self.socket.new_ticket()}"}
                if method == "oauth.v2.access":
                    return {"ok": True, **self._api.exchange(args, _client(request, args))}
                return {"ok": True, **self._api.answer(method, token, args)}
        except RefusedError as refused:
            return {"ok": False, "error": refused.error, **refused.details}

    async def _respond(self, request: web.Request) -> web.Response:
        content = await request.json()
        if fault := self.faults.next("response_url"):
            early = await self._gone_wrong(request, fault)
            if early is not None:
                return early
        try:
            with self.world.lock:
                respond(self.world, self.events, request.match_info["id"], content)
        except RefusedError as refused:
            self._note(Called("response_url", content, "", refused.error))
            return web.json_response({"ok": False, "error": refused.error}, status=404)
        self._note(Called("response_url", content, "", ""))
        return web.Response(text="ok")


async def _given(request: web.Request) -> tuple[Json, str]:
    """Arguments and token of a call, however they were sent."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    else:
        args |= {name: decoded(value) for name, value in (await request.post()).items()}
    args = {name: value for name, value in args.items() if value is not None}
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        token = str(args.get("token", ""))
    args.pop("token", None)
    return args, token


def _client(request: web.Request, args: Json) -> tuple[str, str]:
    kind, _, pair = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        name, _, secret = base64.b64decode(pair).decode().partition(":")
        return name, secret
    return str(args.get("client_id")), str(args.get("client_secret"))


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
