"""GET /articles and GET /articles/{id}: what is stored, text and sentence offsets included."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from bot.api.problems import GONE, INVALID, NOT_FOUND, responses
from bot.api.state import bot_of
from index.revisions import check_stored
from index.sentences import split_sentences
from index.stored import StoredArticle
from index.types import Notice

router = APIRouter(tags=["articles"], responses=responses(INVALID))


class ArticleSummary(BaseModel):
    """An article without its text."""

    id: str
    revision: str = Field(description="sha256 of the current text")
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    updated_at: datetime | None
    language: str | None
    notice: Notice | None = Field(description="What the article says of itself.")
    ingested_at: datetime

    @classmethod
    def of(cls, stored: StoredArticle) -> Self:
        """The article as it goes over the wire."""
        return cls.model_validate(stored, from_attributes=True)


class SentenceModel(BaseModel):
    """A sentence: characters `start` to `end` of the text."""

    start: int
    end: int


class ArticleModel(ArticleSummary):
    """An article at one revision; `revision` names the one whose text this is."""

    text: str
    sentences: list[SentenceModel]


class ArticleList(BaseModel):
    """Articles, newest first, those without a date last."""

    articles: list[ArticleSummary]
    total: int


@router.get("/articles")
def list_articles(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    source: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
) -> ArticleList:
    """What is stored, a page at a time."""
    page = bot_of(request).store.page(limit=limit, offset=offset, source=source)
    return ArticleList(articles=[ArticleSummary.of(a) for a in page.articles], total=page.total)


@router.get("/articles/{article_id:path}", responses=responses(NOT_FOUND, GONE))
def get_article(
    request: Request,
    article_id: str,
    revision: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
) -> ArticleModel:
    """One article with its text and sentences; the current revision unless another is named."""
    store = bot_of(request).store
    check_stored(store.engine, article_id)
    stored = store.stored_article(article_id)
    chosen = revision or stored.revision
    text = store.text(article_id, chosen)
    sentences = [SentenceModel(start=s.start, end=s.end) for s in split_sentences(text)]
    known = ArticleSummary.of(stored).model_dump() | {"revision": chosen}
    return ArticleModel(**known, text=text, sentences=sentences)
