"""What is missing for Slack: a token, a scope, a secret. For `onrecord doctor`.

Asks Slack with each token; knows nothing of how a finding is shown.
"""

from bot.settings import SlackSettings
from bot.slack.calls import Calls, SlackRefusedError, open_client
from bot.slack.names import SCOPES
from bot.slack.oauth import check_tokens
from bot.slack.sealing import Seal
from index.errors import SettingsError

_TOLD_BY = "x-oauth-scopes"


def is_wanted(settings: SlackSettings) -> bool:
    """Whether anybody has begun to set Slack up."""
    secrets = (settings.bot_token, settings.app_token, settings.signing_secret)
    return settings.is_for_many or any(one is not None for one in secrets)


def check_slack(settings: SlackSettings) -> str:
    """What is well; raises SettingsError, SlackRefusedError or InDoubtError for what is not."""
    check_tokens(settings)
    if settings.app_token is None and settings.signing_secret is None:
        raise SettingsError(
            "there is no way in for Slack's requests",
            remedy="set SLACK_APP_TOKEN for `onrecord slack`, or SLACK_SIGNING_SECRET for "
            "`onrecord serve`",
        )
    said = [_bot(settings)]
    if settings.app_token is not None:
        said.append(_socket(settings, settings.app_token.get_secret_value()))
    if settings.signing_secret is not None:
        said.append("requests over HTTP are checked")
    return "; ".join(said)


def _bot(settings: SlackSettings) -> str:
    if settings.bot_token is None:
        key = settings.store_key
        Seal(key.get_secret_value() if key else "")
        return "others install the app at /slack/install"
    client = open_client(settings.bot_token.get_secret_value(), settings.api_url)
    Calls(client).repeat("auth.test")  # with our words for what goes wrong
    who = client.auth_test()
    told = {name.lower(): value for name, value in who.headers.items()}.get(_TOLD_BY)
    missing = sorted(set(SCOPES) - set(str(told).replace(" ", "").split(","))) if told else []
    if missing:
        raise SettingsError(
            f"SLACK_BOT_TOKEN lacks the scope{'s' if len(missing) > 1 else ''} "
            f"{', '.join(missing)}",
            remedy="add them to the app (bot/slack/manifest.json has all) and install it again",
        )
    return f"bot {who.get('user')} in {who.get('team')}"


def _socket(settings: SlackSettings, token: str) -> str:
    try:
        Calls(open_client(token, settings.api_url)).repeat("apps.connections.open")
    except SlackRefusedError as error:
        raise SettingsError(
            f"SLACK_APP_TOKEN is refused: {error.code}",
            remedy="make an app-level token (xapp-) with the scope connections:write",
        ) from error
    return "Socket Mode can be opened"
