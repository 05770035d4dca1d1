"""What a living index finds, and what one finds that is built afresh from the same store."""

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.catch_up import current_manifest
from index.parts import NoProgress
from index.rebuild import rebuild
from index.snapshot import Snapshot
from index.workshop import Workshop
from tests.builders import WordEmbedder, open_words_workshop, stock

QUERIES = ("ferry 7", "plan of the council", "mayor of town 3", "nobody objected", "story 12 zebra")


def opened(shop: Workshop) -> Snapshot:
    """As another process opens it."""
    version = current_manifest(shop).version
    return shop.snapshots.open(version, embedder=shop.embedder.id)


def found_in(snapshot: Snapshot, query: str) -> list[tuple[str, str, int, float, float]]:
    """Every live chunk with its article, revision, place and both scores, in a fixed order."""
    vector = WordEmbedder().embed_queries([query])[0]
    count = max(snapshot.catalog.chunk_count, 1)
    dense, words = (
        snapshot.vectors.search(vector, count),
        snapshot.lexical.search(query, count),
    )
    by_words = dict(zip(words.ids.tolist(), words.scores.tolist(), strict=True))
    rows = []
    for chunk, score in zip(dense.ids.tolist(), dense.scores.tolist(), strict=True):
        place = snapshot.catalog.place(chunk)
        entry = snapshot.catalog.entry(place.article)
        rows.append((entry.id, entry.revision, place.first, score, by_words.get(chunk, 0.0)))
    assert set(by_words) <= set(dense.ids.tolist())
    return sorted(rows)


def assert_as_if_built_afresh(shop: Workshop) -> None:
    snapshot = opened(shop)
    stored = list(shop.store.current_articles())
    with TemporaryDirectory() as folder, closing(open_words_workshop(Path(folder)).store) as store:
        other = replace(open_words_workshop(Path(folder)), store=store)
        stock(other.store, *stored)
        rebuild(other, NoProgress())
        fresh = opened(other)
    counts = [
        (one.manifest.articles, one.manifest.sentences, one.manifest.chunks)
        for one in (snapshot, fresh)
    ]
    assert counts[0] == counts[1]
    assert counts[0][0] == len(stored)
    live = {entry.id: entry for entry in snapshot.catalog.live_entries()}
    assert live == {entry.id: entry for entry in fresh.catalog.live_entries()}
    for query in QUERIES:
        one, two = found_in(snapshot, query), found_in(fresh, query)
        assert [row[:3] for row in one] == [row[:3] for row in two]
        np.testing.assert_allclose([r[3:] for r in one], [r[3:] for r in two], rtol=1e-5)


def bytes_below(root: Path) -> Iterator[bytes]:
    """The content of every file in lower case; what others remove meanwhile is passed over."""
    for folder, _, names in os.walk(root):
        for name in names:
            with suppress(FileNotFoundError):
                yield Path(folder, name).read_bytes().lower()
