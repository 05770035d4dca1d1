"""What goes out over the wire: answers and hits, spelled out. The contract of the API.

Knows pydantic and our types; knows nothing of HTTP or of requests.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from bot.types import AbstainReason, Answer, Quote, Statement
from index.types import Hit, Scope


class StatementModel(BaseModel):
    """One sentence of the answer and the markers of its citations.

    Those of `contradicted_by` are of newer articles, which say otherwise.
    """

    text: str
    citations: list[int]
    contradicted_by: list[int] = []

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The statement as it goes over the wire."""
        return cls.model_validate(statement, from_attributes=True)


class TimeWordsModel(BaseModel):
    """Words of the question that say when; both dates null where they were not understood."""

    text: str = Field(examples=["last week"])
    start: int = Field(description="Where the words begin in the standalone question.")
    end: int
    since: datetime | None
    until: datetime | None


class AppliedFiltersModel(BaseModel):
    """What the search was limited to."""

    since: datetime | None
    until: datetime | None
    as_of: datetime | None
    source: str | None
    article_id: str | None
    keeps_undated: bool = Field(
        description="Whether articles without a date were searched although dates are limited."
    )


class QuoteModel(BaseModel):
    """A sentence: characters `start` to `end` of that revision's text, verbatim."""

    article_id: str
    revision: str = Field(description="sha256 of the article's text")
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    quote: str
    start: int
    end: int
    sentence: int = Field(description="The sentence's number in its article, from 0.")
    score: float

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """The quote as it goes over the wire."""
        return cls.model_validate(quote, from_attributes=True)


class _Marked(BaseModel):
    marker: int = Field(examples=[1])


class CarriedByModel(BaseModel):
    """A copy of a cited article: it has the quote too, from `start` to `end` of that revision."""

    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    published_at: datetime | None
    start: int
    end: int


class CitationModel(QuoteModel, _Marked):
    """A quote that statements rest on; they refer to it by its marker."""

    also_carried_by: list[CarriedByModel] = Field(
        description="Copies of the article that have the quote word for word. They are within the "
        "filters, and no confirmation of what is said."
    )


class ScopeModel(BaseModel):
    """What was searched."""

    articles: int = Field(description="All articles of the index.")
    matching: int = Field(description="Those within the filters.")
    sources: list[str] = Field(description="The sources with the most articles.")
    source_count: int
    first_published_at: datetime | None
    last_published_at: datetime | None
    index_version: str | None

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """The scope as it goes over the wire."""
        return cls.model_validate(scope, from_attributes=True)


class AnswerModel(BaseModel):
    """A cited answer, or an abstention with its reason."""

    answer_id: str
    conversation_id: str
    question: str
    standalone_question: str = Field(
        description="What was looked up: the question, completed from its conversation."
    )
    answered: bool
    abstain_reason: AbstainReason | None
    answer: str
    confidence: float = Field(ge=0, le=1)
    statements: list[StatementModel]
    citations: list[CitationModel]
    scope: ScopeModel
    timings_ms: dict[str, float]
    closest: list[QuoteModel] = Field(
        description="The nearest sentences where there is no answer; none of them is one."
    )
    filters: AppliedFiltersModel
    time_words: list[TimeWordsModel] = Field(
        description="What the question itself said of time, as it was understood."
    )

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The answer as it goes over the wire."""
        return cls(
            answer_id=answer.answer_id,
            conversation_id=answer.conversation_id,
            question=answer.question,
            standalone_question=answer.standalone_question,
            answered=answer.answered,
            abstain_reason=answer.abstain_reason,
            answer=answer.answer,
            confidence=answer.confidence,
            statements=[StatementModel.of(s) for s in answer.statements],
            citations=[CitationModel.of(c) for c in answer.citations],
            scope=ScopeModel.of(answer.scope),
            timings_ms=dict(answer.timings_ms),
            closest=[QuoteModel.of(q) for q in answer.closest],
            filters=AppliedFiltersModel.model_validate(answer.filters, from_attributes=True),
            time_words=[
                TimeWordsModel.model_validate(words, from_attributes=True)
                for words in answer.time_words
            ],
        )


class HitModel(BaseModel):
    """A chunk that was found: characters `start` to `end` of that revision's text, verbatim."""

    rank: int
    score: float = Field(description="The fused score, 0 to 1.")
    found_by: str = Field(examples=["both"], description="dense, lexical or both")
    dense_score: float = Field(description="Cosine to the query.")
    lexical_score: float | None = Field(description="BM25; null where no word is shared.")
    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The hit as it goes over the wire."""
        article = hit.article
        return cls(
            rank=hit.rank,
            score=hit.score,
            found_by=hit.found_by.value,
            dense_score=hit.dense_score,
            lexical_score=hit.lexical_score,
            article_id=article.id,
            revision=hit.revision,
            title=article.title,
            url=article.url,
            source=article.source,
            author=article.author,
            published_at=article.published_at,
            text=hit.text,
            start=hit.start,
            end=hit.end,
        )


class SearchResponse(BaseModel):
    """Hits, best first, and what was searched."""

    hits: list[HitModel]
    scope: ScopeModel
