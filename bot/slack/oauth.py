"""Installation by others: the way through Slack's OAuth, with our store behind it.

Knows slack_bolt's flow; knows nothing of how installations are stored.
"""

import logging

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.settings import SlackSettings
from bot.slack.calls import open_client
from bot.slack.installations import STATE_FOR, SealedInstallations, StoredStates
from bot.slack.names import INSTALL_PATH, REDIRECT_PATH, SCOPES
from index.errors import SettingsError


def check_tokens(settings: SlackSettings) -> None:
    """Raises SettingsError where there is no token, nor all that is needed to be given some."""
    if not settings.is_for_many:
        if settings.bot_token is None:
            raise SettingsError(
                "there is no token for Slack",
                remedy="set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and what goes with it "
                "(docs/slack.md)",
            )
        return
    for name in ("client_secret", "store_key", "signing_secret"):
        if getattr(settings, name) is None:
            raise SettingsError(
                f"SLACK_CLIENT_ID is set and SLACK_{name.upper()} is not",
                remedy="set both, or for a single workspace SLACK_BOT_TOKEN instead",
            )


def make_flow(
    settings: SlackSettings, store: SealedInstallations, states: StoredStates
) -> OAuthFlow:
    """The two pages of an installation."""
    secret = settings.client_secret
    client = open_client(None, settings.api_url)
    site = settings.api_url.rstrip("/").removesuffix("/api")
    return OAuthFlow(
        client=client,
        logger=logging.getLogger("slack_bolt"),
        settings=OAuthSettings(
            client_id=settings.client_id,
            client_secret=secret.get_secret_value() if secret else None,
            scopes=list(SCOPES),
            redirect_uri=settings.redirect_url,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=f"{site}/oauth/v2/authorize",
            installation_store=store,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=int(STATE_FOR.total_seconds()),
            logger=logging.getLogger("slack_bolt"),
        ),
    )


def make_rotator(settings: SlackSettings) -> TokenRotator:
    """What renews tokens that end."""
    secret = settings.client_secret
    return TokenRotator(
        client_id=settings.client_id or "",
        client_secret=secret.get_secret_value() if secret else "",
        client=open_client(None, settings.api_url),
    )
