"""Why a question is not answered, and what is said then: the reason, and what to do next.

Decides nothing about whether to answer; what is said asserts nothing but what was searched. Knows
nothing of how evidence is found.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.question_kind import names_in
from bot.reader import Reading
from bot.stop_words import STOP_WORDS
from bot.types import AbstainReason, Question
from index.types import FoundBy, Hit

_WORD = re.compile(r"[\w’'-]+")
_POINTS_BACK = frozenset("he him his she her hers it its they them their theirs".split())


@dataclass(frozen=True, slots=True)
class Abstention:
    """A reason, and the sentences that tell it."""

    reason: AbstainReason
    said: str


NO_ARTICLES = Abstention(
    AbstainReason.EMPTY_INDEX,
    "There are no articles to answer from yet. Add some with `onrecord ingest PATH`.",
)
NOT_MENTIONED = Abstention(
    AbstainReason.NO_MATCH,
    "The articles do not mention this. Ask in other words, or add articles about it.",
)
NOTHING_GOOD_ENOUGH = Abstention(
    AbstainReason.WEAK_EVIDENCE,
    "The articles touch on this, but no sentence in them answers it well enough to be cited. "
    "Ask more exactly.",
)
OTHER_DATES = Abstention(
    AbstainReason.OUTSIDE_DATES,
    "No article within the dates of the search answers this; articles outside of them may. "
    "Widen the dates, or ask without them.",
)
SEVERAL_ANSWERS = Abstention(
    AbstainReason.AMBIGUOUS,
    "The articles hold more than one possible answer, and none stands out. "
    "Name the place, date or person you mean.",
)
NOBODY_NAMED = Abstention(
    AbstainReason.AMBIGUOUS,
    "The question does not say whom or what it is about. Name the place, date or person you mean.",
)


def explain(
    question: Question, hits: Sequence[Hit], *, reading: Reading, least: float
) -> Abstention:
    """Why a reading below the confidence `least` is no answer, dates aside."""
    # Rivals count only where all together they could be enough: among nothing, all are equals.
    if reading.rivals and reading.confidence * (1 + reading.rivals) >= least:
        return SEVERAL_ANSWERS
    if hits and _leaves_open_who(question):
        return NOBODY_NAMED
    if all(hit.found_by is FoundBy.DENSE for hit in hits):
        return NOT_MENTIONED
    return NOTHING_GOOD_ENOUGH


def _leaves_open_who(question: Question) -> bool:
    """Whether a question says "he" or "it" of something that nothing before it tells.

    Only where it tells hardly anything else: "When did it happen?", not "Where did the president
    say it?" or "What did he say about Libya?".
    """
    if question.filters.article_id is not None:
        return False
    words = _WORD.findall(question.text)
    lowered = [word.lower() for word in words]
    points = [n for n, word in enumerate(lowered) if word in _POINTS_BACK]
    tells = [n for n, word in enumerate(lowered) if word not in STOP_WORDS | _POINTS_BACK]
    if not points or len(tells) > 1:
        return False
    has_name = any(names_in(words[n]) for n in tells)
    return not has_name and all(points[0] < n for n in tells)
