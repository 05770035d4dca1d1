"""What reading more hits gives and costs, on samples of two evaluation sets.

For the page only: the depth is chosen by the training, on training questions that were held out.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.places import Places
from bench.quality import ingested
from bench.results import DepthPoint, DepthResults, Made
from bench.tasks import Task, tasks_named
from bench.wired import parts_of
from bot import Bot, open_bot
from bot.evaluation.dataset import KnownQuestion, file_of, load_dataset
from bot.evaluation.metrics import percentile
from bot.evaluation.run import ask_all, sample_questions
from bot.evaluation.score import is_right
from bot.reader import Reader, Reading
from bot.risk import Thresholds
from bot.settings import Settings
from index.lexical import LexicalIndex
from index.types import Hit


@dataclass(frozen=True, slots=True)
class DepthPlan:
    """Which depths are tried on which tasks, with so many answerable questions of each."""

    settings: Settings
    tasks: Sequence[Task] = tuple(tasks_named("newsqa,realtimeqa"))
    depths: Sequence[int] = (1, 2, 4, 6, 8, 12, 16)
    limit: int = 150
    seed: int = 0


@dataclass(frozen=True, slots=True)
class AtDepth:
    """A reader that wants another number of hits than it was made for."""

    reader: Reader
    depth: int

    @property
    def id(self) -> str:
        """Names the reader and the depth."""
        return f"{self.reader.id}, depth {self.depth}"

    @property
    def thresholds(self) -> Thresholds:
        """The reader's own."""
        return self.reader.thresholds

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:
        """As the reader reads."""
        return self.reader.read(question, hits, words)


def measure_depths(places: Places, plan: DepthPlan, made: Made) -> DepthResults:
    """The figures of every task and depth. Minutes."""
    sets = {task.name: _measure_task(places, task, plan) for task in plan.tasks}
    return DepthResults(made, plan.limit, sets)


def _measure_task(places: Places, task: Task, plan: DepthPlan) -> Sequence[DepthPoint]:
    folder = task.folder(places)
    data_dir = ingested(places, task.set_name, file_of(folder, "articles"))
    known = [one for one in load_dataset(folder).questions if one.gold is not None]
    questions = sample_questions(known, plan.limit, seed=plan.seed)
    points: list[DepthPoint] = []
    with open_bot(data_dir, settings=plan.settings) as bot:
        bot.ask(questions[0].text)  # loads the models
        for depth in plan.depths:
            points.append(depth_point(bot, questions, depth))
            print(f"{task.name}: {points[-1]}", file=sys.stderr, flush=True)
    return points


def depth_point(bot: Bot, questions: Sequence[KnownQuestion], depth: int) -> DepthPoint:
    """cited@1 of answerable questions where so many hits are read and nothing is refused."""
    parts = parts_of(bot)
    reader = AtDepth(parts.reader, depth)
    asked = ask_all(Bot(replace(parts, reader=reader, min_confidence=0.0)), questions)
    return DepthPoint(
        depth=depth,
        cited_at_1=sum(is_right(one, first=1) for one in asked) / len(asked),
        ms=percentile([one.answer.timings_ms["read"] for one in asked], 0.5),
    )
