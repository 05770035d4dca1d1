"""One thing that Slack sends to the app, and how it was received.

Knows nothing of the ways it can travel.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event

from tests.slack.wire import Json

ACK_S = 3.0


class Kind(StrEnum):
    """What it is, in the words of Socket Mode."""

    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery: how long the answer took, and whether it was one that Slack accepts."""

    seconds: float
    is_accepted: bool
    said: str


@dataclass(slots=True)
class Sent:
    """A payload on its way. `repeats` are deliveries after one that was accepted already, as when
    the answer got lost on its way to Slack. `on_ack` is given what the app answered with.
    """

    kind: Kind
    payload: Json
    repeats: int = 0
    on_ack: Callable[[Json], None] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    answer: Json = field(default_factory=dict)
    problem: str | None = None
    done: Event = field(default_factory=Event)

    def wait(self, within_s: float = 30.0) -> "Sent":
        """Itself, once it was accepted or given up."""
        if not self.done.wait(within_s):
            raise AssertionError(f"not delivered within {within_s} s: {self.attempts}")
        return self

    @property
    def is_accepted(self) -> bool:
        """Whether the app took it."""
        return any(attempt.is_accepted for attempt in self.attempts)

    def accept(self, answer: Json) -> None:
        """Takes the app's answer, the first one only."""
        if not self.is_accepted and self.on_ack is not None:
            self.answer = answer
            self.on_ack(answer)

    def finish(self) -> None:
        """Nothing more will be sent."""
        self.done.set()
