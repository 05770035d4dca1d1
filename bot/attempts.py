"""In which ways a question is looked up, one after the other until one is good enough.

Near to the articles of its conversation first, then among all, then as it was typed: what a
conversation adds is undone where it hurts. Knows nothing of how anything is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.follow_ups.understanding import Understood
from bot.time_limits import with_time_words
from bot.types import Question, TimeWords


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question that stands alone, limited by its time words, near to some articles or to none."""

    asked: Question
    time_words: Sequence[TimeWords]
    near: frozenset[str]


def attempts_of(asked: Question, meant: Understood, now: datetime) -> Sequence[Attempt]:
    """At least one; exactly one for a question that is no follow-up."""
    near = frozenset() if asked.filters.article_id is not None else meant.article_ids
    attempts = [_attempt(asked, meant.text, now, near)]
    if near:
        attempts.append(replace(attempts[0], near=frozenset()))
    if meant.as_typed is not None:
        attempts.append(_attempt(asked, meant.as_typed, now, frozenset()))
    return attempts


def _attempt(asked: Question, text: str, now: datetime, near: frozenset[str]) -> Attempt:
    limited, words = with_time_words(replace(asked, text=text), now)
    return Attempt(limited, words, near)
