"""What comes in over the wire: requests, validated and turned into what the bot takes.

Knows pydantic and our types; knows nothing of HTTP or of answers.
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
from bot.types import Question
from index.types import Filters

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
    as_of: DayOrMoment | None = Field(
        default=None,
        description="Nothing that was published later than this.",
        examples=["2019-04-30"],
    )
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
            as_of=_moment(self.as_of, time.max),
            source=self.source,
            article_id=self.article_id,
        )


class AskRequest(_Request):
    """A question."""

    question: Text = Field(examples=["Who denied Russian involvement?"])
    conversation_id: Id | None = Field(
        default=None,
        description="That of an earlier answer, to go on from there; or a new one of your own.",
    )
    filters: FiltersModel = Field(default_factory=FiltersModel)
    max_citations: int = Field(default=5, ge=1, le=MAX_CITATIONS, strict=True)
    risk: RiskOrLeast | None = Field(
        default=None,
        description="How wrong the answer may be, or the least confidence for one; "
        "null takes the setting.",
        examples=["low"],
    )
    ignore_time_words: bool = Field(
        default=False,
        description='Do not take words like "last week" in the question as a filter.',
        strict=True,
    )

    def asked(self) -> Question:
        """The question as the bot takes it."""
        return Question(
            text=self.question,
            conversation_id=self.conversation_id,
            filters=self.filters.filters(),
            max_citations=self.max_citations,
            risk=self.risk,
            ignores_time_words=self.ignore_time_words,
        )


class SearchRequest(_Request):
    """A query."""

    query: Text = Field(examples=["Russian involvement in Libya"])
    k: int = Field(default=10, ge=1, le=100, strict=True)
    filters: FiltersModel = Field(default_factory=FiltersModel)


def _moment(value: datetime | date | None, of_day: time) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, of_day, UTC)
