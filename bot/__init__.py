"""The conversation side: a question in, a cited answer out, delivered.

`from bot import open_bot` is the way in for programs. The names below are loaded when they are
first asked for: `onrecord --help` needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ask import Bot
    from bot.risk import Risk
    from bot.types import Answer, Citation, Question, Quote, Statement
    from bot.wiring import open_bot

__all__ = [
    "Answer",
    "Bot",
    "Citation",
    "Question",
    "Quote",
    "Risk",
    "Statement",
    "open_bot",
]

_HOMES = {"Bot": "bot.ask", "Risk": "bot.risk", "open_bot": "bot.wiring"}


def __getattr__(name: str) -> object:
    """A public name, from the module that defines it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "bot.types")), name)
