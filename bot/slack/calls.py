"""Calls of Slack's Web API that end well although the network does not.

Too many requests are waited for by the client itself, as long as Slack says. What may be done twice
is repeated until it was done; of what may not, the caller learns that it is in doubt. Knows
slack_sdk's errors; knows nothing of answers.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.handler import RetryHandler

from index.errors import OnRecordError

_log = logging.getLogger(__name__)

Reply = Mapping[str, Any]
"""What Slack said, as JSON."""

TIMEOUT_S = 15
_MOST_RETRIES = 8
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_RATE_LIMIT_RETRIES = 30

_FAULTS = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
"""Slack's own faults that come as an answer with status 200."""


class SlackRefusedError(OnRecordError):
    """Slack understood the call and said no; `code` is its word for why."""

    def __init__(self, code: str, *, needed: str | None = None) -> None:
        remedy = (
            f"add the scope {needed} to the app and install it again"
            if needed
            else "run `onrecord doctor`; docs/slack.md says what the app needs"
        )
        super().__init__(f"Slack refused: {code}", remedy=remedy)
        self.code = code


class InDoubtError(OnRecordError):
    """The call failed so that nobody knows whether Slack did it."""

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(
            f"nobody knows whether Slack did {method}: {reason}",
            remedy="wait for Slack to be well again: https://slack-status.com",
        )


@dataclass(frozen=True, slots=True)
class Calls:
    """One workspace's Web API. `pause` waits so many seconds between two tries."""

    client: WebClient
    pause: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)

    def once(self, method: str, **arguments: object) -> Reply:
        """What Slack says to a call that must not be made twice.

        Raises SlackRefusedError where it was not done, InDoubtError where that is not known.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return _data_of(self.client.api_call(method, json=given).data)
        except SlackApiError as error:
            raise translated(method, error) from error
        except (OSError, HTTPException, SlackClientError, ValueError) as error:
            raise InDoubtError(method, type(error).__name__) from error

    def repeat(self, method: str, **arguments: object) -> Reply:
        """What Slack says to a call that may be made twice, made again while it is in doubt.

        Raises SlackRefusedError, and InDoubtError where all tries failed.
        """
        wait_s = _FIRST_PAUSE_S
        for _ in range(_MOST_RETRIES - 1):
            try:
                return self.once(method, **arguments)
            except InDoubtError as error:
                _log.warning("slack_call_repeated", extra={"method": method, "why": str(error)})
                self.pause(wait_s)
                wait_s = min(2 * wait_s, _LONGEST_PAUSE_S)
        return self.once(method, **arguments)


def open_client(token: str | None, api_url: str) -> WebClient:
    """A Web API client that waits where it is told to, and repeats nothing by itself otherwise."""
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT_S,
        logger=logging.getLogger("slack_sdk"),
        retry_handlers=retry_handlers(),
    )


def retry_handlers() -> list[RetryHandler]:
    """Only for 429. The default one repeats after a cut connection, and may so post twice."""
    return [RateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES)]


def translated(method: str, error: SlackApiError) -> OnRecordError:
    """What slack_sdk raised, as our errors: refused, or in doubt."""
    response = error.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", response)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status >= 500 or code in _FAULTS or not code:
        return InDoubtError(method, code or f"status {status}")
    return SlackRefusedError(code, needed=data.get("needed") if isinstance(data, dict) else None)


def _data_of(data: object) -> Reply:
    if not isinstance(data, dict):
        raise TypeError(f"Slack answered with {type(data).__name__}, not JSON")
    return data
