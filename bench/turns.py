"""Two ways of encoding on the same texts, in turns, so that a noisy machine hits both.

Knows nothing of models: both ways are functions from texts to vectors.
"""

from collections.abc import Callable, Sequence
from time import perf_counter

from bench.results import EncodeResult
from index.types import Float32s

BLOCKS = 6
_WARM_UP = 16

Encode = Callable[[Sequence[str]], Float32s]
"""(n,) texts to (n, dimension) float32 vectors of unit length."""


def compare(raw: Encode, ours: Encode, texts: Sequence[str]) -> EncodeResult:
    """Both on the same texts, in alternating blocks, after a warm-up of each."""
    raw(texts[:_WARM_UP])
    ours(texts[:_WARM_UP])
    raw_s: list[float] = []
    ours_s: list[float] = []
    lowest_cosine = 1.0
    for number in range(BLOCKS):
        block = texts[number::BLOCKS]
        turns = [(raw, raw_s), (ours, ours_s)]
        first, second = (
            _timed(encode, block, seconds)
            for encode, seconds in (turns if number % 2 == 0 else reversed(turns))
        )
        cosines = (first * second).sum(axis=1)
        lowest_cosine = min(lowest_cosine, float(cosines.min()))
    return EncodeResult(
        texts=len(texts),
        raw_per_s=len(texts) / sum(raw_s),
        ours_per_s=len(texts) / sum(ours_s),
        block_speedups=[theirs / own for theirs, own in zip(raw_s, ours_s, strict=True)],
        lowest_cosine=lowest_cosine,
    )


def _timed(encode: Encode, texts: Sequence[str], seconds: list[float]) -> Float32s:
    started = perf_counter()
    vectors = encode(texts)
    seconds.append(perf_counter() - started)
    return vectors
