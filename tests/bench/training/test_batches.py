"""Batches against brute force over their tokens, and the loss against its definition."""

import random
from collections.abc import Sequence
from math import exp, log

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bench.training.reader.batches import EncodedExample, batched, collate, encode
from bench.training.reader.draw import Example, draw
from bench.training.reader.network import (
    ANSWERABLE,
    END,
    EVIDENCE,
    HEADS,
    START,
    Batch,
    loss_of,
    sentence_scores,
)
from tests.bench.training.sets import ORCHARD, passage, some_questions
from tests.bot.reading.packaged import encoder

SEEDS = st.lists(st.integers(0, 10_000), min_size=1, max_size=5)


QUESTIONS = some_questions()
NEAR = passage(ORCHARD, id="near")


def example_of(seed: int) -> Example:
    question = QUESTIONS[seed % len(QUESTIONS)]
    return draw(question, lambda _: NEAR, random.Random(seed))


def encoded_of(seeds: Sequence[int]) -> list[EncodedExample]:
    return [encode(example_of(seed), encoder()) for seed in seeds]


def tokens_of(one: EncodedExample) -> list[tuple[int, int, int]]:
    """Each passage token's place in the pair, and where it begins and ends in the window."""
    pair = one.pair
    places = range(pair.first, pair.last)
    return list(zip(places, pair.starts.tolist(), pair.ends.tolist(), strict=True))


@given(SEEDS)
def test_tokens_are_padded_and_marked(seeds: list[int]) -> None:
    encoded = encoded_of(seeds)
    batch = collate(encoded)
    longest = max(len(one.pair.ids) for one in encoded)
    assert batch.ids.shape == batch.mask.shape == batch.kinds.shape == (len(seeds), longest)
    for row, one in enumerate(encoded):
        length, passage_tokens = len(one.pair.ids), {place for place, _, _ in tokens_of(one)}
        assert batch.ids[row].tolist() == [*one.pair.ids, *[0] * (longest - length)]
        assert batch.mask[row].tolist() == [int(place < length) for place in range(longest)]
        kinds = [int(place in passage_tokens or place == length - 1) for place in range(longest)]
        assert batch.kinds[row].tolist() == kinds
        spannable = [place == 0 or place in passage_tokens for place in range(longest)]
        assert batch.spannable[row].tolist() == spannable


@given(SEEDS)
def test_starts_and_ends_are_the_outer_tokens_of_the_answers(seeds: list[int]) -> None:
    encoded = encoded_of(seeds)
    batch = collate(encoded)
    for row, one in enumerate(encoded):
        starts, ends = set(), set()
        for start, end in one.example.spans:
            touching = [place for place, s, e in tokens_of(one) if s < end and e > start]
            starts.add(min(touching))
            ends.add(max(touching))
        if not one.example.gold:
            starts = ends = {0}
        assert set(torch.nonzero(batch.starts[row]).flatten().tolist()) == starts
        assert set(torch.nonzero(batch.ends[row]).flatten().tolist()) == ends


@given(SEEDS)
def test_pooling_takes_the_mean_of_each_sentence(seeds: list[int]) -> None:
    encoded = encoded_of(seeds)
    batch = collate(encoded)
    scores = torch.rand(*batch.ids.shape, HEADS)
    pooled = sentence_scores(scores, batch.pooling)
    assert batch.pooling.shape[1] == max(len(one.example.sentences) for one in encoded)
    for row, one in enumerate(encoded):
        assert len(batch.gold[row]) == batch.pooling.shape[1]
        assert torch.nonzero(batch.gold[row]).flatten().tolist() == list(one.example.gold)
        for number in range(batch.pooling.shape[1]):
            own = own_tokens(one, number)
            weights = batch.pooling[row, number]
            assert float(weights.sum()) == pytest.approx(float(bool(own)))
            if own:
                mean = sum(float(scores[row, place, EVIDENCE]) for place in own) / len(own)
                assert float(pooled[row, number]) == pytest.approx(mean, abs=1e-5)
            else:
                assert float(pooled[row, number]) < -1e3


def own_tokens(one: EncodedExample, number: int) -> list[int]:
    sentences = one.example.sentences
    if number >= len(sentences):
        return []
    sentence = sentences[number]
    return [place for place, s, e in tokens_of(one) if sentence.start <= s and e <= sentence.end]


def test_an_answer_beyond_the_window_is_no_answer_in_it() -> None:
    text = "The boats left. " * 200 + "Tom Ruck stayed."
    at = text.index("Tom")
    whole = passage(text, id="long")
    last = len(whole.sentences) - 1
    example = Example(
        kind=example_of(0).kind,
        question="Who stayed?",
        title="",
        text=text,
        sentences=whole.sentences,
        gold=[last],
        spans=[(at, at + 8)],
        has_spans=True,
    )
    batch = collate([encode(example, encoder())])
    assert not batch.gold.any()
    assert not batch.starts.any()
    assert float(batch.pooling[0, last].sum()) == 0


@given(st.integers(0, 200), st.integers(1, 7), st.integers(0, 100))
def test_every_example_is_in_one_batch(count: int, size: int, seed: int) -> None:
    made = encoded_of([0])[0]
    examples = [EncodedExample(made.example, made.pair, made.sentences) for _ in range(count)]
    batches = batched(examples, size, random.Random(seed))
    assert sorted(id(one) for batch in batches for one in batch) == sorted(map(id, examples))
    assert len(batches) == -(-count // size)
    assert all(len(batch) <= size for batch in batches)


def test_examples_of_like_length_go_together_in_an_order_that_the_seed_gives() -> None:
    encoded = encoded_of(range(60))
    one, other, third = (batched(encoded, 4, random.Random(s)) for s in (1, 1, 2))
    assert one == other
    assert one != third
    lengths = sorted([sorted(len(e.pair.ids) for e in batch) for batch in one])
    assert sorted(len(e.pair.ids) for e in encoded) == [n for batch in lengths for n in batch]


# The loss


@st.composite
def scored_batches(draw_: st.DrawFn) -> tuple[Batch, torch.Tensor]:
    """A batch, and scores for its tokens."""
    batch = collate(encoded_of(draw_(SEEDS)))
    generator = torch.Generator().manual_seed(draw_(st.integers(0, 1_000)))
    return batch, 5 * torch.randn(*batch.ids.shape, HEADS, generator=generator)


def surprise(right: Sequence[float], possible: Sequence[float]) -> float:
    """The negative logarithm of the share that right ones have of possible ones."""
    return log(sum(map(exp, possible))) - log(sum(map(exp, right)))


def row_losses(batch: Batch, scores: list[list[list[float]]], row: int) -> tuple[float, float]:
    """The span and the sentence loss of one example, by definition."""
    tokens = scores[row]
    spans = 0.0
    for head, right in ((START, batch.starts), (END, batch.ends)):
        right_ones, possible = (
            [token[head] for token, is_so in zip(tokens, mask[row], strict=True) if is_so]
            for mask in (right, batch.spannable)
        )
        spans += surprise(right_ones, possible)
    none, means, gold = tokens[0][EVIDENCE], [], []
    for weights, is_gold in zip(batch.pooling[row].tolist(), batch.gold[row].tolist(), strict=True):
        if any(weights):
            mean = sum(w * t[EVIDENCE] for w, t in zip(weights, tokens, strict=True))
            means.append(mean)
            gold += [mean] if is_gold else []
    return spans / 2, surprise(gold or [none], [none, *means])


@given(scored_batches())
def test_the_loss_is_that_of_spans_sentences_and_answerability(
    made: tuple[Batch, torch.Tensor],
) -> None:
    batch, scores = made
    rows = [row_losses(batch, scores.tolist(), row) for row in range(len(scores))]
    answerable = [
        log(1 + exp(-float(own) if bool(gold.any()) else float(own)))
        for own, gold in zip(scores[:, 0, ANSWERABLE], batch.gold, strict=True)
    ]
    n = len(rows)
    expected = sum(s + e for s, e in rows) / n + 0.5 * sum(answerable) / n
    assert float(loss_of(scores, batch)) == pytest.approx(expected, abs=1e-3)


def test_an_example_without_known_spans_has_no_part_in_the_span_loss() -> None:
    batch = collate(encoded_of([0, 1]))
    batch.starts[1] = batch.ends[1] = False
    scores = torch.zeros(*batch.ids.shape, HEADS)
    before = float(loss_of(scores, batch))
    scores[1, :, [START, END]] = torch.rand(scores.shape[1], 2)
    assert float(loss_of(scores, batch)) == before
    scores[0, 1:, START] = torch.rand(scores.shape[1] - 1)
    assert float(loss_of(scores, batch)) != before
