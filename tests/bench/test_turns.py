"""Comparing two ways of encoding: both see every text, in turns."""

from collections.abc import Sequence

import numpy as np
import pytest

from bench.turns import BLOCKS, Encode, compare
from index.types import Float32s

TEXTS = [f"text {number}" for number in range(40)]


def encoder(name: str, calls: list[tuple[str, Sequence[str]]], *, turned: bool = False) -> Encode:
    def encode(texts: Sequence[str]) -> Float32s:
        calls.append((name, texts))
        vectors = np.zeros((len(texts), 2), dtype=np.float32)
        for row, text in enumerate(texts):
            angle = TEXTS.index(text) / 10 + (0.5 if turned and text == TEXTS[7] else 0)
            vectors[row] = np.cos(angle), np.sin(angle)
        return vectors

    return encode


def test_both_encode_every_text_once_and_take_turns_at_being_first() -> None:
    calls: list[tuple[str, Sequence[str]]] = []
    compare(encoder("raw", calls), encoder("ours", calls), TEXTS)
    measured = calls[2:]
    assert len(measured) == 2 * BLOCKS
    assert [name for name, _ in measured[::2]] == ["raw", "ours"] * (BLOCKS // 2)
    for name in ("raw", "ours"):
        seen = [text for caller, texts in measured if caller == name for text in texts]
        assert sorted(seen) == sorted(TEXTS)


def test_the_worst_text_decides_the_lowest_cosine() -> None:
    same = compare(encoder("raw", []), encoder("ours", []), TEXTS)
    turned = compare(encoder("raw", []), encoder("ours", [], turned=True), TEXTS)
    assert same.lowest_cosine == pytest.approx(1, abs=1e-6)
    assert turned.lowest_cosine == pytest.approx(np.cos(0.5), abs=1e-6)


def test_rates_agree_with_the_texts_and_the_speedups() -> None:
    result = compare(encoder("raw", []), encoder("ours", []), TEXTS)
    assert result.texts == len(TEXTS)
    assert len(result.block_speedups) == BLOCKS
    slowest, fastest = min(result.block_speedups), max(result.block_speedups)
    assert slowest * 0.999 <= result.ours_per_s / result.raw_per_s <= fastest * 1.001
