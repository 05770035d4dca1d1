"""Short messages of our own: help, busy, too long, gone wrong. Pure; our words only, others
escaped."""

from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.blocks import Message
from bot.slack.escaping import fitted, mrkdwn
from bot.slack.names import COMMAND

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()

LOOKING = "is looking through the articles…"


def notice(words: str) -> Message:
    """A message of escaped mrkdwn."""
    return Message(words, [blocks.section(words)])


def busy_in_words(place: int) -> str:
    """That others are before this question."""
    ordinal = _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"number {place}"
    return f"Busy: you are {ordinal} in line."


def later_in_words(seconds: float) -> str:
    """That one asks faster than the others can be served."""
    return f"You ask fast: this one is answered in about {max(1, round(seconds))} seconds."


def line_full() -> Message:
    """That a question was not taken."""
    return notice("Too many questions are waiting. Please ask again in a few minutes.")


def too_long(chars: int, most: int) -> Message:
    """That a question was not asked."""
    return notice(f"This has {chars:,} characters; a question may have {most:,}. Ask it shorter.")


def went_wrong() -> Message:
    """That there is no answer although there should be one."""
    return notice("Something went wrong while looking for an answer. Please ask again.")


def not_ready(reason: str) -> Message:
    """That questions cannot be answered, and why."""
    return notice(f"This cannot be answered now: {fitted(reason, 500, mrkdwn)}")


def asked(question: str) -> Message:
    """A question that somebody chose instead of typing it."""
    return notice(f"You asked: {fitted(question, 300, mrkdwn)}")


def help_message(examples: Sequence[str]) -> Message:
    """How one asks."""
    lines = [
        "Ask me about what is in the news articles that I have. I answer in their own words and "
        "cite the sentences.",
        f"In a channel, mention me; in a thread of ours, just reply. `{COMMAND} QUESTION` answers "
        f"you alone; `{COMMAND} watch QUESTION` tells you when the evidence changes, "
        f"`{COMMAND} watches` lists what is watched.",
        *[f"• {fitted(example, 200, mrkdwn)}" for example in examples],
    ]
    return notice("\n".join(lines))
