"""The seed questions: read from bench/seed_questions.jsonl and judged over a bot's answers.

A question is right where a gold sentence is among the first three citations, or, where the seeds
do not answer it, where the bot abstains. Knows nothing of how the seeds were ingested.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from bot.evaluation.matching import TextOf, covers
from bot.types import Answer, Citation, Span

SEED_QUESTIONS = Path(__file__).parent / "seed_questions.jsonl"
FIRST_CITATIONS = 3


class Kind(StrEnum):
    """What a seed question tries."""

    WHO = "who"
    HOW_MANY = "how_many"
    WHEN = "when"
    WHERE = "where"
    WHAT_SAID = "what_said"
    DENIAL = "denial"
    APART_FROM_SPEAKER = "apart_from_speaker"
    NAME_VARIANT = "name_variant"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """A question about the seeds. `gold` are sentences that answer it, verbatim; any one will do.

    `gold` and `answers` are empty where `answerable` is False.
    """

    id: str
    question: str
    kind: Kind
    answerable: bool
    gold: Sequence[str]
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A seed question, its answer, and whether that was right."""

    question: SeedQuestion
    answer: Answer
    is_right: bool


def read_seed_questions(path: Path = SEED_QUESTIONS) -> Sequence[SeedQuestion]:
    """The seed questions, in the file's order. Raises pydantic.ValidationError for a bad line."""
    record = TypeAdapter(SeedQuestion)
    return [record.validate_json(line) for line in path.read_bytes().splitlines()]


def judge(
    questions: Sequence[SeedQuestion], ask: Callable[[str], Answer], text_of: TextOf
) -> Sequence[Judged]:
    """Each question asked once and judged."""
    judged: list[Judged] = []
    for question in questions:
        answer = ask(question.question)
        judged.append(Judged(question, answer, is_right(question, answer, text_of)))
    return judged


def is_right(question: SeedQuestion, answer: Answer, text_of: TextOf) -> bool:
    """Whether a gold sentence is among the first three citations, or the abstention was due.

    As in `bot.evaluation`, a citation counts that covers at least half of a gold sentence.
    """
    if not question.answerable:
        return not answer.answered
    return answer.answered and any(
        _holds(citation, gold, text_of)
        for citation in answer.citations[:FIRST_CITATIONS]
        for gold in question.gold
    )


def _holds(citation: Citation, gold: str, text_of: TextOf) -> bool:
    start = text_of(citation.article_id, citation.revision).find(gold)
    return start >= 0 and covers(citation.start, citation.end, Span(start, start + len(gold)))
