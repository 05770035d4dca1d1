"""Examples kept in a file, so that fitting anew does not mean reading anew."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.training.examples import Example


def save_examples(path: Path, examples: Sequence[Example]) -> None:
    """Writes examples as one .npz file."""
    np.savez_compressed(
        path,
        values=np.concatenate([e.values for e in examples]),
        is_gold=np.concatenate([e.is_gold for e in examples]),
        sizes=np.array([len(e.values) for e in examples]),
        validates=np.array([e.validates for e in examples]),
        asked_of=np.array([e.asked_of for e in examples]),
        of_set=np.array([e.of_set for e in examples]),
    )


def load_examples(path: Path) -> list[Example]:
    """The examples of such a file, in order."""
    with np.load(path) as kept:
        ends = np.cumsum(kept["sizes"])[:-1]
        rows = zip(
            np.split(kept["values"], ends),
            np.split(kept["is_gold"], ends),
            kept["validates"].tolist(),
            kept["asked_of"].tolist(),
            kept["of_set"].tolist(),
            strict=True,
        )
        return [Example(*row) for row in rows]
