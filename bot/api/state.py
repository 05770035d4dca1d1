"""How an endpoint gets at the bot: by the app's state, set once when the app is made."""

from fastapi import Request

from bot.ask import Bot
from bot.settings import Settings


def bot_of(request: Request) -> Bot:
    """The bot that the app was made with."""
    bot = request.app.state.bot
    if not isinstance(bot, Bot):
        raise TypeError(f"the app's state holds no Bot but {type(bot).__name__}")
    return bot


def settings_of(request: Request) -> Settings:
    """The settings that the app was made with."""
    settings = request.app.state.settings
    if not isinstance(settings, Settings):
        raise TypeError(f"the app's state holds no Settings but {type(settings).__name__}")
    return settings
