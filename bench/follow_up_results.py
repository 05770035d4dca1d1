"""What the bench found of follow-ups, as dataclasses. Holds no word of any conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.results import Made, Timing
from bot.evaluation.metrics import Ratio


@dataclass(frozen=True, slots=True)
class RewriteResult:
    """How close questions came to what people made of them, as mean F1 of content words.

    `typed` is the last turn alone, `joined` the whole history with it, `ours` the rewrite.
    """

    turns: int
    typed: float
    joined: float
    ours: float


@dataclass(frozen=True, slots=True)
class AskedResult:
    """Our own follow-ups, asked: how many cite a sentence that answers, by three ways of asking.

    `in_turn` is as a follow-up, `alone` without a conversation, `meant` in a person's words; each
    among the first three citations, `first` with the first. `wrong` holds ids.
    """

    in_turn: Ratio
    first: Ratio
    alone: Ratio
    meant: Ratio
    by_kind: Mapping[str, Ratio]
    wrong: Sequence[str]
    rewrites: RewriteResult
    in_turn_ms: Timing
    meant_ms: Timing


@dataclass(frozen=True, slots=True)
class FollowUpResults:
    """All figures of follow-ups, of one run. `sets` are the parts of trec_conv, and `all` of it."""

    made: Made
    asked: AskedResult
    sets: Mapping[str, RewriteResult]
