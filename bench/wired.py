"""A bot's parts, for measuring one stage apart from the others.

The only place of the bench that looks inside a bot.
"""

from bot import Bot
from bot.ask import Parts
from index.snapshot import Snapshot


def parts_of(bot: Bot) -> Parts:
    """What a bot is made of, as it was wired."""
    return bot._parts


def snapshot_of(parts: Parts) -> Snapshot:
    """The index that is answered from. Raises ValueError where there is none yet."""
    snapshot = parts.library.snapshot()
    if snapshot is None:
        raise ValueError("the data directory has no index: ingest something first")
    return snapshot
