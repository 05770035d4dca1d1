from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.build import publish
from index.retrieve import CANDIDATES, DENSE_SHARE, Candidates, Retriever, fuse, retrieve
from index.snapshot import Opened, Snapshot
from index.types import Bools, Filters, Float32s, FoundBy, Int64s
from index.workshop import Workshop
from tests.builders import (
    START,
    QuietProgress,
    WordEmbedder,
    article,
    open_words_workshop,
    some_articles,
    stock,
)

COUNT = 90


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    opened = open_words_workshop(tmp_path_factory.mktemp("retrieve"))
    with closing(opened.store):
        stock(opened.store, *some_articles(COUNT))
        publish(opened, QuietProgress())
        yield opened


@pytest.fixture(scope="module")
def snapshot(workshop: Workshop) -> Snapshot:
    version = workshop.snapshots.current_version()
    assert version is not None
    return workshop.snapshots.open(version, embedder=workshop.embedder.id)


@pytest.fixture(scope="module")
def retriever(workshop: Workshop) -> Retriever:
    return Retriever(workshop.store)


def with_words(snapshot: Snapshot) -> Opened:
    return Opened(snapshot, WordEmbedder())


# Fusion

lengths = st.integers(0, 12)


def some(n: int, low: float, high: float) -> st.SearchStrategy[Float32s]:
    return arrays(np.float32, n, elements=st.floats(low, high, width=32))


scored = lengths.flatmap(lambda n: st.tuples(some(n, -1.0, 1.0), some(n, 0.0, 64.0)))


@given(scores=scored)
def test_fused_scores_are_between_zero_and_one(scores: tuple[Float32s, Float32s]) -> None:
    fused = fuse(*scores)
    assert fused.dtype == np.float32
    assert fused.shape == scores[0].shape
    assert ((fused >= 0) & (fused <= 1)).all()


@given(scores=scored, power=st.integers(-20, 20))
def test_the_scale_of_the_word_scores_does_not_matter(
    scores: tuple[Float32s, Float32s], power: int
) -> None:
    cosines, words = scores
    words = np.where(words < 1e-3, np.float32(0), words)  # what is scaled stays a normal number
    np.testing.assert_array_equal(
        fuse(cosines, words), fuse(cosines, words * np.float32(2) ** power)
    )


@given(scores=scored)
def test_a_chunk_that_is_better_in_both_is_not_worse_when_fused(
    scores: tuple[Float32s, Float32s],
) -> None:
    cosines, words = scores
    fused = fuse(cosines, words)
    dominates = (cosines[:, None] >= cosines) & (words[:, None] >= words)
    assert (fused[:, None] >= fused)[dominates].all()


@given(scores=scored, data=st.data())
def test_a_better_score_never_costs_a_chunk_its_rank(
    scores: tuple[Float32s, Float32s], data: st.DataObject
) -> None:
    cosines, words = scores
    if not len(words):
        return
    raised = data.draw(st.integers(0, len(words) - 1))
    better = words.copy()
    better[raised] += data.draw(st.floats(0, 64, width=32))
    before, after = fuse(cosines, words), fuse(cosines, better)
    beaten = before < before[raised] - 1e-6
    assert (after[beaten] <= after[raised] + 1e-6).all()


def test_the_best_of_both_scores_one() -> None:
    fused = fuse(np.array([0.5, 0.1], np.float32), np.array([7.0, 0.0], np.float32))
    assert fused[0] == 1.0
    assert fused[1] == pytest.approx(DENSE_SHARE * 1.1 / 1.5)


# Retrieval against brute force

queries = st.lists(
    st.sampled_from("council plan vote mayor ferry town number objected 7 13 42 zebra".split()),
    min_size=1,
    max_size=5,
).map(" ".join)


def brute_force(
    snapshot: Snapshot, query: str, vector: Float32s, k: int, allowed: Bools
) -> tuple[Int64s, Float32s]:
    """Both full rankings, filtered afterwards, cut, fused and sorted."""
    rows = np.arange(snapshot.vectors.count)
    cosines = snapshot.vectors.scores(vector, rows)
    dense = [row for row in sorted(rows, key=lambda row: (-cosines[row], row)) if allowed[row]]
    full = snapshot.lexical.search(query, snapshot.lexical.count)
    kept = [n for n, row in enumerate(full.ids) if allowed[row]][: max(k, CANDIDATES)]
    words = np.zeros(len(rows), dtype=np.float32)
    words[full.ids[kept]] = full.scores[kept]
    chunks = np.array(sorted({*dense[: max(k, CANDIDATES)], *full.ids[kept]}), dtype=np.int64)
    fused = fuse(cosines[chunks], words[chunks])
    order = sorted(range(len(chunks)), key=lambda n: (-fused[n], chunks[n]))[:k]
    return chunks[order], fused[order]


def found_by(snapshot: Snapshot, query: str, k: int, limits: Filters) -> Candidates:
    [vector] = WordEmbedder().embed_queries([query])
    return retrieve(snapshot, query, vector, k=k, allowed=snapshot.catalog.allowed(limits))


limits = st.builds(
    Filters,
    since=st.none() | st.integers(0, 80).map(lambda n: START + timedelta(days=n)),
    until=st.none() | st.integers(10, 90).map(lambda n: START + timedelta(days=n)),
    source=st.none() | st.sampled_from(["Paper 1", "paper 2", "No paper"]),
    article_id=st.none() | st.sampled_from(["story-007", "story-999"]),
)


@given(query=queries, k=st.integers(1, 70), limits=limits)
def test_filtering_before_ranking_equals_filtering_a_full_ranking(
    snapshot: Snapshot, query: str, k: int, limits: Filters
) -> None:
    allowed = snapshot.catalog.allowed(limits)
    everything = np.ones(snapshot.catalog.chunk_count, dtype=np.bool_)
    [vector] = WordEmbedder().embed_queries([query])
    chunks, fused = brute_force(
        snapshot, query, vector, k, everything if allowed is None else allowed
    )
    found = found_by(snapshot, query, k, limits)
    assert found.chunks.tolist() == chunks.tolist()
    np.testing.assert_array_equal(found.fused, fused)


@given(query=queries)
def test_a_candidate_says_truly_what_found_it(snapshot: Snapshot, query: str) -> None:
    found = found_by(snapshot, query, 20, Filters())
    dense = {row for row, by in zip(found.chunks, found.found_by, strict=True) if by != "lexical"}
    words = {row for row, by in zip(found.chunks, found.found_by, strict=True) if by != "dense"}
    [vector] = WordEmbedder().embed_queries([query])
    assert dense <= set(snapshot.vectors.search(vector, CANDIDATES).ids.tolist())
    assert words <= set(snapshot.lexical.search(query, CANDIDATES).ids.tolist())
    shares_a_word = [row in words for row in found.chunks]
    assert (found.lexical > 0).tolist() == shares_a_word


# Hits


@given(query=queries, k=st.integers(1, 12), limits=limits)
def test_hits_are_verbatim_in_order_and_inside_the_filters(
    snapshot: Snapshot, retriever: Retriever, query: str, k: int, limits: Filters
) -> None:
    hits = retriever.search(with_words(snapshot), query, k=k, filters=limits)
    assert len(hits) <= k
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        original = some_articles(COUNT)[int(hit.article.id[-3:])]
        assert hit.article == original
        assert hit.revision == original.revision
        assert hit.text == original.text[hit.start : hit.end]
        assert limits.article_id in (None, hit.article.id)
        assert (hit.lexical_score is None) == (hit.found_by is FoundBy.DENSE)


def test_the_article_that_is_named_is_found_first(snapshot: Snapshot, retriever: Retriever) -> None:
    for n in (3, 42, 88):
        [hit] = retriever.search(
            with_words(snapshot), f"who voted for plan {n}?", k=1, filters=Filters()
        )
        assert hit.article.id == f"story-{n:03d}"
        assert hit.found_by is FoundBy.BOTH


def test_a_snapshot_opened_again_gives_the_same_hits(
    snapshot: Snapshot, workshop: Workshop, retriever: Retriever
) -> None:
    again = workshop.snapshots.open(snapshot.manifest.version, embedder=workshop.embedder.id)
    for query in ("ferry 7", "plan of the council", "zebra"):
        hits = [
            retriever.search(with_words(each), query, k=9, filters=Filters())
            for each in (snapshot, again)
        ]
        assert hits[0] == hits[1]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    workshop = open_words_workshop(tmp_path)
    with closing(workshop.store):
        manifest, _ = publish(workshop, QuietProgress())
        empty = workshop.snapshots.open(manifest.version, embedder=workshop.embedder.id)
        retriever = Retriever(workshop.store)
        for limits in (Filters(), Filters(source="Paper 1", since=START, article_id="story-001")):
            assert retriever.search(with_words(empty), "ferry", k=3, filters=limits) == []


def test_equal_hits_come_in_the_order_of_the_index(tmp_path: Path) -> None:
    workshop = open_words_workshop(tmp_path)
    ids = ["a", "b", "c", "d"]
    with closing(workshop.store):
        stock(workshop.store, *[article(each) for each in reversed(ids)])
        manifest, _ = publish(workshop, QuietProgress())
        index = workshop.snapshots.open(manifest.version, embedder=workshop.embedder.id)
        vector = workshop.embedder.embed_queries(["bridge"])[0]
        found = retrieve(index, "bridge", vector, k=4, allowed=None)
        hits = Retriever(workshop.store).hits(index, found)
    assert [hit.article.id for hit in hits] == ids
    assert len({hit.score for hit in hits}) == 1


def test_hits_quote_the_revision_that_was_indexed_after_an_update(tmp_path: Path) -> None:
    workshop = open_words_workshop(tmp_path)
    with closing(workshop.store):
        stock(workshop.store, article())
        manifest, _ = publish(workshop, QuietProgress())
        indexed = workshop.snapshots.open(manifest.version, embedder=workshop.embedder.id)
        stock(workshop.store, replace(article(), text="Something else entirely.", title="New"))
        retriever = Retriever(workshop.store)
        [hit] = retriever.search(with_words(indexed), "bridge", k=1, filters=Filters())
    assert hit.article == article()
