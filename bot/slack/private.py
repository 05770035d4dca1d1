"""Replies that one person sees, by the address that Slack gave for them.

Knows response addresses; knows no tokens.
"""

import logging
from collections.abc import Callable
from enum import Enum, auto
from http.client import HTTPException
from urllib.parse import urlsplit

from slack_sdk.webhook import WebhookClient

from bot.slack.blocks import Message
from bot.slack.calls import TIMEOUT_S, InDoubtError, SlackRefusedError, retry_handlers

_log = logging.getLogger(__name__)

_TRIES = 5


class Reply(Enum):
    """Who sees a reply, and where it stands."""

    ALONE = auto()
    TO_ALL = auto()
    IN_PLACE = auto()
    """Of the private message whose button was pressed."""


class Private:
    """Posts to response addresses, of Slack's hosts or of the host of `api_url` only."""

    def __init__(self, api_url: str, pause: Callable[[float], object]) -> None:
        self._own_host = urlsplit(api_url).hostname
        self._pause = pause

    def reply(self, response_url: str, message: Message, how: Reply = Reply.ALONE) -> None:
        """Shows a message, to the one who asked unless `how` says otherwise.

        Raises SlackRefusedError where the address is not good (any more), InDoubtError where it
        could not be reached.
        """
        host = urlsplit(response_url).hostname or ""
        if host != self._own_host and not host.endswith(".slack.com"):
            raise SlackRefusedError("response_url_not_of_slack")
        body = {
            "text": message.text,
            "blocks": list(message.blocks),
            "response_type": "in_channel" if how is Reply.TO_ALL else "ephemeral",
            "replace_original": how is Reply.IN_PLACE,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for attempt in range(_TRIES):
            if attempt:
                self._pause(0.3 * 2**attempt)
            status = _send(response_url, body)
            if status is not None and status < 500:
                break
        else:
            raise InDoubtError("response_url", "it could not be reached")
        if status >= 400:
            raise SlackRefusedError(f"response_url_status_{status}")


def _send(response_url: str, body: dict[str, object]) -> int | None:
    client = WebhookClient(response_url, timeout=TIMEOUT_S, retry_handlers=retry_handlers())
    try:
        return client.send_dict(body).status_code
    except (OSError, HTTPException) as error:
        _log.warning("slack_reply_in_doubt", extra={"why": type(error).__name__})
        return None
