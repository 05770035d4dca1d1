"""`onrecord serve`: the HTTP service in this process, and the index brought up to date beside it.

Knows uvicorn and sockets; the app itself is `bot.api`.
"""

import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import typer
import uvicorn

from bot.api.app import make_app
from bot.api.slack import install_slack
from bot.ask import Bot
from bot.beside import begin_beside
from bot.newsdesk import Newsdesk
from bot.render import answer_as_text
from bot.settings import Settings, load_slack_settings
from bot.wiring import open_bot, open_workshop
from index.errors import OnRecordError, SettingsError
from index.indexer import Indexer

_log = logging.getLogger(__name__)


def serve(settings: Settings, *, example: str | None, watches: bool = False) -> None:
    """Serves until a signal ends it; questions under way are finished first.

    With `watches`, the sources are read beside it. Prints the address, and the cited answer to
    `example` if there is one. Raises SettingsError where the address cannot be bound.
    """
    signal.signal(signal.SIGTERM, _end)
    listening = _bind(settings.host, settings.port)
    port = listening.getsockname()[1]
    if not _is_loopback(settings.host):
        _log.warning("open_to_the_network", extra={"host": settings.host})
    # Building needs a model that serving does not. What it makes current, our library picks up.
    beside = [begin_beside("rebuild", "--if-stale")]
    if watches:
        parent = str(os.getpid())
        beside.append(begin_beside("watch", "--parent", parent, output=sys.stderr.fileno()))
    try:
        with ExitStack() as held:
            bot = held.enter_context(open_bot(settings=settings))
            newsdesk = held.enter_context(_open_newsdesk(settings))
            if example:
                typer.echo(f"{example}\n\n{_answered(bot, example)}\n")
            typer.echo(f"OnRecord answers at http://{_shown(settings.host)}:{port}/ask")
            app = make_app(bot, newsdesk, settings)
            slack = load_slack_settings()
            if slack.is_served:
                from bot.slack.opening import open_slack  # noqa: PLC0415  # 0.3 s, if wanted

                install_slack(app, held.enter_context(open_slack(bot, settings, slack)).gate)
            config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        for process in beside:
            if process.poll() is None:
                process.terminate()


@contextmanager
def _open_newsdesk(settings: Settings) -> Iterator[Newsdesk]:
    """What takes articles in and out, with an indexer at work behind it."""
    allows = settings.allow_changes
    is_open = allows == "yes" or (allows == "loopback" and _is_loopback(settings.host))
    with open_workshop(settings, for_many=False) as shop, Indexer(shop) as indexer:
        newsdesk = Newsdesk(shop, indexer, is_open=is_open)
        try:
            yield newsdesk
        finally:
            newsdesk.close()


def _answered(bot: Bot, question: str) -> str:
    try:
        return answer_as_text(bot.ask(question))
    except OnRecordError as error:
        # Serving goes on: what is wrong with the index may be mended while it does.
        return f"{error}: {error.remedy}"


def _end(_signal: int, _frame: FrameType | None) -> None:
    # Asked to stop is not a failure. uvicorn has its own handler while it serves, and raises the
    # signal again when it has finished.
    sys.exit(0)


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named: only then does asyncio turn off Nagle's algorithm (40 ms a reply).
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()  # before the address is printed: whoever reads it can connect
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host} port {port}: {error.strerror or error}",
            remedy="stop what uses it, or set ONRECORD_PORT to another port",
        ) from error
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
