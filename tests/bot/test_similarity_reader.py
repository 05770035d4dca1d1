"""Sentences are described by finite numbers, ordered by their weights, each once, the same way."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import FEATURES, describe
from bot.similarity_reader import SimilarityReader, packaged_weights
from index.snapshot import Snapshot
from index.types import Filters, Hit
from tests.bot.bots import WEIGHTS, Newsroom, open_newsroom
from tests.builders import WordEmbedder
from tests.newsroom import NEWS

EMBEDDER = WordEmbedder()
READER = SimilarityReader(EMBEDDER, WEIGHTS)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        opened.publish(*NEWS)
        yield opened


@pytest.fixture(scope="module")
def snapshot(newsroom: Newsroom) -> Snapshot:
    version = newsroom.workshop.snapshots.current_version()
    assert version is not None
    return newsroom.workshop.snapshots.open(version, embedder=EMBEDDER.id)


@pytest.fixture(scope="module")
def hits(newsroom: Newsroom) -> Sequence[Hit]:
    return newsroom.bot.search("ferry orchard clinic lighthouse", 8, Filters())


@given(st.text())
def test_every_sentence_of_the_hits_is_evidence_once_and_verbatim(
    snapshot: Snapshot, hits: Sequence[Hit], question: str
) -> None:
    reading = READER.read(question, hits, snapshot.lexical)
    texts = {hit.article.id: hit.article.text for hit in hits}
    sentences = {hit.article.id: hit.sentences for hit in hits}
    places = [(evidence.article_id, evidence.number) for evidence in reading.evidence]
    assert len(places) == len(set(places)) == sum(len(found) for found in sentences.values())
    for evidence in reading.evidence:
        place = sentences[evidence.article_id][evidence.number]
        assert texts[evidence.article_id][place.start : place.end] == evidence.text
        assert all(n < evidence.number for n in evidence.leans_on)
    scores = [evidence.score for evidence in reading.evidence]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= reading.confidence <= 1
    assert READER.read(question, hits, snapshot.lexical) == reading


@given(st.text())
def test_features_are_finite_numbers(
    snapshot: Snapshot, hits: Sequence[Hit], question: str
) -> None:
    query = EMBEDDER.embed_queries([question])[0]
    found = describe(question, query, hits, snapshot.lexical, EMBEDDER.embed_passages)
    assert found.values.shape == (len(found.places), len(FEATURES))
    assert found.values.dtype == np.float32
    assert np.isfinite(found.values).all()


def test_a_sentence_with_all_words_covers_them_and_others_do_not(
    snapshot: Snapshot, hits: Sequence[Hit]
) -> None:
    question = "Frost killed cherry trees in the Selby orchard"
    query = EMBEDDER.embed_queries([question])[0]
    found = describe(question, query, hits, snapshot.lexical, EMBEDDER.embed_passages)
    row = [text.startswith("Frost killed") for text in found.texts].index(True)
    features = dict(zip(FEATURES, found.values[row].tolist(), strict=True))
    assert features["words"] == pytest.approx(1.0)
    assert features["names"] == 1.0
    others = np.delete(found.values[:, FEATURES.index("words")], row)
    assert (others < 0.5).all()


def test_without_hits_there_is_no_evidence(snapshot: Snapshot) -> None:
    reading = READER.read("Who?", [], snapshot.lexical)
    assert (reading.evidence, reading.confidence) == ([], 0.0)


def test_the_packaged_weights_know_every_feature_and_no_other() -> None:
    weights = packaged_weights()
    assert weights.ranking.keys() == set(FEATURES)
    assert weights.confidence.keys() <= {*FEATURES, "score", "lead"}
