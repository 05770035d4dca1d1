"""The FastAPI app: resources, errors and limits put together around a bot."""

from importlib.metadata import version

from fastapi import FastAPI

from bot.api import articles, asking, health, page, problems
from bot.api.body_limit import BodyLimit
from bot.ask import Bot
from bot.settings import Settings

_DESCRIPTION = """Answers questions from news articles, in the articles' own words, with the exact
sentences cited: `GET /articles/{id}?revision=`'s `text[start:end]` equals each citation's `quote`.
Errors are problem+json (RFC 9457)."""


def make_app(bot: Bot, settings: Settings) -> FastAPI:
    """The service around a bot, which stays the caller's to close.

    The interactive documentation pages are off: they load scripts from elsewhere. `/openapi.json`
    is there.
    """
    app = FastAPI(
        title="OnRecord",
        version=version("onrecord"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.bot = bot
    app.state.settings = settings
    problems.install(app)
    for router in (asking.router, articles.router, health.router):
        app.include_router(router)
    page.install(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    return app
