"""`python -m bench`: measures quality and speed, writes the results and the page, checks floors."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bench.floors import check_committed, render_checks
from bench.machine import made
from bench.page import write_page
from bench.places import ROOT, Places
from bench.quality import SETS, QualityPlan, measure_quality
from bench.results import SpeedResults, read_results, write_results
from bench.speed import SpeedPlan, measure_speed
from bot.settings import load_settings

QUICK_QUESTIONS = 25
QUICK_SPEED = SpeedPlan(articles=60, sample=60, questions=20, cold_runs=1)


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where a floor is missed that is not known to be."""
    chosen = _parser().parse_args(arguments)
    places = Places(ROOT, load_settings().bench_data, ROOT)
    if chosen.check:
        return _check(places)
    if chosen.quick:
        # A quick run shows that everything runs; its figures never replace the committed ones.
        places = replace(places, output=places.work / "quick")
    both = chosen.quality == chosen.speed
    record = made(date=chosen.date, command=shlex.join(["python", "-m", "bench", *arguments]))
    if both or chosen.quality:
        write_results(places.quality, measure_quality(places, _quality_plan(chosen), record))
    if both or chosen.speed:
        write_results(places.speed, measure_speed(places, _speed_plan(chosen, places), record))
    write_page(places)
    print(f"results, page and plots are under {places.output}")
    return 0


def _check(places: Places) -> int:
    checks = check_committed(places)
    print(render_checks(checks))
    return 0 if all(check.passes for check in checks) else 1


def _quality_plan(chosen: argparse.Namespace) -> QualityPlan:
    limit = QUICK_QUESTIONS if chosen.quick and chosen.limit is None else chosen.limit
    return QualityPlan(tuple(chosen.sets.split(",")), limit)


def _speed_plan(chosen: argparse.Namespace, places: Places) -> SpeedPlan:
    plan = QUICK_SPEED if chosen.quick else SpeedPlan()
    before = read_results(places.speed, SpeedResults) if chosen.keep_ingest else None
    if before is not None:
        plan = replace(plan, kept_ingest=before.ingest)
    given = {"articles": chosen.speed_articles, "sample": chosen.speed_sample}
    return replace(plan, **{name: count for name, count in given.items() if count is not None})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--quality", action="store_true", help="quality only")
    add("--speed", action="store_true", help="speed only")
    add("--sets", default=",".join(SETS), help="sets to ask, by comma (default: %(default)s)")
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
