"""A bot's parts, for measuring one stage apart from the others.

The only place of the bench that looks inside a bot.
"""

from bot import Bot
from bot.ask import Parts
from index.snapshot import Opened


def parts_of(bot: Bot) -> Parts:
    """What a bot is made of, as it was wired."""
    return bot._parts


def opened_of(parts: Parts) -> Opened:
    """The index that is answered from. Raises ValueError where there is none yet."""
    opened = parts.library.current()
    if opened is None:
        raise ValueError("the data directory has no index: ingest something first")
    return opened
