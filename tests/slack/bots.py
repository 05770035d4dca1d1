"""The real bot in a process of its own, talking to the simulated Slack in one of its two modes."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from tests.commands import COMMAND, ROOT, environment, serving
from tests.slack.server import APP_TOKEN, SIGNING_SECRET, SlackServer


class Mode(StrEnum):
    """How the bot is reached."""

    SOCKET = "socket"
    HTTP = "http"


@contextmanager
def running_bot(
    mode: Mode, slack: SlackServer, data_dir: Path, log: Path, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """The bot while it listens. It is killed at the end if it still runs."""
    told = {"SLACK_API_URL": slack.api_url, "SLACK_SIGNING_SECRET": SIGNING_SECRET, **settings}
    if mode is Mode.HTTP:
        with serving(data_dir, log, **told) as server:
            slack.reach_over_http(f"{server.base_url}/slack/events")
            yield server.process
        return
    variables = environment(data_dir, {**told, "SLACK_APP_TOKEN": APP_TOKEN})
    before = slack.socket.connections
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*COMMAND, "slack"],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            text=True,
        )
    with process:
        try:
            slack.world.until(
                lambda: slack.socket.connections > before or process.poll() is not None,
                120,
                "the bot's socket",
            )
            if process.poll() is not None:
                raise AssertionError(f"the bot has ended:\n{log.read_text()}")
            yield process
        finally:
            process.kill()
