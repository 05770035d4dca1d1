"""An index that lives: how fresh it is, and how it answers while it is made again.

Knows the order of the measures, not how any of them works.
"""

import shutil
from dataclasses import dataclass, field

from bench.freshness import FreshnessPlan, measure_freshness
from bench.generated import Generator
from bench.places import Places
from bench.rebuilding import RebuildPlan, measure_rebuild
from bench.results import LiveResults, Made
from bot.evaluation.dataset import file_of


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What is measured, on articles made from those of a set."""

    set_name: str = "realtimeqa"
    freshness: FreshnessPlan = field(default_factory=FreshnessPlan)
    rebuild: RebuildPlan = field(default_factory=RebuildPlan)


def measure_live(places: Places, plan: LivePlan, made: Made) -> LiveResults:
    """All figures of an index that lives; both measures begin with nothing."""
    generator = Generator(file_of(places.sets / plan.set_name, "articles"))
    folder = places.work / "live"
    rebuild = measure_rebuild(folder / "rebuild", generator, plan.rebuild)
    shutil.rmtree(folder / "fresh", ignore_errors=True)
    freshness = measure_freshness(folder / "fresh", generator, plan.freshness)
    return LiveResults(made, freshness, rebuild)
