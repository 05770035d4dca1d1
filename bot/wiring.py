"""The one place that chooses implementations and puts them together.

Everything else gets its parts as arguments.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ask import Bot, Parts
from bot.reader import Reader
from bot.reading.network import Network
from bot.reading.opening import open_reader
from bot.risk import least_confidence
from bot.settings import Settings, load_settings
from bot.similarity_reader import SimilarityReader, packaged_weights
from bot.trained_reader import Calibration, TrainedReader
from index.build import Workshop
from index.embed import Embedder, Purpose, open_embedder, usable_cpus
from index.embed_memo import MemoEmbedder
from index.embedding_cache import CachedEmbedder
from index.library import Library
from index.retrieve import Retriever
from index.snapshot import Snapshots
from index.store import Store

WAIT_FOR_WRITER_S = 600.0
"""How long a second ingest waits for the first."""


def open_bot(data_dir: Path | str | None = None, *, settings: Settings | None = None) -> Bot:
    """A bot on the articles of a data directory, ready to `ask`; close it, or use `with`.

    `data_dir` stands above the settings, which are the environment's unless given. Raises
    SettingsError, StoreError or ModelError; an index that is missing or damaged shows at `ask`.
    """
    chosen = settings or load_settings()
    if data_dir is not None:
        chosen = chosen.model_copy(update={"data_dir": Path(data_dir)})
    folder = chosen.folders
    folder.make()
    store = Store.open(folder.store)
    embedder = MemoEmbedder(open_embedder(chosen.embedder, folder.models, Purpose.INTERACTIVE))
    reader = reader_of(chosen, embedder)
    return Bot(
        Parts(
            store=store,
            library=Library(Snapshots(folder.snapshots), embedder),
            retriever=Retriever(store, embedder),
            reader=reader,
            min_confidence=least_confidence(chosen.risk, reader.thresholds),
        )
    )


@contextmanager
def open_workshop(settings: Settings) -> Iterator[Workshop]:
    """What building an index needs; holds the right to write while the block runs.

    Raises IndexBusyError when another process holds it for too long.
    """
    folder = settings.folders
    with folder.writing(timeout_s=WAIT_FOR_WRITER_S):
        store = Store.open(folder.store)
        try:
            yield Workshop(
                store=store,
                snapshots=Snapshots(folder.snapshots),
                embedder=open_embedder(settings.embedder, folder.models, Purpose.INTERACTIVE),
                open_bulk=lambda: CachedEmbedder(
                    open_embedder(settings.embedder, folder.models, Purpose.BULK),
                    folder.embedding_cache,
                ),
            )
        finally:
            store.close()


def reader_of(settings: Settings, embedder: Embedder) -> Reader:
    """The reader that is set. Raises ModelError where its files are missing or damaged; the
    trained reader's network is checked when it is first used.
    """
    if settings.reader == "onrecord":
        return TrainedReader(Network(threads=usable_cpus()), Calibration())
    if settings.reader == "similarity":
        return SimilarityReader(embedder, packaged_weights())
    return open_reader(settings.reader)
