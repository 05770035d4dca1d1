"""What goes over the wire: requests validated, answers spelled out. The contract of the API.

Knows pydantic and our types; knows nothing of HTTP.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from bot.risk import EXPECTED, Risk
from bot.types import AbstainReason, Answer, Question, Quote, Statement
from index.types import Filters, Hit, Scope

MAX_CITATIONS = 20

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    # Pydantic would read a number as seconds, and a day without a time as its first moment.
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError("should be a date like 2019-04-30 or 2019-04-30T12:00:00Z")
    return date.fromisoformat(value) if _DAY.fullmatch(value) else value


DayOrMoment = Annotated[datetime | date, BeforeValidator(_written_out)]


def _in_one_sentence(value: object, check: ValidatorFunctionWrapHandler) -> object:
    try:
        return check(value)
    except ValidationError as error:
        raise ValueError(EXPECTED) from error


RiskOrLeast = Annotated[
    Risk | Annotated[float, Field(ge=0, le=1, strict=True)], WrapValidator(_in_one_sentence)
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiltersModel(_Request):
    """What the answer is limited to. A date without a time means the whole day, in UTC."""

    since: DayOrMoment | None = Field(default=None, examples=["2019-04-01"])
    until: DayOrMoment | None = Field(default=None, examples=["2019-04-30"])
    source: Id | None = Field(default=None, description="A source's name; case does not matter.")
    article_id: Id | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        filters = self.filters()
        if filters.since and filters.until and filters.since > filters.until:
            raise ValueError("since is after until")
        return self

    def filters(self) -> Filters:
        """The filters as the index takes them."""
        return Filters(
            since=_moment(self.since, time.min),
            until=_moment(self.until, time.max),
            source=self.source,
            article_id=self.article_id,
        )


class AskRequest(_Request):
    """A question."""

    question: Text = Field(examples=["Who denied Russian involvement?"])
    conversation_id: Id | None = None
    filters: FiltersModel = Field(default_factory=FiltersModel)
    max_citations: int = Field(default=5, ge=1, le=MAX_CITATIONS, strict=True)
    risk: RiskOrLeast | None = Field(
        default=None,
        description="How wrong the answer may be, or the least confidence for one; "
        "null takes the setting.",
        examples=["low"],
    )

    def asked(self) -> Question:
        """The question as the bot takes it."""
        return Question(
            text=self.question,
            conversation_id=self.conversation_id,
            filters=self.filters.filters(),
            max_citations=self.max_citations,
            risk=self.risk,
        )


class StatementModel(BaseModel):
    """One sentence of the answer and the markers of its citations."""

    text: str
    citations: list[int]

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The statement as it goes over the wire."""
        return cls(text=statement.text, citations=list(statement.citations))


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


class CitationModel(QuoteModel, _Marked):
    """A quote that statements rest on; they refer to it by its marker."""


class ScopeModel(BaseModel):
    """What was searched."""

    articles: int
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
    standalone_question: str
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
        )


class SearchRequest(_Request):
    """A query."""

    query: Text = Field(examples=["Russian involvement in Libya"])
    k: int = Field(default=10, ge=1, le=100, strict=True)
    filters: FiltersModel = Field(default_factory=FiltersModel)


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


def _moment(value: datetime | date | None, of_day: time) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, of_day, UTC)
