"""The one place that chooses implementations and puts them together.

Everything else gets its parts as arguments.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from bot.answer_store import AnswerStore
from bot.api.models import AnswerModel
from bot.ask import Bot, Parts
from bot.conversations import Conversations
from bot.keeping import AnswerKeeper
from bot.reader import Reader
from bot.reading.network import Network
from bot.reading.opening import open_reader
from bot.risk import least_confidence
from bot.settings import Settings, load_settings
from bot.similarity_reader import SimilarityReader, packaged_weights
from bot.trained_reader import Calibration, TrainedReader
from bot.types import Answer
from index.database import is_read_only
from index.embed import Embedder, Purpose, open_embedder, usable_cpus
from index.embed_memo import MemoEmbedder
from index.embedding_cache import CachedEmbedder
from index.fetching.addresses import Allowed
from index.fetching.fetch import Fetcher
from index.fetching.limits import Manners
from index.library import Library
from index.retrieve import Retriever
from index.snapshot import Snapshots
from index.store import Store
from index.workshop import Workshop

WAIT_FOR_WRITER_S = 600.0
"""How long one who changes the index waits for another."""

LONGEST_PAUSE_S = 300.0
"""How long a host may make us wait between two pages; each source waits for itself."""


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
    embedder = _quick(chosen, chosen.embedder)
    reader = reader_of(chosen, embedder)
    snapshots = Snapshots(folder.snapshots)
    keeper = None if is_read_only(folder.store) else _keeper_of(store, chosen)
    return Bot(
        Parts(
            store=store,
            library=Library(snapshots, embedder, partial(_quick, chosen)),
            retriever=Retriever(store),
            reader=reader,
            min_confidence=least_confidence(chosen.risk, reader.thresholds),
            keeper=keeper,
            conversations=Conversations(
                store,
                keep_days=chosen.keep_conversations_days,
                later=_never if keeper is None else keeper.later,
            ),
        )
    )


def _never(_job: Callable[[], None]) -> None:
    """What cannot be stored is remembered as long as the process runs."""


def _keeper_of(store: Store, settings: Settings) -> AnswerKeeper:
    return AnswerKeeper(AnswerStore(store), _body_of, keep_days=settings.keep_answers_days)


@contextmanager
def open_workshop(settings: Settings, *, for_many: bool = True) -> Iterator[Workshop]:
    """What changing the index needs. Raises IndexBusyError where another process holds the right to
    write for too long.

    Without `for_many`, no second model is loaded for many texts: slower, with less memory.
    """
    folder = settings.folders
    folder.make()
    store = Store.open(folder.store)

    def open_many(name: str) -> Embedder:
        purpose = Purpose.BULK if for_many else Purpose.INTERACTIVE
        embedder = open_embedder(name, folder.models, purpose)
        return CachedEmbedder(embedder, folder.embedding_cache)

    try:
        yield Workshop(
            store=store,
            snapshots=Snapshots(folder.snapshots),
            embedder=CachedEmbedder(
                open_embedder(settings.embedder, folder.models, Purpose.INTERACTIVE),
                folder.embedding_cache,
            ),
            embedder_name=settings.embedder,
            open_quick=cache(partial(_quick, settings)),
            open_bulk=open_many,
            writing=partial(folder.writing, timeout_s=WAIT_FOR_WRITER_S),
        )
    finally:
        store.close()


def open_fetcher(settings: Settings) -> Fetcher:
    """What fetches pages; close it, or use `with`. Raises SettingsError for what is to be allowed
    and is no host or network.
    """
    allowed = Allowed.of((settings.fetch_allow or "").split(","))
    manners = Manners(
        settings.fetch_user_agent,
        spacing_s=settings.fetch_spacing_s,
        max_wait_s=LONGEST_PAUSE_S,
    )
    return Fetcher(allowed, manners=manners)


def _body_of(answer: Answer) -> str:
    return AnswerModel.of(answer).model_dump_json()


def _quick(settings: Settings, name: str) -> Embedder:
    """An embedder for a few texts at a time, which remembers the last of them."""
    return MemoEmbedder(open_embedder(name, settings.folders.models, Purpose.INTERACTIVE))


def reader_of(settings: Settings, embedder: Embedder) -> Reader:
    """The reader that is set. Raises ModelError where its files are missing or damaged; the
    trained reader's network is checked when it is first used.
    """
    if settings.reader == "onrecord":
        return TrainedReader(Network(threads=usable_cpus()), Calibration())
    if settings.reader == "similarity":
        return SimilarityReader(embedder, packaged_weights())
    return open_reader(settings.reader)
