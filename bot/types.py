"""The words of the conversation side, as frozen dataclasses: from a question to its cited answer.

Offsets are characters into the text of the cited revision. This module knows nothing of how an
answer is found, sent or shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.risk import Risk
from index.types import Filters, Scope


class AbstainReason(StrEnum):
    """Why a question was not answered."""

    NO_MATCH = "no_match"
    WEAK_EVIDENCE = "weak_evidence"
    AMBIGUOUS = "ambiguous"
    OUTSIDE_DATES = "outside_dates"
    EMPTY_INDEX = "empty_index"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person typed, and what the answer is limited to.

    `max_citations` is the most citations an answer may carry, at least 1. `risk` is a level, or
    the least confidence for an answer, 0 to 1; None leaves it to the setting. Time words in the
    text become filters unless `ignores_time_words` or dates are given. `key` names the message it
    came with: one with the same key again takes its place in the conversation. Unless `is_kept`,
    neither question nor answer is remembered.
    """

    text: str
    conversation_id: str | None = None
    filters: Filters = field(default_factory=Filters)
    max_citations: int = 5
    risk: Risk | float | None = None
    ignores_time_words: bool = False
    key: str | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question: number `number` (from 0) of its article.

    `text` is verbatim. `score`, 0 to 1, orders the evidence of one question. `leans_on` are the
    numbers of earlier sentences without which it cannot be understood ("he said ...").
    `span` is where the words stand that answer: in this sentence or, where it says only "he", in
    one of `leans_on`, which may then come after it; None where the reader finds sentences only.
    """

    article_id: str
    revision: str
    number: int
    text: str
    score: float
    leans_on: Sequence[int] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence as it stands in an article. `text_of(revision)[start:end] == quote`, always.

    `sentence` is the sentence's number in its article, from 0. `score`, 0 to 1, is its evidence's.
    """

    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    quote: str
    start: int
    end: int
    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class CarriedBy:
    """Another article of the same story that has a cited sentence word for word, at `start`."""

    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    published_at: datetime | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation(Quote):
    """A quote that a statement rests on. `marker` counts from 1 in order of first use.

    `also_carried_by` are copies of the article: they say it too, but do not confirm it.
    """

    marker: int
    also_carried_by: Sequence[CarriedBy] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the markers of the citations that carry it (at least one).

    `contradicted_by` are the markers of newer articles' sentences that take back what it says.
    """

    text: str
    citations: Sequence[int]
    contradicted_by: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words of a question that say when: characters `start` to `end` of it as it stands alone, and
    what they mean.

    `since` and `until` are as in Filters; both None where the words were seen and not understood.
    """

    text: str
    start: int
    end: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said in reply: cited statements, or an abstention with its reason.

    `answer` is the short answer where there is one, else the first statement; for an abstention
    it says why and what to do next. `confidence` is 0 to 1. `timings_ms` maps a stage to
    milliseconds. `closest` is what came nearest where nothing is good enough: shown so that one can
    see why, never an answer and never cited; always empty when answered. `filters` is what the
    search was limited to, `time_words` the part of it that the question itself said.
    `standalone_question` is what was looked up: the question, completed from its conversation.
    """

    answer_id: str
    conversation_id: str
    question: str
    standalone_question: str
    answered: bool
    abstain_reason: AbstainReason | None
    answer: str
    confidence: float
    statements: Sequence[Statement]
    citations: Sequence[Citation]
    scope: Scope
    timings_ms: Mapping[str, float]
    closest: Sequence[Quote] = ()
    filters: Filters = field(default_factory=Filters)
    time_words: Sequence[TimeWords] = ()
