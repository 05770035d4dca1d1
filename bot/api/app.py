"""The FastAPI app: resources, errors and limits put together around a bot."""

from importlib.metadata import version

from fastapi import FastAPI

from bot.api import (
    answers,
    articles,
    asking,
    changing,
    conversations,
    copies,
    feedback,
    health,
    page,
    problems,
    revisions,
    sources,
)
from bot.api.body_limit import BodyLimit
from bot.ask import Bot
from bot.newsdesk import Newsdesk
from bot.settings import Settings

_DESCRIPTION = """Answers questions from news articles, in the articles' own words, with the exact
sentences cited: `GET /articles/{id}?revision=`'s `text[start:end]` equals each citation's `quote`.
Errors are problem+json (RFC 9457)."""


def make_app(bot: Bot, newsdesk: Newsdesk, settings: Settings) -> FastAPI:
    """The service around a bot and a newsdesk, which stay the caller's to close.

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
    app.state.newsdesk = newsdesk
    app.state.settings = settings
    problems.install(app)
    # Revisions and copies before articles, whose ids take any path.
    for router in (
        asking.router,
        answers.router,
        feedback.router,
        conversations.router,
        revisions.router,
        copies.router,
        articles.router,
        changing.router,
        sources.router,
        health.router,
    ):
        app.include_router(router)
    page.install(app)
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_body_bytes,
        of_paths={"/articles": settings.max_articles_bytes},
    )
    return app
