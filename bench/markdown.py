"""Pieces of the page that all of its parts use. Knows nothing of what the figures mean."""

from collections.abc import Sequence

from bench.results import Made
from bot.evaluation.metrics import Ratio


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; every row has as many cells as the head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def share(ratio: Ratio) -> str:
    """A ratio as its share, a dash where there was nothing to count."""
    return number(ratio.share)


def number(value: float | None) -> str:
    """A figure with three digits, a dash where there is none."""
    return "-" if value is None else f"{value:.3f}"


def counted(ratio: Ratio) -> str:
    """A ratio as its counts."""
    return f"{ratio.count} of {ratio.total}"


def made_line(made: Made) -> str:
    """When, with what and on what figures were made, in italics."""
    versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    return (
        f"*{made.date}, `{made.command}`, on {made.processor} ({made.cores} cores, "
        f"{made.memory_gib:.0f} GiB, {', '.join(made.features)}), {made.system}; {versions}.*"
    )
