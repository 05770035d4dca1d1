"""`onrecord ingest` as a function: paths and addresses in, summary out.

Puts the source, the store and the build together; knows nothing of the command line's words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.settings import Settings
from bot.wiring import open_fetcher, open_workshop
from index.build import IngestSummary, is_current, publish, take_in
from index.parts import Progress
from index.sources.find import find_articles, total_bytes
from index.sources.limits import SourceLimits
from index.store import Store
from index.types import Found, Refusal
from index.watching.once import find_online
from index.watching.pages import Pages

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def ingest(paths: Sequence[Path], settings: Settings, progress: Progress) -> IngestSummary:
    """Takes in what the paths hold and makes it searchable.

    Articles are durable batch by batch; where nothing changed and the index is current, nothing
    is built. Raises IndexBusyError, StoreError, ModelError or SnapshotError.
    """
    with open_workshop(settings) as workshop, workshop.holding(workshop.ingest_claim):
        progress.stage("reading articles (bytes)", total_bytes(paths))
        found = find_articles(
            paths, SourceLimits(), on_bytes=progress.advance, seen_at=workshop.store.clock()
        )
        summary = take_in(workshop.store, found)
        if not is_current(workshop):
            _, notes = publish(workshop, progress)
            summary.notes.extend(notes)
    return summary


def ingest_places(places: Sequence[str], settings: Settings, progress: Progress) -> IngestSummary:
    """As `ingest`, of paths and http(s) addresses in any order; what is fetched is kept singly."""
    urls = [place for place in places if _ADDRESS.match(place)]
    paths = [Path(place) for place in places if not _ADDRESS.match(place)]
    if not urls:
        return ingest(paths, settings, progress)
    with open_workshop(settings) as workshop, open_fetcher(settings) as fetcher:
        progress.stage("reading articles", None)
        store = workshop.store
        found = find_articles(paths, SourceLimits(), seen_at=store.clock())
        summary = take_in(store, _counted(found, progress))
        fetched = find_online(urls, Pages(fetcher))
        summary.absorb(take_in(store, _counted(fetched, progress), together=1))
        # Claimed only now: fetching takes long, and a server takes up what arrives meanwhile.
        with workshop.holding(workshop.ingest_claim):
            if not is_current(workshop):
                _, notes = publish(workshop, progress)
                summary.notes.extend(notes)
    return summary


def has_articles(settings: Settings) -> bool:
    """Whether any article is stored."""
    store = Store.open(settings.folders.store)
    try:
        return store.count() > 0
    finally:
        store.close()


def _counted(found: Iterable[Found | Refusal], progress: Progress) -> Iterator[Found | Refusal]:
    for item in found:
        progress.advance(1)
        yield item
