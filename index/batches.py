"""How texts are laid out for a model: which go through it together, and in what characters.

Those of like length go together, so that little is padding. Knows nothing of models.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from index.types import Int64s

_Input = TypeVar("_Input")
_Output = TypeVar("_Output")


def plan_batches(lengths: Sequence[int], *, token_budget: int) -> list[Int64s]:
    """Positions into `lengths`, batch by batch, longest first; every position is in one batch.

    A batch padded to its longest text has at most `token_budget` tokens, or is a single text.
    Longest first, so that memory runs out at once or not at all.
    """
    order = np.argsort(-np.asarray(lengths, dtype=np.int64), kind="stable")
    batches: list[Int64s] = []
    first = 0
    while first < len(order):
        longest = max(1, lengths[order[first]])
        last = first + max(1, token_budget // longest)
        batches.append(order[first:last])
        first = last
    return batches


def side_by_side(
    run: Callable[[_Input], _Output], inputs: Iterable[_Input], *, lanes: int
) -> Iterator[_Output]:
    """What `run` makes of each input, in order, up to `lanes` of them at a time.

    Each batch on a thread of its own, rather than all threads on each batch: no core waits for
    another within a batch. With one lane no thread is started.
    """
    if lanes <= 1:
        yield from map(run, inputs)
        return
    with ThreadPoolExecutor(lanes) as pool:
        yield from pool.map(run, inputs)


def encodable(text: str) -> str:
    """The text with `?` for each lone surrogate, which no tokenizer takes; mostly as it was."""
    return text.encode("utf-8", "replace").decode("utf-8")
