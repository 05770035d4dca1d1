"""What the readers of others' models have in common: sentences by log-odds, and thresholds.

How sure such a model is has not been measured: 0.9 need not mean nine times in ten. Knows nothing
of models.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

from bot.leaning import evidence_of
from bot.reader import Reading
from bot.risk import Thresholds
from bot.types import Span
from index.types import Hit

THRESHOLDS = Thresholds(low=0.7, normal=0.5, high=0.2)
"""Not measured: NORMAL is where a model finds "answers" as likely as "does not"."""

DEPTH = 8
"""Hits that are read."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """Sentence `number` of the article of hit `hit`. `log_odds` is that it answers, in nats;
    minus infinity where the model saw nothing of it."""

    hit: int
    number: int
    log_odds: float
    span: Span | None = None


def reading_of(hits: Sequence[Hit], scored: Iterable[ScoredSentence]) -> Reading:
    """Each sentence once, at its best, best first; those that score the same by rank and place."""
    best: dict[tuple[str, int], ScoredSentence] = {}
    for one in scored:
        key = (hits[one.hit].article.id, one.number)
        if key not in best or one.log_odds > best[key].log_odds:
            best[key] = one
    # By log-odds, not by probability: far from even, different odds are the same float.
    order = sorted(best.values(), key=lambda one: (-one.log_odds, hits[one.hit].rank, one.number))
    evidence = [
        evidence_of(hits[one.hit], one.number, probability(one.log_odds), one.span) for one in order
    ]
    return Reading(evidence, evidence[0].score if evidence else 0.0)


def probability(log_odds: float) -> float:
    """0 to 1."""
    if log_odds < 0:
        odds = exp(log_odds)
        return odds / (1 + odds)
    return 1 / (1 + exp(-log_odds))
