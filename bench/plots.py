"""The page's plots as PNG files. The only module that imports matplotlib.

Knows nothing of where the figures came from.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.evaluation.score import Report

_COLOURS = ("#2f6f9f", "#d1722e", "#4f8f4a", "#8a5aa8", "#a6423f", "#5b6770")
_GREY = "#d9dde1"
_INK = "#22282e"


def plot_cited(reports: Sequence[Report], path: Path) -> None:
    """cited@1 and cited@3 of every set, as pairs of bars."""
    figure = _figure("A cited sentence holds the gold answer", "share of questions")
    axes = figure.axes[0]
    for offset, (label, colour) in enumerate(zip(("cited@1", "cited@3"), _COLOURS, strict=False)):
        shares = [
            (one.cited_at_1 if offset == 0 else one.cited_at_3).share or 0.0 for one in reports
        ]
        places = [number + (offset - 0.5) * 0.36 for number in range(len(reports))]
        bars = axes.bar(places, shares, width=0.34, label=label, color=colour)
        axes.bar_label(bars, fmt="%.2f", padding=2, color=_INK, fontsize=9)
    axes.set_xticks(range(len(reports)), [one.name for one in reports])
    axes.set_ylim(0, 1.05)
    axes.legend(frameon=False, loc="upper right")
    _save(figure, path)


def plot_risk(reports: Sequence[Report], path: Path) -> None:
    """cited@1 among the most confident answers, over the share of questions answered so."""
    figure = _figure("Accuracy over coverage", "cited@1 among the answers kept")
    axes = figure.axes[0]
    for report, colour in zip(reports, _COLOURS, strict=False):
        label = f"{report.name}\narea {report.risk.area:.2f}"
        axes.plot(report.risk.coverage, report.risk.accuracy, label=label, color=colour, lw=2)
    axes.set_xlabel("share of all questions kept, most confident first", color=_INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
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
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_GREY, lw=0.8)
    axes.tick_params(colors=_INK, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without the library's version the file is the same wherever the figures are.
    figure.savefig(path, metadata={"Software": None})
