"""The floors of expected.toml against the committed results.

Knows which figure a name stands for; knows nothing of how figures are made or shown on the page.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.places import Places
from bench.results import QualityResults, SpeedResults, read_results
from bot.evaluation.metrics import Ratio


class Expected(BaseModel):
    """The floors, by name, and the misses that are known, each with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: dict[str, float]
    at_most: dict[str, float]
    known_misses: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """One floor. `measured` is None where the results do not have the figure.

    `known_miss` is the reason from the file, or empty.
    """

    name: str
    bound: float
    is_lower_bound: bool
    measured: float | None
    known_miss: str

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
    """The floors of a file. Raises ValueError for a known miss of a floor that is not there."""
    expected = Expected.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    unknown = expected.known_misses.keys() - expected.at_least.keys() - expected.at_most.keys()
    if unknown:
        message = f"{path}: known_misses names {sorted(unknown)}, which no floor has"
        raise ValueError(message)
    return expected


def check_floors(expected: Expected, measured: Mapping[str, float]) -> Sequence[Check]:
    """Every floor with its figure, in the file's order."""
    return [
        Check(name, bound, is_lower, measured.get(name), expected.known_misses.get(name, ""))
        for bounds, is_lower in ((expected.at_least, True), (expected.at_most, False))
        for name, bound in bounds.items()
    ]


def check_committed(places: Places) -> Sequence[Check]:
    """The floors against the results on disk; what is not there counts as not measured."""
    quality = read_results(places.quality, QualityResults)
    speed = read_results(places.speed, SpeedResults)
    measured = {
        **({} if quality is None else quality_figures(quality)),
        **({} if speed is None else speed_figures(speed)),
    }
    return check_floors(read_expected(places.expected), measured)


def quality_figures(results: QualityResults) -> Mapping[str, float]:
    """The figures that floors may name. Of a limited run only the verbatim rate counts."""
    figures = {"verbatim": _share(_verbatim(results))}
    if results.limit is None:
        figures["seeds_right"] = _share(results.seeds.right)
        figures |= {f"{one.name}_cited_at_1": _share(one.cited_at_1) for one in results.sets}
    return {name: share for name, share in figures.items() if share is not None}


def speed_figures(results: SpeedResults) -> Mapping[str, float]:
    """The figures that floors may name. The cost of an ingest is held against encoding as many
    texts at the raw rate.
    """
    ingest, encode, latency = results.ingest, results.encode, results.latency
    http_verbatim = results.serve.verbatim.share
    return {
        "ingest_over_raw_encode": ingest.first_s * encode.raw_per_s / ingest.chunks,
        "bulk_encode_speedup": encode.ours_per_s / encode.raw_per_s,
        "reingest_fraction": ingest.again_s / ingest.first_s,
        "search_over_query_encode": latency.search.p50_ms / latency.encode.p50_ms,
        "http_search_over_query_encode": results.serve.search.p50_ms / latency.encode.p50_ms,
        "cold_ask_over_load": results.cold.ask_s / results.cold.load_s,
        "serve_rss_mb": results.serve.peak_rss_mb,
        "ingest_rss_mb": ingest.peak_rss_mb,
        **({} if http_verbatim is None else {"http_verbatim": http_verbatim}),
    }


def render_checks(checks: Sequence[Check]) -> str:
    """The checks as a Markdown table."""
    rows = [
        f"| {one.name} | {'≥' if one.is_lower_bound else '≤'} {one.bound:g} "
        f"| {'-' if one.measured is None else format(one.measured, '.3f')} | {_verdict(one)} |"
        for one in checks
    ]
    return "\n".join(["| figure | floor | measured | |", "|---|---|---|---|", *rows])


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


def _share(ratio: Ratio) -> float | None:
    return ratio.share
