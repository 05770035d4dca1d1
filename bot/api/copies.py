"""GET /articles/{id}/copies: who carries the same story."""

from typing import Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.api.articles import ArticleSummary
from bot.api.below_article import BelowArticle
from bot.api.problems import GONE, INVALID, NOT_FOUND, UNAVAILABLE, responses
from bot.api.state import bot_of
from index.copies.stories import StoredStory, stories_of
from index.revisions import check_stored

router = APIRouter(tags=["articles"], route_class=BelowArticle)


class CopyList(BaseModel):
    """The other articles of a story, the one that was published first in front."""

    article_id: str
    canonical_id: str = Field(
        description="The article that is cited for all of them; this one where nobody else carries "
        "the story, or none did before."
    )
    copies: list[ArticleSummary]

    @classmethod
    def of(cls, article_id: str, story: StoredStory | None) -> Self:
        """The story of an article as it goes over the wire; None where nobody else carries it."""
        if story is None:
            return cls(article_id=article_id, canonical_id=article_id, copies=[])
        others = [ArticleSummary.of(one) for one in story.articles if one.id != article_id]
        return cls(article_id=article_id, canonical_id=story.canonical.id, copies=others)


@router.get(
    "/articles/{article_id:path}/copies",
    responses=responses(INVALID, NOT_FOUND, GONE, UNAVAILABLE),
)
def list_copies(request: Request, article_id: str) -> CopyList:
    """Every other article that carries the same story word for word, or nearly."""
    store = bot_of(request).store
    check_stored(store.engine, article_id)
    stored = store.stored_article(article_id)
    return CopyList.of(article_id, stories_of(store.engine, [stored.id]).get(stored.id))
