"""From hits to a table of their sentences, read by the packaged network, whatever it answers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.candidates import FEATURES, FIRST_READ, Candidates, candidates_of
from bot.reading.passages import passages_of
from index.lexical import LexicalIndex
from index.types import Article, Hit, Sentence
from tests.bot.material import hit_on, split_texts
from tests.bot.reading.chunks import windows_on, words_of_articles
from tests.bot.reading.packaged import model
from tests.newsroom import NEWS, ORCHARD

QUESTION = "Who denied that the piles were cracked?"
CLOSE = 5e-3

Key = tuple[str, int]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return words_of_articles(tmp_path_factory.mktemp("words"), *NEWS)


@pytest.fixture(scope="module")
def hits() -> Sequence[Hit]:
    """Every sentence but the first of an article stands in two of them."""
    return windows_on(*NEWS)


def keys_of(found: Candidates, hits: Sequence[Hit]) -> list[Key]:
    return [(hits[one.hit].article.id, one.number) for one in found.sentences]


def rows_of(found: Candidates, hits: Sequence[Hit]) -> dict[Key, dict[str, float]]:
    """The features of each sentence by name."""
    named = [dict(zip(FEATURES, row, strict=True)) for row in found.values.tolist()]
    return dict(zip(keys_of(found, hits), named, strict=True))


def every_sentence_of(hits: Sequence[Hit]) -> set[Key]:
    return {(hit.article.id, number) for hit in hits for number in range(hit.first, hit.last)}


def test_each_sentence_is_in_the_table_once_though_chunks_overlap(
    hits: Sequence[Hit], words: LexicalIndex
) -> None:
    found = candidates_of(QUESTION, hits, words, model())
    assert sorted(keys_of(found, hits)) == sorted(every_sentence_of(hits))
    assert found.values.shape == (len(found.sentences), len(FEATURES))
    assert found.values.dtype == np.float32
    assert np.isfinite(found.values).all()


def test_a_span_stands_in_its_sentence_of_the_article(
    hits: Sequence[Hit], words: LexicalIndex
) -> None:
    for one in candidates_of(QUESTION, hits, words, model()).sentences:
        sentence = hits[one.hit].sentences[one.number]
        assert one.span
        assert sentence.start <= one.span.start < one.span.end <= sentence.end
        quoted = hits[one.hit].article.text[one.span.start : one.span.end]
        assert quoted == quoted.strip() != ""


def test_where_the_chunk_begins_makes_no_difference_to_what_is_found_in_it(
    words: LexicalIndex,
) -> None:
    text = "Mayor Ines Calder opened it. Tom Ruck denied it. Boats left."
    later = "Before all that there was ice. " + text
    early, late = (windows_on(Article("a", "Pier", one), size=4)[0] for one in (text, later))
    late = replace(late, first=1, last=4)
    base = late.start
    one, other = (candidates_of(QUESTION, [hit], words, model()) for hit in (early, late))
    assert base == 31
    assert one.values.tolist() == other.values.tolist()
    for here, there in zip(one.sentences, other.sentences, strict=True):
        assert here.span
        assert there.span
        assert (here.number + 1, here.span.start + base) == (there.number, there.span.start)
        assert here.span.end + base == there.span.end


@settings(max_examples=15)
@given(st.data())
def test_the_order_of_the_hits_does_not_change_the_table(
    hits: Sequence[Hit], words: LexicalIndex, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(hits))
    one, other = (rows_of(candidates_of(QUESTION, x, words, model()), x) for x in (hits, shuffled))
    assert one.keys() == other.keys()
    for key, features in one.items():
        for name, value in features.items():
            assert value == pytest.approx(other[key][name], abs=CLOSE), (key, name)


def test_a_sentence_of_two_chunks_is_taken_from_where_it_scores_better(
    hits: Sequence[Hit], words: LexicalIndex
) -> None:
    together = rows_of(candidates_of(QUESTION, hits, words, model()), hits)
    apart = [rows_of(candidates_of(QUESTION, [hit], words, model()), [hit]) for hit in hits]
    for key, features in together.items():
        evidence = [rows[key]["evidence"] for rows in apart if key in rows]
        assert len(evidence) <= 2
        assert features["evidence"] == pytest.approx(max(evidence), abs=CLOSE)


@settings(max_examples=30)
@given(material=split_texts(), question=st.text(max_size=30))
def test_any_sentences_of_any_text_are_candidates(
    words: LexicalIndex, material: tuple[str, Sequence[Sentence]], question: str
) -> None:
    text, sentences = material
    hit = hit_on(Article("any", "Any", text), sentences)
    found = candidates_of(question, [hit], words, model())
    assert [one.number for one in found.sentences] == list(range(len(sentences)))
    assert np.isfinite(found.values).all()
    for one in found.sentences:
        if one.span is not None:
            sentence = sentences[one.number]
            assert sentence.start <= one.span.start < one.span.end <= sentence.end


def test_the_other_hits_are_read_only_where_the_first_are_not_enough(
    hits: Sequence[Hit], words: LexicalIndex
) -> None:
    seen: list[int] = []

    def is_enough(found: Candidates) -> bool:
        seen.append(len(found.sentences))
        return True

    first = every_sentence_of(hits[:FIRST_READ])
    found = candidates_of(QUESTION, hits, words, model(), enough=is_enough)
    assert set(keys_of(found, hits)) == first < every_sentence_of(hits)
    assert seen == [len(first)]


def test_without_hits_the_table_is_empty(words: LexicalIndex) -> None:
    found = candidates_of(QUESTION, [], words, model())
    assert found.sentences == []
    assert found.values.shape == (0, len(FEATURES))


def test_words_of_the_question_are_counted_in_the_sentence_and_the_one_before(
    words: LexicalIndex,
) -> None:
    hit = hit_on(ORCHARD, windows_on(ORCHARD)[0].sentences)
    rows = rows_of(candidates_of("cherry trees replanting peat", [hit], words, model()), [hit])
    first, second = rows[ORCHARD.id, 0], rows[ORCHARD.id, 1]
    assert 0 < first["words"] < 1
    assert 0 < second["words"] < second["words"] + second["words_before"] < 1
    assert first["words_before"] == 0
    assert first["words"] + second["words"] == pytest.approx(
        second["words"] + second["words_before"]
    )


def test_passages_are_the_chunks_with_sentences_counted_from_their_beginning() -> None:
    for number, (hit, passage) in enumerate(
        zip(windows_on(*NEWS), passages_of(windows_on(*NEWS)), strict=True)
    ):
        assert (passage.hit, passage.text, passage.first) == (number, hit.text, hit.first)
        whole = passage.in_article(0, len(passage.text))
        assert (whole.start, whole.end) == (hit.start, hit.end)
        assert [passage.text[s.start : s.end] for s in passage.sentences] == [
            hit.article.text[s.start : s.end] for s in hit.sentences[hit.first : hit.last]
        ]
