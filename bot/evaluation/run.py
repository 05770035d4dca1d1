"""Asks a bot the questions of a data set and scores its answers.

The bot must hold the set's articles already, so that an index is built once and asked often.
Knows nothing of how articles are ingested or how a report is shown.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.evaluation.dataset import DatasetError, KnownQuestion, load_dataset
from bot.evaluation.matching import is_verbatim
from bot.evaluation.score import Asked, Report, score
from bot.types import Answer, Question
from index.types import Filters

Progress = Callable[[int, int], None]
"""Called with the number of questions done and of all questions."""


class Answering(Protocol):
    """What evaluation needs of a bot."""

    def ask(self, question: Question, /) -> Answer:
        """The answer, an abstention included."""

    def article_text(self, article_id: str, revision: str, /) -> str:
        """The stored revision's text; raises ArticleNotFoundError."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which questions of a set are asked, and of what.

    `limit` asks only so many of them, drawn with `seed`. `within_article` limits each question to
    the article that the set names for it, and leaves out those for which it names none.
    """

    limit: int | None = None
    seed: int = 0
    within_article: bool = False


def evaluate_folder(
    bot: Answering, folder: Path, plan: Plan = Plan(), *, on_progress: Progress | None = None
) -> Report:
    """The report on a folder in the data format (see `load_dataset`).

    Raises DatasetError for a folder that cannot be read, or in which no question names its
    article where the plan needs that.
    """
    dataset = load_dataset(folder)
    questions = dataset.questions
    if plan.within_article:
        questions = [question for question in questions if question.article_id is not None]
        if not questions:
            message = f"not one question of {folder} names an article of the set"
            raise DatasetError(message, remedy="ask them of all articles together")
    drawn = sample_questions(questions, plan.limit, seed=plan.seed)
    asked = ask_all(bot, drawn, within_article=plan.within_article, on_progress=on_progress)
    return score(f"{dataset.name} within article" if plan.within_article else dataset.name, asked)


def sample_questions(
    questions: Sequence[KnownQuestion], limit: int | None, *, seed: int
) -> Sequence[KnownQuestion]:
    """At most `limit` of the questions, drawn with `seed`, in their own order."""
    if limit is None or limit >= len(questions):
        return questions
    drawn = np.random.default_rng(seed).permutation(len(questions))[:limit]
    return [questions[number] for number in sorted(drawn.tolist())]


def ask_all(
    bot: Answering,
    questions: Sequence[KnownQuestion],
    *,
    within_article: bool = False,
    clock: Callable[[], float] = time.perf_counter,
    on_progress: Progress | None = None,
) -> Sequence[Asked]:
    """Each question asked once, alone, with its time by `clock` (seconds, monotonic).

    With `within_article` only the question's own article is asked. Every citation is checked
    against the stored revision, outside the measured time. Time words are ignored: a set does not
    say when its questions were asked.
    """
    asked: list[Asked] = []
    for question in questions:
        filters = Filters(article_id=question.article_id) if within_article else Filters()
        wanted = Question(question.text, filters=filters, ignores_time_words=True)
        started = clock()
        answer = bot.ask(wanted)
        elapsed_ms = (clock() - started) * 1000
        verbatim = sum(is_verbatim(one, bot.article_text) for one in answer.citations)
        asked.append(Asked(question, answer, elapsed_ms, verbatim))
        if on_progress is not None:
            on_progress(len(asked), len(questions))
    return asked
