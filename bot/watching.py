"""`onrecord watch` as a function: the sources that are listed, read until somebody ends it.

Puts the list, the fetcher, the watch and the indexer together; knows nothing of the command line's
words.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import SystemRandom
from types import FrameType

from bot.settings import Settings
from bot.source_list import read_source_list
from bot.wiring import open_fetcher, open_workshop
from index.build import is_current, publish
from index.errors import OnRecordError, SettingsError
from index.indexer import Indexer
from index.parts import NoProgress
from index.source_states import Listed, SourceState, SourceStates
from index.store import Store
from index.watching.opening import SourceSpec, open_source
from index.watching.reading import Reading
from index.watching.watch import Skipped, Surroundings, Watch, Why
from index.workshop import Workshop

Told = Reading | Skipped | OnRecordError
"""What became of a source that was to be read."""

Tell = Callable[[str, Told], None]
"""Called with a source's name and what became of it, from several threads."""

_LOOKED_AFTER_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sources, all without names, and whether only once. Ends when `parent` has ended."""

    names: Sequence[str] = ()
    once: bool = False
    parent: int | None = None


def watch(settings: Settings, plan: Plan, tell: Tell) -> bool:
    """Reads sources, and makes searchable what they bring; says whether all could be read.

    Raises SettingsError where the list of sources cannot be used, else as `open_workshop`.
    """
    specs = read_source_list(settings.source_list)
    chosen = _chosen(specs, plan.names)
    with open_workshop(settings) as shop, open_fetcher(settings) as fetcher:
        opened = {spec.name: open_source(spec, fetcher) for spec in specs}
        SourceStates(shop.store).register([_listed(spec) for spec in specs])
        around = Surroundings(
            store=shop.store,
            claims=settings.folders.source_claims,
            draw=SystemRandom().random,
            tell=tell,
            interrupt=fetcher.close,
        )
        watching = Watch([opened[name] for name in chosen], around)
        with _ended_by_signals(watching), _ended_with(plan.parent, watching):
            if plan.once:
                return _once(shop, watching, Why.INSISTED if plan.names else Why.NOW)
            with Indexer(shop):
                _log.info("watching", extra={"sources": len(chosen)})
                watching.run()
            return True


def known_sources(settings: Settings) -> list[SourceState]:
    """Every source that is listed or was ever read, by name.

    Raises SettingsError where there is a list that cannot be used.
    """
    settings.folders.make()
    store = Store.open(settings.folders.store)
    try:
        states = {state.name: state for state in SourceStates(store).all()}
    finally:
        store.close()
    if settings.sources is not None or settings.source_list.exists():
        for spec in read_source_list(settings.source_list):
            states.setdefault(spec.name, SourceState(spec.name, spec.kind, spec.shown_address))
    return [states[name] for name in sorted(states)]


def _once(shop: Workshop, watching: Watch, why: Why) -> bool:
    is_fine = watching.read_once(why)
    with shop.holding(shop.ingest_claim):
        if not is_current(shop):
            publish(shop, NoProgress())
    return is_fine


def _chosen(specs: Sequence[SourceSpec], names: Sequence[str]) -> Sequence[str]:
    known = [spec.name for spec in specs]
    for name in names:
        if name not in known:
            raise SettingsError(
                f"there is no source {name!a}",
                remedy=f"there are {', '.join(known)}" if known else "the list has none",
            )
    return list(dict.fromkeys(names)) or known


def _listed(spec: SourceSpec) -> Listed:
    return Listed(spec.name, spec.kind, spec.shown_address)


@contextmanager
def _ended_by_signals(watching: Watch) -> Iterator[None]:
    """The first signal lets what is being stored be finished; a second Ctrl-C does not."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        watching.close()

    former = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _ended_with(parent: int | None, watching: Watch) -> Iterator[None]:
    """Closes the watch when the process that began it is no longer there."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(_LOOKED_AFTER_S):
            if os.getppid() != parent:
                watching.close()

    if parent is not None:
        threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
