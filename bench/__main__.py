"""`python -m bench`: measures quality and speed, writes the results and the page, checks floors."""

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bench.copies import CopyPlan, measure_copies
from bench.copy_cost import CostPlan
from bench.depths import DepthPlan, measure_depths
from bench.floors import check_committed, render_checks
from bench.follow_ups import measure_follow_ups
from bench.freshness import FreshnessPlan
from bench.live import LivePlan, measure_live
from bench.machine import made
from bench.page import write_page
from bench.places import ROOT, Places
from bench.quality import QualityPlan, measure_quality
from bench.rebuilding import RebuildPlan
from bench.results import SpeedResults, read_results, write_results
from bench.speed import SpeedPlan, measure_speed
from bench.tasks import TASKS, tasks_named
from bot.settings import Settings, load_settings

READERS = ("onrecord", "similarity")
QUICK_QUESTIONS = 25
QUICK_DEPTHS = 5
QUICK_SPEED = SpeedPlan(articles=60, sample=60, questions=20, read=5, cold_runs=1)

QUICK_LIVE = LivePlan(
    freshness=FreshnessPlan(sizes=(50, 100), found=10, added=10),
    rebuild=RebuildPlan(articles=60, clients=4, quiet_s=5),
)


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where a floor is missed that is not known to be."""
    chosen = _parsed(arguments)
    places = Places(ROOT, load_settings().bench_data, ROOT)
    if chosen.check:
        return _check(places)
    if chosen.quick:
        # A quick run shows that everything runs; its figures never replace the committed ones.
        places = replace(places, output=places.work / "quick")
    record = made(date=chosen.date, command=shlex.join(["python", "-m", "bench", *arguments]))
    if chosen.quality:
        is_default = chosen.reader == READERS[0]
        written = places.quality if is_default else places.quality_similarity
        write_results(written, measure_quality(places, _quality_plan(chosen), record))
    if chosen.speed:
        write_results(places.speed, measure_speed(places, _speed_plan(chosen, places), record))
    if chosen.live:
        plan = QUICK_LIVE if chosen.quick else LivePlan()
        write_results(places.live, measure_live(places, plan, record))
    if chosen.copies:
        write_results(places.copies, measure_copies(places, _copy_plan(chosen), record))
    if chosen.follow_ups:
        write_results(places.follow_ups, measure_follow_ups(places, _settings(chosen), record))
    if chosen.depths:
        write_results(places.depths, measure_depths(places, _depth_plan(chosen), record))
    write_page(places)
    print(f"results, page and plots are under {places.output}")
    return 0


def _check(places: Places) -> int:
    checks = check_committed(places)
    print(render_checks(checks))
    return 0 if all(check.passes for check in checks) else 1


def _quality_plan(chosen: argparse.Namespace) -> QualityPlan:
    limit = QUICK_QUESTIONS if chosen.quick and chosen.limit is None else chosen.limit
    return QualityPlan(_settings(chosen), tasks_named(chosen.sets), limit)


def _depth_plan(chosen: argparse.Namespace) -> DepthPlan:
    plan = DepthPlan(_settings(chosen))
    limit = QUICK_DEPTHS if chosen.quick and chosen.limit is None else chosen.limit
    return plan if limit is None else replace(plan, limit=limit)


def _copy_plan(chosen: argparse.Namespace) -> CopyPlan:
    plan = CopyPlan(_settings(chosen))
    quick = replace(plan, reworded=4, limit=20, cost=CostPlan((20, 40), added=5))
    return quick if chosen.quick else plan


def _settings(chosen: argparse.Namespace) -> Settings:
    return load_settings({**os.environ, "ONRECORD_READER": chosen.reader})


def _speed_plan(chosen: argparse.Namespace, places: Places) -> SpeedPlan:
    plan = QUICK_SPEED if chosen.quick else SpeedPlan()
    before = read_results(places.speed, SpeedResults) if chosen.keep_ingest else None
    if before is not None:
        plan = replace(plan, kept_ingest=before.ingest)
    given = {"articles": chosen.speed_articles, "sample": chosen.speed_sample}
    return replace(plan, **{name: count for name, count in given.items() if count is not None})


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments; without a choice of what to measure, quality and speed are chosen."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        tasks_named(chosen.sets)
    except ValueError as error:
        parser.error(str(error))
    others = (chosen.speed, chosen.live, chosen.copies, chosen.follow_ups, chosen.depths)
    named = (chosen.quality, *others)
    if not any(named):
        chosen.quality = True
        chosen.speed = chosen.reader == READERS[0]
    if chosen.reader != READERS[0] and any(others):
        parser.error("only --quality measures another reader than the default one")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    names = ",".join(task.name for task in TASKS)
    add("--quality", action="store_true", help="measure quality")
    add("--speed", action="store_true", help="measure speed; both without any of the six")
    add("--live", action="store_true", help="measure freshness, and answers during a rebuild")
    add("--copies", action="store_true", help="measure how copies of a story are found")
    add("--follow-ups", action="store_true", help="measure how follow-ups are understood")
    add("--depths", action="store_true", help="measure what reading more hits gives and costs")
    add(
        "--reader", choices=READERS, default=READERS[0], help="whose quality (default: %(default)s)"
    )
    add("--sets", default=names, help="sets to ask, by comma (default: %(default)s)")
    add("--limit", type=int, help="ask only so many questions of each set")
    add("--quick", action="store_true", help="little of everything, written under .bench/quick")
    add("--speed-articles", type=int, help="articles to ingest (default: 3000)")
    add("--speed-sample", type=int, help="chunks to encode both ways (default: 600)")
    add("--keep-ingest", action="store_true", help="reuse the last ingest and its figures")
    add("--date", default=datetime.now(UTC).date().isoformat(), help="the date to record")
    add("--check", action="store_true", help="only hold the committed results to the floors")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
