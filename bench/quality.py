"""How good the answers are, on the seeds and on the evaluation sets, through the public Answer.

Each set is ingested by the real command into a data directory of its own, which later runs and all
tasks on the set reuse.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.places import Places
from bench.processes import onrecord, run_measured
from bench.results import Made, QualityResults, SeedResult
from bench.seeds import Judged, judge, read_seed_questions
from bench.tasks import TASKS, Task
from bot import open_bot
from bot.evaluation.dataset import file_of
from bot.evaluation.metrics import Ratio
from bot.evaluation.report import render_report, thinned
from bot.evaluation.run import Plan, evaluate_folder
from bot.evaluation.score import Report
from bot.settings import Settings

CURVE_POINTS = 100


@dataclass(frozen=True, slots=True)
class QualityPlan:
    """Which tasks, how many questions of each (None: all), drawn with which seed.

    Asked with `settings`, but for the data directory.
    """

    settings: Settings
    tasks: Sequence[Task] = TASKS
    limit: int | None = None
    seed: int = 0


def measure_quality(places: Places, plan: QualityPlan, made: Made) -> QualityResults:
    """The figures of the seeds and of the plan's tasks. Minutes each."""
    seeds = measure_seeds(places, plan.settings)
    print(f"seeds\n  right  {seeds.right.count} of {seeds.right.total}; wrong: {seeds.wrong}")
    reports = [_measure_task(places, task, plan) for task in plan.tasks]
    return QualityResults(made, plan.settings.reader, plan.limit, seeds, reports)


def measure_seeds(places: Places, settings: Settings) -> SeedResult:
    """The seed questions, judged."""
    data_dir = ingested(places, "seeds", places.seeds)
    with open_bot(data_dir, settings=settings) as bot:
        judged = judge(read_seed_questions(), bot.ask, bot.article_text)
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.question.kind].append(one)
    return SeedResult(
        right=_right(judged),
        by_kind={str(kind): _right(ones) for kind, ones in by_kind.items()},
        wrong=[one.question.id for one in judged if not one.is_right],
    )


def _measure_task(places: Places, task: Task, plan: QualityPlan) -> Report:
    folder = task.folder(places)
    data_dir = ingested(places, task.set_name, file_of(folder, "articles"))
    asking = Plan(plan.limit, plan.seed, within_article=task.within_article)
    with open_bot(data_dir, settings=plan.settings) as bot:
        report = evaluate_folder(bot, folder, asking, on_progress=_progress(task.name))
    named = replace(report, name=task.name)
    print(render_report(named), flush=True)
    return replace(named, risk=thinned(named.risk, CURVE_POINTS))


def ingested(places: Places, name: str, articles: Path) -> Path:
    """The data directory of a set, with its articles in; cheap where they were in already."""
    data_dir = places.work / "quality" / name
    run_measured(onrecord("ingest", str(articles)), data_dir=data_dir)
    return data_dir


def _right(judged: Sequence[Judged]) -> Ratio:
    return Ratio(sum(one.is_right for one in judged), len(judged))


def _progress(name: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            print(f"{name}: {done} of {total} asked", file=sys.stderr, flush=True)

    return show
