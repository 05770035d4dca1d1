"""Delivery over HTTP: signed, three seconds for an answer, events tried again.

The other way is `socket_delivery`; both have `deliver`.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from urllib.parse import urlencode

import aiohttp

from tests.slack.sent import ACK_S, Attempt, Kind, Sent
from tests.slack.wire import Json


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """The headers that prove who sent a body, and when."""
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


class HttpDelivery:
    """Sends to one address. `waits_s` are the pauses before each further try of an event."""

    def __init__(self, url: str, secret: str, waits_s: Sequence[float]) -> None:
        self.url = url
        self._secret = secret
        self._waits_s = waits_s

    async def deliver(self, sent: Sent) -> None:
        """Sends until it is accepted or given up."""
        waits = list(self._waits_s) if sent.kind is Kind.EVENT else []
        reason = ""
        for number in range(len(waits) + 1):
            if number:
                await asyncio.sleep(waits[number - 1])
            attempt = await self._attempt(sent, number, reason)
            if attempt.is_accepted:
                break
            reason = attempt.said
        for number in range(1, sent.repeats + 1):
            await self._attempt(sent, number, "http_timeout")
        sent.finish()

    async def _attempt(self, sent: Sent, number: int, reason: str) -> Attempt:
        body, kind = _body(sent)
        headers = {"Content-Type": kind, **signed(self._secret, body, int(time.time()))}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        start = time.monotonic()
        answer: Json = {}
        try:
            # A connection each: the one that was used before may end with the app.
            timeout = aiohttp.ClientTimeout(total=ACK_S)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=body, headers=headers) as reply,
            ):
                content = await reply.text()
                said = "" if reply.status == 200 else "http_error"
                answer = _answer(content) if not said else {}
        except TimeoutError:
            said = "http_timeout"
        except (aiohttp.ClientError, OSError):
            said = "connection_failed"
        if not said:
            sent.accept(answer)
        attempt = Attempt(time.monotonic() - start, not said, said)
        sent.attempts.append(attempt)
        return attempt


def _body(sent: Sent) -> tuple[bytes, str]:
    if sent.kind is Kind.EVENT:
        return json.dumps(sent.payload).encode(), "application/json"
    form = sent.payload
    if sent.kind is Kind.INTERACTIVE:
        form = {"payload": json.dumps(sent.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _answer(content: str) -> Json:
    if not content:
        return {}
    try:
        value = json.loads(content)
    except ValueError:
        return {"text": content}
    return value if isinstance(value, dict) else {"text": content}
