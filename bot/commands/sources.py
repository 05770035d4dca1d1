"""`onrecord watch` and `onrecord sources`: what is read by itself, and how it stands.

Each parses its words, calls one function and prints the result.
"""

import sys
from typing import Annotated

import typer

from bot.terminal import as_json_text, settings_for


def watch(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Read each source once, now, and end.")
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this one; may be given again.")
    ] = None,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Read the sources of sources.toml, each when it is due, until Ctrl-C.

    What they bring is searchable a moment later. With --once, the exit status is 1 if a source
    could not be read.
    """
    from bot.source_text import is_news, told_as_text  # noqa: PLC0415
    from bot.watching import Plan, Told  # noqa: PLC0415
    from bot.watching import watch as watch_sources  # noqa: PLC0415
    from index.store import utc_now  # noqa: PLC0415

    settings = settings_for()
    quiet: set[str] = set()

    def tell(name: str, told: Told) -> None:
        if is_news(told) or name not in quiet:
            typer.echo(told_as_text(name, told, utc_now()))
        quiet.add(name)

    plan = Plan(names=tuple(source or ()), once=once, parent=parent)
    if not watch_sources(settings, plan, tell):
        sys.exit(1)


def sources(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, as `GET /sources` returns it.")
    ] = False,
) -> None:
    """List the sources: when each was read last, what it gave, and what is wrong."""
    from bot.api.sources import SourceList  # noqa: PLC0415
    from bot.source_text import states_as_text  # noqa: PLC0415
    from bot.watching import known_sources  # noqa: PLC0415
    from index.store import utc_now  # noqa: PLC0415

    states = known_sources(settings_for(quiet=True))
    now = utc_now()
    typer.echo(as_json_text(SourceList.of(states, now)) if as_json else states_as_text(states, now))
