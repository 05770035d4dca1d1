"""Delivery over Socket Mode: envelopes on web sockets that the app opened, each acknowledged.

The other way is `http_delivery`; both have `deliver`.
"""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.slack.sent import ACK_S, Attempt, Kind, Sent
from tests.slack.wire import Json
from tests.slack.world import APP_ID, World

HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP_ID}}


@dataclass(slots=True)
class _Socket:
    connection: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketDelivery:
    """Sends on the sockets that are open, in turn. `waits_s`: the pauses before further tries."""

    def __init__(self, world: World, waits_s: tuple[float, ...]) -> None:
        self._world = world
        self._waits_s = waits_s
        self._tickets: set[str] = set()
        self._sockets: list[_Socket] = []
        self._turn = itertools.count()
        self._open: asyncio.Event | None = None
        self.connections = 0

    def new_ticket(self) -> str:
        """What opens one socket."""
        ticket = self._world.new_id("ticket-")
        self._tickets.add(ticket)
        return ticket

    @property
    def is_connected(self) -> bool:
        """Whether the app listens."""
        return bool(self._sockets)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Takes a socket and reads acknowledgements until it closes."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(request.query["ticket"])
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        socket = _Socket(connection, request)
        await connection.send_str(json.dumps(HELLO))
        with self._world.changing():
            self._sockets.append(socket)
            self.connections += 1
        self._opened().set()
        try:
            async for message in connection:
                if message.type is WSMsgType.TEXT:
                    _acknowledge(socket, message.data)
        finally:
            with self._world.changing():
                self._sockets.remove(socket)
            if not self._sockets:
                self._opened().clear()
            for future in socket.waiting.values():
                if not future.done():
                    future.set_exception(ConnectionError())
        return connection

    async def deliver(self, sent: Sent) -> None:
        """Sends until it is acknowledged or given up."""
        tries = 1 + (len(self._waits_s) if sent.kind is Kind.EVENT else 0)
        for number in range(tries):
            if number:
                await asyncio.sleep(self._waits_s[number - 1])
            if await self._attempt(sent, number):
                break
        for number in range(1, sent.repeats + 1):
            await self._attempt(sent, number)
        sent.finish()

    async def close_all(self, *, is_announced: bool) -> None:
        """Ends every socket: announced as Slack does before it refreshes one, or just cut."""
        for socket in list(self._sockets):
            if is_announced:
                goodbye = {"type": "disconnect", "reason": "refresh_requested"}
                await socket.connection.send_str(json.dumps(goodbye))
            elif socket.request.transport is not None:
                socket.request.transport.abort()

    async def _attempt(self, sent: Sent, number: int) -> bool:
        start = time.monotonic()
        try:
            await asyncio.wait_for(self._opened().wait(), ACK_S)
            answer = await asyncio.wait_for(self._answer(sent, number), ACK_S)
        except (TimeoutError, ConnectionError) as error:
            reason = type(error).__name__
            sent.attempts.append(Attempt(time.monotonic() - start, is_accepted=False, said=reason))
            return False
        sent.accept(answer)
        sent.attempts.append(Attempt(time.monotonic() - start, is_accepted=True, said=""))
        return True

    async def _answer(self, sent: Sent, number: int) -> Json:
        sockets = self._sockets
        if not sockets:
            raise ConnectionError
        socket = sockets[next(self._turn) % len(sockets)]
        envelope_id = self._world.new_id("envelope-")
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": sent.kind.value,
            "accepts_response_payload": sent.kind is not Kind.EVENT,
            "payload": sent.payload,
        }
        if sent.kind is Kind.EVENT:
            envelope |= {"retry_attempt": number, "retry_reason": "timeout" if number else ""}
        future = asyncio.get_running_loop().create_future()
        socket.waiting[envelope_id] = future
        try:
            await socket.connection.send_str(json.dumps(envelope))
            answer: Json = await future
        finally:
            socket.waiting.pop(envelope_id, None)
        return answer

    def _opened(self) -> asyncio.Event:
        if self._open is None:
            self._open = asyncio.Event()
        return self._open


def _acknowledge(socket: _Socket, data: str) -> None:
    acknowledged = json.loads(data)
    future = socket.waiting.get(acknowledged.get("envelope_id", ""))
    if future is not None and not future.done():
        payload = acknowledged.get("payload")
        future.set_result(payload if isinstance(payload, dict) else {})
