"""docs/benchmarks.md, written from the results: the floors, then quality and speed with plots.

Knows which results there are; what is said of them is in the parts' own modules.
"""

from collections.abc import Mapping, Sequence

from bench.copies_page import copies_part
from bench.copy_results import CopyResults
from bench.floors import check_committed, render_checks
from bench.follow_up_results import FollowUpResults
from bench.follow_ups_page import follow_ups_part
from bench.live_page import live_part
from bench.places import Places
from bench.plots import (
    plot_cited,
    plot_depths,
    plot_learning,
    plot_reliability,
    plot_risk,
    plot_stages,
)
from bench.quality_page import beside_part, depth_part, quality_part, training_part
from bench.results import (
    DepthPoint,
    DepthResults,
    LearningPoint,
    LiveResults,
    QualityResults,
    SpeedResults,
    read_results,
)
from bench.speed_page import speed_part

_HEAD = """# Benchmarks

Written by `make bench`; do not edit. What is counted: [evaluation.md](evaluation.md). The floors \
are in `bench/expected.toml`, and `python -m bench --check` holds the results to them."""


def write_page(places: Places) -> None:
    """Writes the page and its plots from the results on disk; what has none is left out.

    Raises ValueError for results of an older bench.
    """
    parts = [
        _HEAD,
        f"## Floors\n\n{render_checks(check_committed(places))}",
        *_quality_parts(places),
        *_training_parts(places),
    ]
    speed = read_results(places.speed, SpeedResults)
    if speed is not None:
        plot_stages(speed.latency.stages_p50_ms, places.plots / "stages.png")
        parts.append(speed_part(speed))
    live = read_results(places.live, LiveResults)
    if live is not None:
        parts.append(live_part(live))
    copies = read_results(places.copies, CopyResults)
    if copies is not None:
        parts.append(copies_part(copies))
    follow_ups = read_results(places.follow_ups, FollowUpResults)
    if follow_ups is not None:
        parts.append(follow_ups_part(follow_ups))
    places.page.parent.mkdir(parents=True, exist_ok=True)
    places.page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _quality_parts(places: Places) -> Sequence[str]:
    quality = read_results(places.quality, QualityResults)
    if quality is None:
        return []
    baseline = read_results(places.quality_similarity, QualityResults)
    known = [] if baseline is None else baseline.sets
    plot_cited(quality.sets, places.plots / "cited.png", baseline=known)
    plot_risk(quality.sets, places.plots / "risk-coverage.png")
    plot_reliability(quality.sets, places.plots / "reliability.png")
    beside = [] if baseline is None else [beside_part(quality, baseline)]
    return [quality_part(quality), *beside]


def _training_parts(places: Places) -> Sequence[str]:
    """How much training data and how much reading pays, as far as it was measured."""
    parts: list[str] = []
    curve = read_results(places.training_curve, list[LearningPoint])
    if curve is not None:
        plot_learning(curve, places.plots / "learning-curve.png")
        parts.append(training_part())
    curves = _depth_curves(places)
    if curves:
        plot_depths(curves, places.plots / "depths.png")
        parts.append(depth_part(read_results(places.depths, DepthResults)))
    return parts


def _depth_curves(places: Places) -> Mapping[str, Sequence[DepthPoint]]:
    training = read_results(places.training_depths, list[DepthPoint])
    asked = read_results(places.depths, DepthResults)
    return {
        **({} if training is None else {"training, held out": training}),
        **({} if asked is None else asked.sets),
    }
