"""How good the answers are, on the seeds and on the evaluation sets, through the public Answer.

Each set is ingested by the real command into a data directory of its own, which later runs reuse.
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
from bot import open_bot
from bot.evaluation.dataset import file_of
from bot.evaluation.metrics import Ratio
from bot.evaluation.report import render_report, thinned
from bot.evaluation.run import evaluate_folder
from bot.evaluation.score import Report

SETS = ("xquad_en", "squad2", "newsqa", "realtimeqa")
CURVE_POINTS = 100


@dataclass(frozen=True, slots=True)
class QualityPlan:
    """Which sets, how many questions of each (None: all), drawn with which seed."""

    sets: Sequence[str] = SETS
    limit: int | None = None
    seed: int = 0


def measure_quality(places: Places, plan: QualityPlan, made: Made) -> QualityResults:
    """The figures of the seeds and of the plan's sets. Minutes a set, most of it encoding."""
    seeds = measure_seeds(places)
    print(f"seeds\n  right  {seeds.right.count} of {seeds.right.total}; wrong: {seeds.wrong}")
    reports = [_measure_set(places, name, plan) for name in plan.sets]
    return QualityResults(made, plan.limit, seeds, reports)


def measure_seeds(places: Places) -> SeedResult:
    """The seed questions, judged."""
    data_dir = _ingested(places, "seeds", places.seeds)
    with open_bot(data_dir) as bot:
        judged = judge(read_seed_questions(), bot.ask, bot.article_text)
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.question.kind].append(one)
    return SeedResult(
        right=_right(judged),
        by_kind={str(kind): _right(ones) for kind, ones in by_kind.items()},
        wrong=[one.question.id for one in judged if not one.is_right],
    )


def _measure_set(places: Places, name: str, plan: QualityPlan) -> Report:
    folder = places.sets / name
    data_dir = _ingested(places, name, file_of(folder, "articles"))
    with open_bot(data_dir) as bot:
        report = evaluate_folder(
            bot, folder, limit=plan.limit, seed=plan.seed, on_progress=_progress(name)
        )
    print(render_report(report), flush=True)
    return replace(report, risk=thinned(report.risk, CURVE_POINTS))


def _ingested(places: Places, name: str, articles: Path) -> Path:
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
