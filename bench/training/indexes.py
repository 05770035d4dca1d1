"""The training sets as real indexes, to ask as answering does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.places import ROOT
from bench.processes import onrecord, run_measured
from bot.evaluation.dataset import file_of
from bot.settings import load_settings
from index.data_dir import DataDir
from index.embed import Embedder, Purpose, open_embedder
from index.embed_memo import MemoEmbedder
from index.retrieve import Retriever
from index.snapshot import Snapshot, Snapshots
from index.store import Store

_REMEMBERED = 200_000
"""Passages whose vectors are kept: each sentence is met by many questions."""


@dataclass(frozen=True, slots=True)
class TrainingIndex:
    """One training set, ready to be asked."""

    snapshot: Snapshot
    retriever: Retriever
    embedder: Embedder


@contextmanager
def open_index(name: str) -> Iterator[TrainingIndex]:
    """The index of a training set under .bench/training, ingested first where it is not yet."""
    settings = load_settings()
    data_dir = DataDir(ROOT / ".bench" / "training" / name)
    articles = file_of(settings.bench_data / "train" / name, "articles")
    run_measured(onrecord("ingest", str(articles)), data_dir=data_dir.root)
    opened = open_embedder(settings.embedder, data_dir.models, Purpose.INTERACTIVE)
    embedder = MemoEmbedder(opened, passages=_REMEMBERED)
    snapshots = Snapshots(data_dir.snapshots)
    version = snapshots.current_version()
    if version is None:
        raise RuntimeError(f"{data_dir.root} has no index after its ingest")
    store = Store.open(data_dir.store)
    try:
        snapshot = snapshots.open(version, embedder=embedder.id)
        yield TrainingIndex(snapshot, Retriever(store), embedder)
    finally:
        store.close()
