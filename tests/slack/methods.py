"""A call of a Web API method: who calls, with what, and what is true for every method.

The methods themselves are in the modules beside; `METHODS` of `web_api` has them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.events import Events
from tests.slack.wire import Json, RefusedError
from tests.slack.world import Installation, Message, World

TEXT_CHARS = 40_000
UPDATE_CHARS = 4_000
MARKDOWN_CHARS = 12_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request, after its token was accepted."""

    world: World
    events: Events
    args: Json
    caller: Installation

    def message(self) -> Message:
        """The message that `channel` and `ts` name. Raises RefusedError."""
        return self.world.message(self.args.get("channel"), self.args.get("ts"))

    def own_message(self, error: str) -> Message:
        """The same, if it is the app's own. Raises RefusedError with this error where it is not."""
        message = self.message()
        if message.bot_id != self.caller.bot_id:
            raise RefusedError(error)
        return message

    def needs(self, *names: str) -> None:
        """Raises RefusedError where an argument is missing."""
        for name in names:
            if self.args.get(name) in (None, ""):
                raise RefusedError(
                    "invalid_arguments",
                    response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
                )


@dataclass(frozen=True, slots=True)
class Method:
    """What a method needs and does. Without a scope, any valid token will do."""

    scope: str | None
    answer: Callable[[Call], Json]


def check_text(text: object, most: int = TEXT_CHARS) -> str:
    """A message's text. Raises RefusedError where it is too long."""
    if text is not None and not isinstance(text, str):
        raise RefusedError("invalid_arguments")
    if text and len(text) > most:
        raise RefusedError("msg_too_long")
    return text or ""
