"""Asks a bot the questions of a data set and scores its answers.

The bot must hold the set's articles already, so that an index is built once and asked often.
Knows nothing of how articles are ingested or how a report is shown.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.evaluation.dataset import KnownQuestion, load_dataset
from bot.evaluation.matching import is_verbatim
from bot.evaluation.score import Asked, Report, score
from bot.types import Answer

Progress = Callable[[int, int], None]
"""Called with the number of questions done and of all questions."""


class Answering(Protocol):
    """What evaluation needs of a bot."""

    def ask(self, question: str, /) -> Answer:
        """The answer, an abstention included."""

    def article_text(self, article_id: str, revision: str, /) -> str:
        """The stored revision's text; raises ArticleNotFoundError."""


def evaluate_folder(
    bot: Answering,
    folder: Path,
    *,
    limit: int | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Report:
    """The report on a folder in the data format (see `load_dataset`).

    `limit` asks only so many questions, drawn with `seed`. Raises DatasetError for a folder that
    cannot be read.
    """
    dataset = load_dataset(folder)
    questions = sample_questions(dataset.questions, limit, seed=seed)
    return score(dataset.name, ask_all(bot, questions, on_progress=on_progress))


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
    clock: Callable[[], float] = time.perf_counter,
    on_progress: Progress | None = None,
) -> Sequence[Asked]:
    """Each question asked once, alone, with its time by `clock` (seconds, monotonic).

    Every citation is checked against the stored revision, outside the measured time.
    """
    asked: list[Asked] = []
    for question in questions:
        started = clock()
        answer = bot.ask(question.text)
        elapsed_ms = (clock() - started) * 1000
        verbatim = sum(is_verbatim(one, bot.article_text) for one in answer.citations)
        asked.append(Asked(question, answer, elapsed_ms, verbatim))
        if on_progress is not None:
            on_progress(len(asked), len(questions))
    return asked
