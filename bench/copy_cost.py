"""What looking for copies of one more article costs, by how many are stored.

Stored articles are put together from sentences of a training set with one word in four changed, so
that they share many runs of words: more than news would.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.copy_results import CopyCost
from bench.timing import elapsed_ms, timing_of
from index.build import take_in
from index.copies.finding import find_copies
from index.sentences import split_sentences
from index.store import Store
from index.types import Article, Found

_SENTENCES = 25  # of an article, about 600 words
_STORED_TOGETHER = 1000
_CHANGED_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class CostPlan:
    """So many articles are added one by one where so many are stored, at each of the sizes."""

    sizes: Sequence[int] = (1_000, 25_000)
    added: int = 100
    seed: int = 12


def measure_cost(articles: Sequence[Article], plan: CostPlan) -> Sequence[CopyCost]:
    """The cost at each size. Minutes for 25,000."""
    made = _made_of(articles, plan.seed)
    costs = []
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "a.db")) as store:
        stored = 0
        for size in plan.sizes:
            while stored < size:
                some = [next(made) for _ in range(min(_STORED_TOGETHER, size - stored))]
                _add(store, some)
                stored += len(some)
            costs.append(_cost_at(store, size, [next(made) for _ in range(plan.added)]))
            stored += plan.added
    return costs


def _cost_at(store: Store, size: int, articles: Sequence[Article]) -> CopyCost:
    times = []
    for article in articles:
        take_in(store, [Found(article, article.id, id_is_given=True)])
        times.append(elapsed_ms(partial(find_copies, store, [article.id], _no_vector)))
    return CopyCost(size, timing_of(times))


def _add(store: Store, articles: Sequence[Article]) -> None:
    take_in(store, (Found(one, one.id, id_is_given=True) for one in articles))
    find_copies(store, [one.id for one in articles], _no_vector)


def _no_vector(_: str) -> None:
    return None


def _made_of(articles: Sequence[Article], seed: int) -> Iterator[Article]:
    draw = random.Random(seed)  # noqa: S311  # not for secrets
    pool = [
        one.text[sentence.start : sentence.end]
        for one in articles
        for sentence in split_sentences(one.text)
    ]
    words = " ".join(pool).split()
    number = 0
    while True:
        told = " ".join(draw.choices(pool, k=_SENTENCES)).split()
        for place in draw.sample(range(len(told)), len(told) // _CHANGED_ONE_IN):
            told[place] = draw.choice(words)
        text = " ".join(told)
        yield Article(id=f"made-{number}", title=f"Made {number}", text=text)
        number += 1
