"""Sources as text for a terminal: what became of a reading, and how each of them stands.

Pure. Addresses and reasons are untrusted, and shown as `bot/render.py` does.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.render import plain
from index.errors import OnRecordError
from index.source_states import Health, SourceState
from index.watching.reading import Reading
from index.watching.watch import Skipped

_SHOWN_REFUSALS = 10
_UNITS = ((86_400.0, "d"), (3600.0, "h"), (60.0, "min"))


def told_as_text(name: str, told: Reading | Skipped | OnRecordError, now: datetime) -> str:
    """What became of a source that was to be read, and when it is read again."""
    if isinstance(told, OnRecordError):
        return f"{name}: {plain(str(told))}; {plain(told.remedy)}"
    if isinstance(told, Skipped):
        if told.is_busy:
            return f"{name}: another onrecord watch is reading it"
        return f"{name}: {_stopped(told.state)}"
    return "\n".join([f"{name}: {_headline(told, now)}", *_refusals(told)])


def is_news(told: Reading | Skipped | OnRecordError) -> bool:
    """Whether anything came of it that one would want to know."""
    if not isinstance(told, Reading):
        return True
    summary = told.summary
    return bool(told.failure or summary.added or summary.updated or summary.refusals)


def states_as_text(states: Sequence[SourceState], now: datetime) -> str:
    """One block for each source: how it stands, what it gave, and what is wrong."""
    if not states:
        return "there are no sources; docs/sources.md shows how to write sources.toml"
    return "\n".join(_block(state, now) for state in states)


def seconds_as_text(seconds: float) -> str:
    """A time as people say it: in its largest unit, rounded."""
    for length, unit in _UNITS:
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def _headline(reading: Reading, now: datetime) -> str:
    state, failure, summary = reading.state, reading.failure, reading.summary
    counts = (
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.refusals)} refused"
    )
    if failure is None:
        more = "" if reading.is_whole else "; there is more"
        return f"{counts}{more}{_next(state, now)}"
    if failure.is_final:
        return _stopped(state)
    got = f" ({counts})" if summary.taken or summary.refusals else ""
    return f"could not be read: {_trouble(state)}{got}{_next(state, now)}"


def _refusals(reading: Reading) -> list[str]:
    refusals = reading.summary.refusals
    lines = [
        f"  refused {plain(one.origin)}: {plain(one.reason)}" for one in refusals[:_SHOWN_REFUSALS]
    ]
    if len(refusals) > _SHOWN_REFUSALS:
        lines.append(f"  ... and {len(refusals) - _SHOWN_REFUSALS} more refusals")
    return lines


def _block(state: SourceState, now: datetime) -> str:
    read = "never read"
    if state.last_success_at is not None:
        read = f"read {seconds_as_text((now - state.last_success_at).total_seconds())} ago"
    lines = [
        f"{state.name}  {state.kind}  {state.health}  {read}{_next(state, now)}",
        f"  {plain(state.address or '')}",
        f"  {state.added} added, {state.updated} updated, {state.refused} refused",
    ]
    if state.health is Health.STOPPED:
        lines.append(f"  {_stopped(state)}")
    elif state.error is not None:
        lines.append(f"  {_trouble(state)}")
    if state.last_refusal is not None:
        lines.append(f"  refused last: {plain(state.last_refusal)}")
    return "\n".join(lines)


def _trouble(state: SourceState) -> str:
    return f"{plain(state.error or '')}; {plain(state.remedy or '')}"


def _stopped(state: SourceState) -> str:
    return (
        f"stopped: {plain(state.error or '')}; take it out of sources.toml, or give its new address"
    )


def _next(state: SourceState, now: datetime) -> str:
    if state.due_at is None or state.health in (Health.STOPPED, Health.REMOVED):
        return ""
    left_s = (state.due_at - now).total_seconds()
    return (
        f"; next in {seconds_as_text(left_s)}" if left_s > 0 else "; next as soon as it is watched"
    )
