"""`onrecord ingest` as a function: paths in, summary out.

Puts the source, the store and the build together; knows nothing of the command line's words.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from bot.wiring import open_workshop
from index.build import IngestSummary, is_current, publish, take_in
from index.parts import Progress
from index.sources.find import find_articles, total_bytes
from index.sources.limits import SourceLimits
from index.store import Store


def ingest(paths: Sequence[Path], settings: Settings, progress: Progress) -> IngestSummary:
    """Takes in what the paths hold and makes it searchable.

    Articles are durable batch by batch; where nothing changed and the index is current, nothing
    is built. Raises IndexBusyError, StoreError, ModelError or SnapshotError.
    """
    with open_workshop(settings) as workshop, workshop.holding(workshop.ingest_claim):
        progress.stage("reading articles (bytes)", total_bytes(paths))
        found = find_articles(paths, SourceLimits(), on_bytes=progress.advance)
        summary = take_in(workshop.store, found)
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
