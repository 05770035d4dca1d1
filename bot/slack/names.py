"""What the parts of the app are called between Slack and us: actions, modals, commands, scopes.

`manifest.json` says the same to Slack; a test holds the two together.
"""

from enum import StrEnum

COMMAND = "/ask"

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
)
"""What the bot's token has to be allowed to do; why each, says docs/slack.md."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
)
"""What Slack tells us of, as the manifest names it."""

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


class Action(StrEnum):
    """Buttons. Those that stand several times in a row have `:` and a number behind."""

    EVIDENCE = "evidence"
    FEEDBACK = "feedback"
    SHARE = "share"
    EDIT_QUESTION = "edit_question"
    ASK_EXAMPLE = "ask_example"
    PAUSE_WATCH = "pause_watch"
    DELETE_WATCH = "delete_watch"


class Callback(StrEnum):
    """Modals and shortcuts."""

    EVIDENCE = "evidence"
    FEEDBACK = "feedback"
    QUESTION = "question"
    CHECK_MESSAGE = "check_message"
