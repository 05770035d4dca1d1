"""The floors of expected.toml against the committed results.

Knows which figure a name stands for; knows nothing of how figures are made or shown on the page.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.copy_results import CopyResults
from bench.follow_up_results import FollowUpResults
from bench.places import Places
from bench.results import LiveResults, QualityResults, SpeedResults, read_results
from bot.evaluation.metrics import Ratio
from bot.evaluation.score import Report

ENOUGH = 600
"""Questions of a set whose figures are held to the floors: then a share of .8 has a standard error
of .016."""


class Expected(BaseModel):
    """The floors, by name; what is aimed at beyond them; known misses, each with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: dict[str, float]
    at_most: dict[str, float]
    aims: dict[str, float] = {}
    known_misses: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """One floor. `measured` is None where the results do not have the figure.

    `aim` is None where the floor is all that is wanted. `known_miss` is the reason from the file,
    or empty.
    """

    name: str
    bound: float
    is_lower_bound: bool
    measured: float | None
    known_miss: str
    aim: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure is there and on the right side of the bound."""
        if self.measured is None:
            return False
        if self.is_lower_bound:
            return self.measured >= self.bound
        return self.measured <= self.bound

    @property
    def passes(self) -> bool:
        """Whether it is met, or measured and known to be missed."""
        return self.is_met or (self.measured is not None and bool(self.known_miss))


def read_expected(path: Path) -> Expected:
    """The floors of a file. Raises ValueError for an aim or a known miss of no floor."""
    expected = Expected.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    floors = expected.at_least.keys() | expected.at_most.keys()
    for table, names in (("known_misses", expected.known_misses), ("aims", expected.aims)):
        unknown = names.keys() - floors
        if unknown:
            message = f"{path}: {table} names {sorted(unknown)}, which no floor has"
            raise ValueError(message)
    return expected


def check_floors(expected: Expected, measured: Mapping[str, float]) -> Sequence[Check]:
    """Every floor with its figure, in the file's order."""
    return [
        Check(
            name,
            bound,
            is_lower,
            measured.get(name),
            expected.known_misses.get(name, ""),
            expected.aims.get(name),
        )
        for bounds, is_lower in ((expected.at_least, True), (expected.at_most, False))
        for name, bound in bounds.items()
    ]


def check_committed(places: Places) -> Sequence[Check]:
    """The floors against the results on disk; what is not there counts as not measured."""
    quality = read_results(places.quality, QualityResults)
    speed = read_results(places.speed, SpeedResults)
    live = read_results(places.live, LiveResults)
    copies = read_results(places.copies, CopyResults)
    follow_ups = read_results(places.follow_ups, FollowUpResults)
    measured = {
        **({} if quality is None else quality_figures(quality)),
        **({} if speed is None else speed_figures(speed)),
        **({} if live is None else live_figures(live)),
        **({} if copies is None else copy_figures(copies)),
        **({} if follow_ups is None else follow_up_figures(follow_ups)),
    }
    return check_floors(read_expected(places.expected), measured)


def quality_figures(results: QualityResults) -> Mapping[str, float]:
    """The figures that floors may name: SET_FIGURE. A run of fewer than ENOUGH questions a set has
    only the verbatim rate.
    """
    figures = {"verbatim": _verbatim(results).share}
    if results.limit is None or results.limit >= ENOUGH:
        figures["seeds_right"] = results.seeds.right.share
        for report in results.sets:
            figures |= {f"{report.name}_{name}": one for name, one in _set_figures(report).items()}
    return {name: share for name, share in figures.items() if share is not None}


def _set_figures(report: Report) -> Mapping[str, float | None]:
    return {
        "cited_at_1": report.cited_at_1.share,
        "cited_at_3": report.cited_at_3.share,
        "answer_f1": report.answer_f1,
        "answer_matches": report.answer_matches.share,
        "answered_share": report.answered_share.share,
        "refusal_precision": report.refusal_precision.share,
        "refusal_recall": report.refusal_recall.share,
        "auroc": report.answerable_auroc,
    }


def speed_figures(results: SpeedResults) -> Mapping[str, float]:
    """The figures that floors may name. The cost of an ingest is held against encoding as many
    texts at the raw rate.
    """
    ingest, encode, latency = results.ingest, results.encode, results.latency
    figures = {
        "ingest_over_raw_encode": ingest.first_s * encode.raw_per_s / ingest.chunks,
        "bulk_encode_speedup": encode.ours_per_s / encode.raw_per_s,
        "reingest_fraction": ingest.again_s / ingest.first_s,
        "search_over_query_encode": latency.search.p50_ms / latency.encode.p50_ms,
        "http_search_over_query_encode": results.serve.search.p50_ms / latency.encode.p50_ms,
        "cold_ask_over_load": results.cold.ask_s / results.cold.load_s,
        "serve_rss_mb": results.serve.peak_rss_mb,
        "ingest_rss_mb": ingest.peak_rss_mb,
        "http_verbatim": results.serve.verbatim.share,
        "read_over_forward": None if results.reading is None else results.reading.read_over_forward,
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def copy_figures(results: CopyResults) -> Mapping[str, float]:
    """The figures that floors may name. The growth of the cost is from the smallest store to the
    largest.
    """
    first, last = results.costs[0].added, results.costs[-1].added
    figures: dict[str, float | None] = {"copies_cost_growth": last.p50_ms / first.p50_ms}
    for one in results.sets:
        name = one.name.rpartition("/")[2]
        figures[f"{name}_copies_pair_f1"] = one.pair_f1
        figures[f"{name}_distinct_merged"] = one.merged.share
    return {name: figure for name, figure in figures.items() if figure is not None}


def follow_up_figures(results: FollowUpResults) -> Mapping[str, float]:
    """The figures that floors may name. The gain is over the last turn alone."""
    rewritten = results.sets["all"]
    figures = {
        "follow_ups_right": results.asked.in_turn.share,
        "trec_conv_gain": rewritten.ours - rewritten.typed,
        "follow_up_over_plain": results.asked.in_turn_ms.p50_ms / results.asked.meant_ms.p50_ms,
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def live_figures(results: LiveResults) -> Mapping[str, float]:
    """The figures that floors may name. Freshness is that of the largest index; the slope is the
    cost of adding to it over that of adding to the smallest.
    """
    smallest, largest = results.freshness.sizes[0], results.freshness.sizes[-1]
    rebuild = results.rebuild
    return {
        "found_p50_s": largest.found_p50_s,
        "found_p99_s": largest.found_p99_s,
        "add_cost_slope": largest.add_p50_ms / smallest.add_p50_ms,
        "rebuild_errors": rebuild.errors,
        "rebuild_mixed": rebuild.mixed,
        "rebuild_p95_over_quiet": rebuild.during.p95_ms / rebuild.quiet.p95_ms,
    }


def render_checks(checks: Sequence[Check]) -> str:
    """The checks as a Markdown table."""
    rows = [
        f"| {one.name} | {'≥' if one.is_lower_bound else '≤'} {one.bound:g} "
        f"| {'-' if one.aim is None else format(one.aim, 'g')} "
        f"| {'-' if one.measured is None else format(one.measured, '.3f')} | {_verdict(one)} |"
        for one in checks
    ]
    return "\n".join(["| figure | floor | aim | measured | |", "|---|---|---|---|---|", *rows])


def _verdict(check: Check) -> str:
    if check.is_met:
        return "met; no longer a known miss" if check.known_miss else "met"
    if check.measured is None:
        return "not measured"
    return f"missed, known: {check.known_miss}" if check.known_miss else "MISSED"


def _verbatim(results: QualityResults) -> Ratio:
    return Ratio(
        sum(report.verbatim.count for report in results.sets),
        sum(report.verbatim.total for report in results.sets),
    )
