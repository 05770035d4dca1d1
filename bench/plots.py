"""The page's plots as PNG files. The only module that imports matplotlib.

Knows nothing of where the figures came from.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bench.results import DepthPoint, LearningPoint
from bot.evaluation.score import Report

_COLOURS = (
    "#2f6f9f",
    "#d1722e",
    "#4f8f4a",
    "#8a5aa8",
    "#a6423f",
    "#5b6770",
    "#b59a1c",
    "#3aa39b",
)
"""As many as there are lines in any plot; one more is an error, not a line left out."""
_GREY = "#d9dde1"
_INK = "#22282e"


def plot_cited(reports: Sequence[Report], path: Path, *, baseline: Sequence[Report] = ()) -> None:
    """cited@1 and cited@3 of every set, as pairs of bars; the baseline's as lines across them."""
    known = {report.name: report for report in baseline}
    figure = _figure("A cited sentence holds the gold answer", "share of questions")
    axes = figure.axes[0]
    for offset, (label, colour) in enumerate(zip(("cited@1", "cited@3"), _COLOURS, strict=False)):
        places = [number + (offset - 0.5) * 0.36 for number in range(len(reports))]
        shares = [_cited(one, offset) for one in reports]
        bars = axes.bar(places, shares, width=0.34, label=label, color=colour)
        axes.bar_label(bars, fmt="%.2f", padding=2, color=_INK, fontsize=8)
        for place, report in zip(places, reports, strict=True):
            if report.name in known:
                height = _cited(known[report.name], offset)
                axes.hlines(height, place - 0.17, place + 0.17, color=_INK, lw=1.6)
    names = [one.name.replace("_", "\n") for one in reports]
    axes.set_xticks(range(len(reports)), names, fontsize=9)
    axes.set_ylim(0, 1.2)
    axes.set_yticks([tenth / 10 for tenth in range(0, 11, 2)])
    axes.legend(frameon=False, loc="upper right", ncols=2)
    _save(figure, path)


def _cited(report: Report, offset: int) -> float:
    return (report.cited_at_1 if offset == 0 else report.cited_at_3).share or 0.0


def plot_risk(reports: Sequence[Report], path: Path) -> None:
    """cited@1 among the most confident answers, over the share of questions answered so."""
    figure = _figure("Accuracy over coverage", "cited@1 among the answers kept")
    axes = figure.axes[0]
    for number, report in enumerate(reports):
        label = f"{report.name}\narea {report.risk.area:.2f}"
        colour = _COLOURS[number]
        axes.plot(report.risk.coverage, report.risk.accuracy, label=label, color=colour, lw=2)
    axes.set_xlabel("share of all questions kept, most confident first", color=_INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    figure.legend(frameon=False, loc="outside right upper", fontsize=9)
    _save(figure, path)


def plot_reliability(reports: Sequence[Report], path: Path) -> None:
    """The share of right answers over their confidence, a small plot for each set.

    On the diagonal a confidence means its number; above it answers are better than they say.
    """
    columns = min(4, max(1, len(reports)))
    rows = math.ceil(len(reports) / columns) or 1
    size = (2.4 * columns, 2.5 * rows + 0.4)
    figure = Figure(figsize=size, dpi=110, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    figure.suptitle("Right answers over confidence", x=0.01, ha="left", color=_INK, fontsize=12)
    for number, report in enumerate(reports):
        axes = figure.add_subplot(rows, columns, number + 1)
        _dress(axes)
        axes.set_title(report.name, loc="left", color=_INK, fontsize=9)
        axes.plot([0, 1], [0, 1], color=_GREY, lw=1.5)
        bins = report.reliability.bins
        means = [one.confidence for one in bins]
        axes.plot(
            means, [one.right for one in bins], color=_COLOURS[number], lw=2, marker="o", ms=4
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.05)
        axes.tick_params(labelsize=8)
    _save(figure, path)


def plot_learning(curve: Sequence[LearningPoint], path: Path) -> None:
    """What training on more and more examples gives, on questions that were held out."""
    figure = _figure("Trained on more examples", "on training questions held out")
    axes = figure.axes[0]
    examples = [point.examples for point in curve]
    lines = {
        "sentence first": [point.sentence for point in curve],
        "F1 of the answer": [point.span_f1 for point in curve],
        "AUROC answerable": [point.auroc for point in curve],
    }
    for number, (label, figures) in enumerate(lines.items()):
        axes.plot(examples, figures, label=label, color=_COLOURS[number], lw=2, marker="o", ms=4)
    axes.set_xlabel("training examples", color=_INK)
    axes.margins(y=0.1)
    axes.legend(frameon=False, loc="lower right")
    _save(figure, path)


def plot_depths(curves: Mapping[str, Sequence[DepthPoint]], path: Path) -> None:
    """cited@1 over the time of reading, each point with the number of hits read."""
    figure = _figure("What reading more hits costs and gives", "cited@1")
    axes = figure.axes[0]
    for number, (name, points) in enumerate(curves.items()):
        times = [point.ms for point in points]
        shares = [point.cited_at_1 for point in points]
        axes.plot(times, shares, label=name, color=_COLOURS[number], lw=2, marker="o", ms=4)
        for point in points:
            place = (point.ms, point.cited_at_1)
            axes.annotate(
                str(point.depth), place, (0, 5), textcoords="offset points", color=_INK, fontsize=8
            )
    axes.set_xlabel("milliseconds of reading, median; labels: hits read", color=_INK)
    axes.margins(y=0.15)
    axes.set_xlim(left=0)
    figure.legend(frameon=False, loc="outside right upper", fontsize=9)
    _save(figure, path)


def plot_stages(stages_p50_ms: Mapping[str, float], path: Path) -> None:
    """What a question spends its time on: the median of every stage."""
    figure = _figure("Where a question's time goes (median, warm)", "")
    axes = figure.axes[0]
    stages = [stage for stage in stages_p50_ms if stage != "total"]
    bars = axes.barh(stages, [stages_p50_ms[stage] for stage in stages], color=_COLOURS[0])
    axes.bar_label(bars, fmt="%.1f ms", padding=3, color=_INK, fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.grid(axis="x", color=_GREY, lw=0.8)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("milliseconds", color=_INK)
    _save(figure, path)


def _figure(title: str, y_label: str) -> Figure:
    """A figure with one set of axes, in the style of all plots."""
    figure = Figure(figsize=(7.2, 4.0), dpi=110, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=_INK, fontsize=12)
    axes.set_ylabel(y_label, color=_INK)
    _dress(axes)
    return figure


def _dress(axes: Axes) -> None:
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_GREY, lw=0.8)
    axes.tick_params(colors=_INK, length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without the library's version the file is the same wherever the figures are.
    figure.savefig(path, metadata={"Software": None})
