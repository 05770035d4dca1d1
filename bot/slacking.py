"""`onrecord slack`: the Slack app in this process, by Socket Mode, until a signal ends it.

Knows signals; the app itself is `bot.slack`.
"""

import logging
import signal
from collections.abc import Callable
from threading import Event
from types import FrameType

from bot.settings import Settings, SlackSettings
from bot.slack.oauth import check_tokens
from bot.slack.opening import open_slack
from bot.slack.socket import connected
from bot.wiring import open_bot

_log = logging.getLogger(__name__)


def run_slack(settings: Settings, slack: SlackSettings, on_ready: Callable[[], None]) -> None:
    """Answers in Slack until SIGTERM or Ctrl-C; what is being answered then is finished first.

    Calls `on_ready` when it is connected. Raises SettingsError where something is not set.
    """
    check_tokens(slack)
    is_over = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        is_over.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        with (
            open_bot(settings=settings) as bot,
            open_slack(bot, settings, slack) as opened,
        ):
            opened.greet()
            with connected(opened.app, slack):
                on_ready()
                is_over.wait()
            _log.info("slack_ending")
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
