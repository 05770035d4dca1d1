"""What a scenario is: a sentence, and a play on a stage that fails where it is not true."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.stage import Stage


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that users rely on. The sentence is its name."""

    sentence: str
    play: Callable[[Stage], None]
