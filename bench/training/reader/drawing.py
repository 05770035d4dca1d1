"""The batches of training, step by step, drawn by processes beside the one that trains.

They are the same for the same seed, however many processes draw them and wherever one begins.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import torch
from torch.utils.data import DataLoader, Dataset

from bench.training.reader.batches import batched, collate, encode
from bench.training.reader.draw import Near, draw
from bench.training.reader.network import Batch
from bench.training.reader.passages import TrainingQuestion
from bot.reading.pairs import PairEncoder

POOL = 640
"""Examples that are drawn and sorted by length together."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What batches are drawn from. `workers` processes draw; with 0, the one that asks does."""

    questions: Sequence[TrainingQuestion]
    encoder: PairEncoder
    near: Near
    workers: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """A pool of an epoch."""

    epoch: int
    pool: int


def batches(supply: Supply, *, seed: int, size: int, first: int, until: int) -> Iterator[Batch]:
    """The batches of steps `first` to `until` (exclusive), epoch after epoch.

    An epoch asks each question once, in an order of its own.
    """
    steps = max(until - first, 0)
    pools = _Pools(supply, seed, size)
    epoch, step = divmod(first, -(-len(supply.questions) // size))
    pool, skipped = divmod(step, pools.batches)
    # At most so many pools are needed; the last of an epoch has fewer batches than others.
    places = islice(pools.places_from(_Place(epoch, pool)), skipped + steps)
    if supply.workers:
        # Files, not descriptors: a pool has more tensors than a process may have files open.
        torch.multiprocessing.set_sharing_strategy("file_system")  # type: ignore[no-untyped-call]
    loader = DataLoader(
        pools,
        sampler=places,
        batch_size=None,
        collate_fn=list,
        num_workers=supply.workers,
        multiprocessing_context="fork" if supply.workers else None,
    )
    return islice((one for found in loader for one in found), skipped, skipped + steps)


class _Pools(Dataset[list[Batch]]):
    """The batches of one pool after the other."""

    def __init__(self, supply: Supply, seed: int, size: int) -> None:
        self._supply = supply
        self._seed = seed
        self._size = size
        self.batches = max(POOL // size, 1)
        """In a pool, but for the last of an epoch."""
        self._order = cache(self._ordered)

    def places_from(self, place: _Place) -> Iterator[_Place]:
        """Every pool from one on, without an end."""
        pools = -(-len(self._supply.questions) // (self.batches * self._size))
        while True:
            yield from (_Place(place.epoch, pool) for pool in range(place.pool, pools))
            place = _Place(place.epoch + 1, 0)

    def __getitem__(self, place: _Place) -> list[Batch]:
        """Draws a pool."""
        examples = self.batches * self._size
        chosen = self._order(place.epoch)[place.pool * examples : (place.pool + 1) * examples]
        supply = self._supply
        encoded = [
            encode(
                draw(question, supply.near, self._random(place.epoch, question.id)), supply.encoder
            )
            for question in chosen
        ]
        mixed = batched(encoded, self._size, self._random(place.epoch, str(place.pool)))
        return [collate(one) for one in mixed]

    def _ordered(self, epoch: int) -> list[TrainingQuestion]:
        questions = list(self._supply.questions)
        self._random(epoch, "order").shuffle(questions)
        return questions

    def _random(self, epoch: int, of: str) -> random.Random:
        return random.Random(f"{self._seed}/{epoch}/{of}")  # noqa: S311
