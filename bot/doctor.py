"""`onrecord doctor`: checks each part and says how to mend what is broken.

Each check is a function that returns what it found, or raises an error with a remedy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from shutil import disk_usage

from bot.reading.pairs import Titled
from bot.risk import Risk
from bot.settings import Settings, load_slack_settings
from bot.slack.checkup import check_slack, is_wanted
from bot.source_list import read_source_list
from bot.trained_reader import TrainedReader
from bot.wiring import reader_of
from index.data_dir import DataDir
from index.embed import Purpose, open_embedder
from index.errors import OnRecordError, SnapshotError, StoreError
from index.snapshot import Snapshots
from index.store import Store

MIN_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `remedy` is None where all is well."""

    part: str
    message: str
    remedy: str | None

    @property
    def is_fine(self) -> bool:
        """Whether nothing needs to be done."""
        return self.remedy is None


def examine(settings: Settings) -> Iterator[Finding]:
    """Checks data directory, store, models, index, sources and Slack, one after the other."""
    folder = settings.folders
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("data directory", lambda: _data_dir(folder)),
        ("article store", lambda: _store(folder)),
        ("embedding model", lambda: _model(settings, folder)),
        ("reader", lambda: _reader(settings, folder)),
        ("index", lambda: _index(settings, folder)),
        ("sources", lambda: _sources(settings)),
        ("Slack", _slack),
    )
    for part, check in checks:
        try:
            yield Finding(part, check(), None)
        except OnRecordError as error:
            yield Finding(part, str(error), error.remedy)


def _data_dir(folder: DataDir) -> str:
    folder.make()
    probe = folder.root / ".doctor"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise StoreError(
            f"{folder.root} cannot be written to: {error.strerror}",
            remedy="check its permissions, or set ONRECORD_DATA_DIR to another folder",
        ) from error
    free = disk_usage(folder.root).free
    if free < MIN_FREE_BYTES:
        raise StoreError(
            f"{folder.root} has only {free / 1e6:.0f} MB of free disk space",
            remedy="free some: an index needs about twice its own size while it is rebuilt",
        )
    return f"{folder.root.resolve()} is writable, {free / 1e9:.0f} GB free"


def _store(folder: DataDir) -> str:
    store = Store.open(folder.store)
    try:
        return f"{store.count()} articles in {folder.store}"
    finally:
        store.close()


def _model(settings: Settings, folder: DataDir) -> str:
    embedder = open_embedder(settings.embedder, folder.models, Purpose.INTERACTIVE)
    embedder.embed_queries(["Does it work?"])
    return f"{embedder.id}, {embedder.dimension} dimensions, window {embedder.max_tokens} tokens"


def _reader(settings: Settings, folder: DataDir) -> str:
    embedder = open_embedder(settings.embedder, folder.models, Purpose.INTERACTIVE)
    reader = reader_of(settings, embedder)
    if isinstance(reader, TrainedReader):
        reader.network.run(reader.encoder.encode("Does it work?", [Titled("It works.")]))
    levels = ", ".join(f"{level} {reader.thresholds.of(level):g}" for level in Risk)
    return f"{reader.id}, least confidence by risk: {levels}"


def _index(settings: Settings, folder: DataDir) -> str:
    snapshots = Snapshots(folder.snapshots)
    version = snapshots.current_version()
    if version is None:
        raise SnapshotError(
            "there is no index yet", remedy="add articles with `onrecord ingest PATH`"
        )
    embedder = open_embedder(settings.embedder, folder.models, Purpose.INTERACTIVE)
    manifest = snapshots.open(version, embedder=embedder.id).manifest
    store = Store.open(folder.store)
    try:
        behind = store.sequence() != manifest.store_sequence
    finally:
        store.close()
    if behind:
        raise SnapshotError(
            f"the index {version} does not hold the latest stored articles",
            remedy="run `onrecord rebuild`, or wait for the ingest that is running",
        )
    return f"{version}: {manifest.articles} articles, {manifest.chunks} chunks, verified"


def _sources(settings: Settings) -> str:
    """That the list can be read; how each source stands is for `onrecord sources` to say."""
    if settings.sources is None and not settings.source_list.exists():
        return "none are listed; docs/sources.md shows how"
    return f"{len(read_source_list(settings.source_list))} in {settings.source_list}"


def _slack() -> str:
    slack = load_slack_settings()
    if not is_wanted(slack):
        return "is not set up; docs/slack.md shows how"
    return check_slack(slack)
