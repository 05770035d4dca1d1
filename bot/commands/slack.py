"""`onrecord slack`: the Slack app by Socket Mode. Parses its words, calls one function."""

import typer

from bot.terminal import settings_for


def slack() -> None:
    """Answer in Slack by Socket Mode, until Ctrl-C. Over HTTP, `onrecord serve` does it.

    Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN; docs/slack.md shows where they come from.
    """
    from bot.settings import load_slack_settings  # noqa: PLC0415
    from bot.slacking import run_slack  # noqa: PLC0415

    settings = settings_for()
    run_slack(settings, load_slack_settings(), lambda: typer.echo("OnRecord answers in Slack"))
