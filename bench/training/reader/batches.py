"""Examples as batches of tensors, those of like length together."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from bench.training.reader.draw import Example
from bench.training.reader.network import Batch
from bot.reading.pairs import Pair, PairEncoder, Titled, sentence_of_tokens


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """An example as tokens. `sentences` (passage tokens,) numbers each token's sentence."""

    example: Example
    pair: Pair
    sentences: NDArray[np.int64]


def encode(example: Example, encoder: PairEncoder) -> EncodedExample:
    """The tokens of an example."""
    pair = encoder.encode(example.question, [Titled(example.text, example.title)])[0]
    return EncodedExample(example, pair, sentence_of_tokens(pair, example.sentences))


def batched(
    examples: Sequence[EncodedExample], size: int, rng: random.Random
) -> list[list[EncodedExample]]:
    """Batches of `size`, those of like length together, in random order; one may be smaller."""
    ordered = sorted(examples, key=lambda one: len(one.pair.ids))
    batches = [ordered[first : first + size] for first in range(0, len(ordered), size)]
    rng.shuffle(batches)
    return batches


def collate(encoded: Sequence[EncodedExample]) -> Batch:
    """Padded tensors of some examples."""
    n = len(encoded)
    tokens = max(len(one.pair.ids) for one in encoded)
    sentences = max(len(one.example.sentences) for one in encoded)
    ids = np.zeros((n, tokens), dtype=np.int64)
    mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
    spannable = np.zeros((n, tokens), dtype=np.bool_)
    starts, ends = np.zeros_like(spannable), np.zeros_like(spannable)
    pooling = np.zeros((n, sentences, tokens), dtype=np.float32)
    gold = np.zeros((n, sentences), dtype=np.bool_)
    for row, one in enumerate(encoded):
        pair = one.pair
        length = len(pair.ids)
        ids[row, :length] = pair.ids
        mask[row, :length] = 1
        kinds[row, pair.first : length] = 1
        spannable[row, pair.first : pair.last] = True
        spannable[row, 0] = True
        _mark_spans(one, starts[row], ends[row])
        _fill_pooling(one, pooling[row])
        present = pooling[row].any(-1)
        gold[row, list(one.example.gold)] = True
        gold[row] &= present
    return Batch(*map(torch.from_numpy, (ids, mask, kinds, spannable, starts, ends, pooling, gold)))


def _mark_spans(one: EncodedExample, starts: NDArray[np.bool_], ends: NDArray[np.bool_]) -> None:
    pair, example = one.pair, one.example
    if not example.gold:
        starts[0] = ends[0] = True
        return
    for start, end in example.spans:
        touched = np.flatnonzero((pair.ends > start) & (pair.starts < end))
        if len(touched):
            starts[pair.first + touched[0]] = True
            ends[pair.first + touched[-1]] = True


def _fill_pooling(one: EncodedExample, pooling: NDArray[np.float32]) -> None:
    counts = np.bincount(one.sentences, minlength=len(pooling))
    for token, number in enumerate(one.sentences.tolist()):
        pooling[number, one.pair.first + token] = 1 / counts[number]
