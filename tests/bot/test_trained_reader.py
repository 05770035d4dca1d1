"""The trained reader over the packaged network, with weights by hand: what it makes of any model.

Of the packaged weights only what every reader should find is expected.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.reading.candidates import FEATURES, FIRST_READ
from bot.support import SUPPORT
from bot.trained_reader import DECISIVE, Calibration, TrainedReader
from bot.types import Evidence
from bot.weights import Weights
from index.lexical import LexicalIndex
from index.types import Article, Hit
from tests.bot.reading.chunks import windows_on, words_of_articles
from tests.bot.reading.packaged import model
from tests.newsroom import FERRY, NEWS

QUESTION = "Who denied that the piles were cracked?"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return words_of_articles(tmp_path_factory.mktemp("words"), *NEWS)


def as_sure_as(intercept: float, *, of_words: float = 0.0) -> TrainedReader:
    """A reader that orders by shared words, and whose confidence is logistic(intercept) and up."""
    calibration = Calibration()
    by_words = dict.fromkeys(FEATURES, 0.0) | {"words": 1.0}
    calibration.weights = Weights(FEATURES, by_words, {"words": of_words}, intercept)
    return TrainedReader(model().network, calibration)


def places(evidence: Sequence[Evidence]) -> set[tuple[str, int]]:
    return {(one.article_id, one.number) for one in evidence}


def sentences_of(hits: Sequence[Hit]) -> set[tuple[str, int]]:
    return {(hit.article.id, number) for hit in hits for number in range(hit.first, hit.last)}


def test_the_sentence_and_the_words_that_answer_are_found_by_the_packaged_weights(
    words: LexicalIndex,
) -> None:
    text = "The pier cost 14 million crowns. Harbour master Tom Ruck denied the cracks."
    article = Article("pier", "Pier", text)
    reader = TrainedReader(model().network, Calibration())
    best = reader.read("Who denied the cracks?", windows_on(article), words).evidence[0]
    assert best.text == "Harbour master Tom Ruck denied the cracks."
    assert best.span
    assert "Ruck" in text[best.span.start : best.span.end]


def test_evidence_is_ordered_by_the_weights_and_the_best_gives_the_confidence(
    words: LexicalIndex,
) -> None:
    reading = as_sure_as(-5, of_words=10).read(QUESTION, windows_on(*NEWS), words)
    assert reading.evidence[0].text.startswith("Harbour master Tom Ruck denied")
    assert reading.confidence == reading.evidence[0].score > 0.9
    assert reading.confidence > reading.evidence[1].score
    assert places(reading.evidence) <= sentences_of(windows_on(*NEWS))


def test_hits_beyond_the_first_are_read_only_where_these_do_not_decide(
    words: LexicalIndex,
) -> None:
    hits = windows_on(*NEWS)
    sure, unsure = (as_sure_as(level).read(QUESTION, hits, words) for level in (30, -30))
    assert sure.confidence >= DECISIVE
    assert places(sure.evidence) == sentences_of(hits[:FIRST_READ])
    assert places(unsure.evidence) == sentences_of(hits)


def test_the_same_answer_in_another_article_is_support_and_both_come_first(
    words: LexicalIndex,
) -> None:
    reader = as_sure_as(-4.5, of_words=5)
    copy = replace(FERRY, id="copy")
    alone = reader.read(QUESTION, windows_on(FERRY), words)
    both = reader.read(QUESTION, windows_on(FERRY, *NEWS[1:], copy), words)
    first, second = both.evidence[:2]
    assert {first.article_id, second.article_id} == {FERRY.id, "copy"}
    assert first.text == second.text == alone.evidence[0].text
    doubt = 1 - alone.confidence
    expected = 1 - doubt * (1 - SUPPORT * alone.confidence)
    assert both.confidence == pytest.approx(expected, abs=1e-3)
    assert both.confidence > alone.confidence


def test_what_it_weighs_is_what_it_was_calibrated_on() -> None:
    weights = Calibration().weights
    assert weights.ranking.keys() == set(FEATURES)
    assert weights.confidence.keys() <= {*FEATURES, "score", "lead"}


def test_it_is_named_after_its_weights() -> None:
    reader = TrainedReader(model().network, Calibration(), depth=3)
    assert reader.id == f"onrecord-reader@{model().network.version}"
    assert reader.depth == 3
