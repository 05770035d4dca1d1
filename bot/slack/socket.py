"""Socket Mode: Slack's requests by a websocket that we open, so that no address of ours is needed.

Knows slack_bolt's handler; it reconnects by itself.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient

from bot.settings import SlackSettings
from bot.slack.calls import InDoubtError, open_client, translated
from index.errors import OnRecordError, SettingsError

_LISTENERS = 16
"""Requests that are acknowledged at the same time."""


@contextmanager
def connected(app: App, slack: SlackSettings) -> Iterator[None]:
    """Takes Slack's requests while the block runs. Raises SettingsError without SLACK_APP_TOKEN."""
    if slack.app_token is None:
        raise SettingsError(
            "Socket Mode needs SLACK_APP_TOKEN",
            remedy="make an app-level token with the scope connections:write (docs/slack.md), or "
            "serve Slack over HTTP with `onrecord serve`",
        )
    token = slack.app_token.get_secret_value()
    handler = SocketModeHandler(
        app,
        token,
        logger=logging.getLogger("slack_bolt"),
        web_client=open_client(token, slack.api_url),
        concurrency=_LISTENERS,
    )
    _send_at_once(handler.client)
    try:
        handler.connect()  # type: ignore[no-untyped-call]
    except (SlackApiError, OSError, HTTPException) as error:
        raise _translated(error) from error
    try:
        yield
    finally:
        handler.close()  # type: ignore[no-untyped-call]


def _send_at_once(client: SocketModeClient) -> None:
    """Has every connection of a client send small messages at once.

    slack_sdk turns off Nagle's algorithm behind a proxy only: without one an acknowledgement would
    wait 40 ms for Slack's own.
    """
    connect = client.connect

    def connect_without_delay() -> None:
        connect()
        session = client.current_session
        if session is not None and session.sock is not None:
            session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.connect = connect_without_delay  # type: ignore[method-assign]  # it reconnects so too


def _translated(error: Exception) -> OnRecordError:
    if isinstance(error, SlackApiError):
        return translated("apps.connections.open", error)
    return InDoubtError("apps.connections.open", type(error).__name__)
