"""Answers with what was known of them, to a report of figures.

Knows nothing of bots: it is given what was asked, what was answered and how many citations are
verbatim.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.confidence import Reliability, auroc, reliability
from bot.evaluation.dataset import KnownQuestion
from bot.evaluation.matching import holds_gold_within
from bot.evaluation.metrics import (
    Graded,
    Ratio,
    RiskCurve,
    answer_f1,
    is_exact_match,
    names_answer,
    percentile,
    risk_curve,
)
from bot.types import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked: the answer, how long it took, how many citations are verbatim."""

    question: KnownQuestion
    answer: Answer
    elapsed_ms: float
    verbatim: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one data set.

    `cited_at_1` and `cited_at_3` are over the answerable questions, an abstention counting as
    wrong; `..._when_answered` over those of them that were answered. `answer_f1` and `exact_match`
    are means over the answerable questions, 0 for an abstention; None without answerable ones.
    `answer_matches` counts the answerable questions whose short answer names a gold answer (see
    `names_answer`), `answered_share` those that were not refused. A refusal is an answer with
    `answered` False: `refusal_precision` is the share of refusals that were due, `refusal_recall`
    the share of unanswerable questions that were refused; both count nothing where the set has no
    unanswerable question. `answerable_auroc` is how well the confidence, that of an abstention
    included, tells answerable questions from the others; None without both. `reliability` is over
    the given answers, as is `risk`. `verbatim` is over all citations.
    """

    name: str
    questions: int
    answerable: int
    answered: int
    cited_at_1: Ratio
    cited_at_3: Ratio
    cited_at_1_when_answered: Ratio
    cited_at_3_when_answered: Ratio
    answer_f1: float | None
    exact_match: float | None
    answer_matches: Ratio
    answered_share: Ratio
    refusal_precision: Ratio
    refusal_recall: Ratio
    answerable_auroc: float | None
    verbatim: Ratio
    risk: RiskCurve
    reliability: Reliability
    ask_p50_ms: float
    ask_p95_ms: float


def score(name: str, asked: Sequence[Asked]) -> Report:
    """The report on a set's questions. Raises ValueError if none was asked."""
    answerable = [one for one in asked if one.question.gold is not None]
    answered = [one for one in answerable if one.answer.answered]
    given = [
        Graded(one.answer.confidence, is_right(one, first=1))
        for one in asked
        if one.answer.answered
    ]
    elapsed = [one.elapsed_ms for one in asked]
    precision, recall = _refusals(asked)
    return Report(
        name=name,
        questions=len(asked),
        answerable=len(answerable),
        answered=len(given),
        cited_at_1=_ratio(answerable, lambda one: is_right(one, first=1)),
        cited_at_3=_ratio(answerable, lambda one: is_right(one, first=3)),
        cited_at_1_when_answered=_ratio(answered, lambda one: is_right(one, first=1)),
        cited_at_3_when_answered=_ratio(answered, lambda one: is_right(one, first=3)),
        answer_f1=_mean([_f1(one) for one in answerable]),
        exact_match=_mean([float(_is_exact(one)) for one in answerable]),
        answer_matches=_ratio(answerable, _names_gold),
        answered_share=Ratio(len(answered), len(answerable)),
        refusal_precision=precision,
        refusal_recall=recall,
        answerable_auroc=_answerable_auroc(asked),
        verbatim=Ratio(
            sum(one.verbatim for one in asked), sum(len(one.answer.citations) for one in asked)
        ),
        risk=risk_curve(given, asked=len(asked)),
        reliability=reliability(given),
        ask_p50_ms=percentile(elapsed, 0.5),
        ask_p95_ms=percentile(elapsed, 0.95),
    )


def is_right(asked: Asked, *, first: int) -> bool:
    """Whether it was answered and one of the `first` citations holds the gold answer."""
    return asked.answer.answered and holds_gold_within(
        asked.answer.citations, asked.question, first=first
    )


def _refusals(asked: Sequence[Asked]) -> tuple[Ratio, Ratio]:
    """Refusal precision and recall, both over nothing where every question has an answer."""
    unanswerable = [one for one in asked if one.question.gold is None]
    if not unanswerable:
        return Ratio(0, 0), Ratio(0, 0)
    refused = [one for one in asked if not one.answer.answered]
    due = sum(not one.answer.answered for one in unanswerable)
    return Ratio(due, len(refused)), Ratio(due, len(unanswerable))


def _answerable_auroc(asked: Sequence[Asked]) -> float | None:
    answerable = [one.answer.confidence for one in asked if one.question.gold is not None]
    unanswerable = [one.answer.confidence for one in asked if one.question.gold is None]
    return auroc(answerable, unanswerable)


def _f1(asked: Asked) -> float:
    answer = asked.answer
    return answer_f1(answer.answer, asked.question.answers) if answer.answered else 0.0


def _is_exact(asked: Asked) -> bool:
    return asked.answer.answered and is_exact_match(asked.answer.answer, asked.question.answers)


def _names_gold(asked: Asked) -> bool:
    return asked.answer.answered and names_answer(asked.answer.answer, asked.question.answers)


def _ratio(asked: Sequence[Asked], holds: Callable[[Asked], bool]) -> Ratio:
    return Ratio(sum(holds(one) for one in asked), len(asked))


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
