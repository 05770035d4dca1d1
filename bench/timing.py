"""Durations to a Timing. Knows nothing of what was timed."""

from collections.abc import Callable, Sequence
from time import perf_counter

from bench.results import Timing
from bot.evaluation.metrics import percentile


def timing_of(milliseconds: Sequence[float]) -> Timing:
    """The count and the percentiles of some durations. Raises ValueError without any."""
    return Timing(
        count=len(milliseconds),
        p50_ms=round(percentile(milliseconds, 0.5), 3),
        p95_ms=round(percentile(milliseconds, 0.95), 3),
    )


def elapsed_ms(work: Callable[[], object]) -> float:
    """How long some work takes, once."""
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000
