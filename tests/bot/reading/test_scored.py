"""Sentences' scores from tokens' scores, compared with the definitions worked out one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.network import PairScores
from bot.reading.pairs import Pair, Titled
from bot.reading.scored import LONGEST_SPAN, UNREAD, ReadSentence, read_sentences
from index.types import Float32s, Sentence
from tests.bot.material import split_texts
from tests.bot.reading.packaged import encoder

SCORES = st.floats(-15, 15, width=32)
ONE_DIGIT = st.integers(0, 3).map(float)  # so that spans score the same


@dataclass(frozen=True, slots=True)
class Case:
    """A passage of tokens of one character each. `tokens` are those of each sentence."""

    pair: Pair
    scores: PairScores
    sentences: Sequence[Sentence]
    tokens: Sequence[Sequence[int]]


@st.composite
def cases(draw: st.DrawFn, scores: st.SearchStrategy[float] = SCORES) -> Case:
    """Up to five sentences, some without a token, the last of them perhaps cut off."""
    sizes = draw(st.lists(st.integers(0, 40), min_size=1, max_size=5))
    sentences: list[Sentence] = []
    starts: list[int] = []
    tokens: list[list[int]] = []
    at = 0
    for size in sizes:
        places = list(range(at + 1, at + 1 + 2 * size, 2))
        tokens.append(list(range(len(starts), len(starts) + size)))
        starts += places
        sentences.append(Sentence(at, at + 2 * size + 1))
        at += 2 * size + 2
    seen = draw(st.integers(0, len(starts)))
    tokens = [[token for token in own if token < seen] for own in tokens]
    begins = np.array(starts[:seen], dtype=np.int64)
    pair = Pair(np.zeros(seen + 4, dtype=np.int64), 3, 3 + seen, begins, begins + 1)
    each = st.lists(scores, min_size=seen, max_size=seen).map(_float32s)
    one, two, three = (draw(each) for _ in range(3))
    made = PairScores(one, two, three, *(draw(scores) for _ in range(4)))
    return Case(pair, made, sentences, tokens)


def _float32s(values: list[float]) -> Float32s:
    return np.array(values, dtype=np.float32)


def read(case: Case) -> list[ReadSentence]:
    return read_sentences(case.pair, case.scores, case.sentences)


def share(own: float, everything: Sequence[float]) -> float:
    """The logarithm of what one has of the sum of all."""
    return own - log(sum(exp(one) for one in everything))


def spans_of(case: Case, own: Sequence[int]) -> dict[tuple[int, int], float]:
    """The score of each span within some tokens, by its first and last token."""
    starts, ends = case.scores.start.tolist(), case.scores.end.tolist()
    return {
        (first, last): starts[first] + ends[last]
        for first in own
        for last in own
        if 0 <= last - first < LONGEST_SPAN
    }


@given(cases())
def test_evidence_is_the_mean_of_a_sentences_tokens_against_none(case: Case) -> None:
    none = case.scores.no_evidence
    values = case.scores.evidence.tolist()
    means = {n: sum(values[t] for t in own) / len(own) for n, own in enumerate(case.tokens) if own}
    found = read(case)
    assert [one.number for one in found] == list(range(len(case.sentences)))
    for number, mean in means.items():
        assert found[number].evidence == pytest.approx(mean - none, abs=1e-4)
        expected = share(mean, [*means.values(), none])
        assert found[number].evidence_share == pytest.approx(expected, abs=1e-4)
        assert found[number].evidence_share <= 1e-4


@given(cases())
def test_the_best_span_of_each_sentence_is_found(case: Case) -> None:
    scores = case.scores
    for one, own in zip(read(case), case.tokens, strict=True):
        if not own:
            continue
        spans = spans_of(case, own)
        best = max(spans.values())
        assert one.span == pytest.approx(best - scores.no_start - scores.no_end, abs=1e-4)
        everything = share(0, [*scores.start.tolist(), scores.no_start])
        everything += share(0, [*scores.end.tolist(), scores.no_end])
        assert one.span_share == pytest.approx(best + everything, abs=1e-4)
        assert one.span_share <= 1e-4


@given(cases(ONE_DIGIT))
def test_the_span_stands_where_its_score_comes_from(case: Case) -> None:
    begins = case.pair.starts.tolist()
    for one, own in zip(read(case), case.tokens, strict=True):
        if own:
            chosen = begins.index(one.start), begins.index(one.end - 1)
            spans = spans_of(case, own)
            assert spans[chosen] == max(spans.values())


@given(cases())
def test_a_sentence_that_the_model_did_not_see_is_unread(case: Case) -> None:
    for one, own in zip(read(case), case.tokens, strict=True):
        assert one.answerable == case.scores.answerable
        if not own:
            assert one.evidence == one.evidence_share == one.span == one.span_share == UNREAD
            assert one.start == one.end


@given(split_texts())
def test_a_span_never_leaves_its_sentence(material: tuple[str, Sequence[Sentence]]) -> None:
    text, sentences = material
    pair = encoder().encode("Who?", [Titled(text)])[0]
    rising = np.arange(pair.last - pair.first, dtype=np.float32)  # the longest spans score best
    scores = PairScores(-rising, rising, rising, 0.0, 0.0, 0.0, 0.0)
    for one in read_sentences(pair, scores, sentences):
        if one.start < one.end:
            sentence = sentences[one.number]
            assert sentence.start <= one.start < one.end <= sentence.end


def test_a_span_has_as_many_tokens_as_are_allowed_and_no_more() -> None:
    tokens = np.arange(2 * LONGEST_SPAN, dtype=np.int64)
    pair = Pair(np.zeros(len(tokens) + 4, dtype=np.int64), 3, 3 + len(tokens), tokens, tokens + 1)
    first_is_best = np.where(tokens == 0, 100, 0).astype(np.float32)
    later_is_better = tokens.astype(np.float32)
    scores = PairScores(first_is_best, later_is_better, later_is_better, 0.0, 0.0, 0.0, 0.0)
    (found,) = read_sentences(pair, scores, [Sentence(0, len(tokens))])
    assert (found.start, found.end) == (0, LONGEST_SPAN)


def test_a_token_across_two_sentences_counts_for_the_first_only() -> None:
    pair = Pair(np.zeros(5, dtype=np.int64), 3, 4, np.array([0]), np.array([4]))
    one_token = np.ones(1, dtype=np.float32)
    scores = PairScores(one_token, one_token, one_token, 0.0, 0.0, 0.0, 0.0)
    first, second = read_sentences(pair, scores, [Sentence(0, 2), Sentence(2, 4)])
    assert (first.start, first.end) == (0, 2)
    assert (second.evidence, second.end) == (UNREAD, 0)
