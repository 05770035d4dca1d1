"""Questions of a training set, retrieved and described as they are at answer time.

Each question is asked of everything, of everything but its own article (so that nothing answers
it), of its own article alone, and of one other near article alone: an index may be large or small.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.dataset import KnownQuestion
from bot.evaluation.matching import covers
from bot.evidence import describe
from index.embed import Embedder
from index.retrieve import Retriever, retrieve
from index.snapshot import Snapshot
from index.types import Bools, Float32s, Hit

EVERYTHING = "everything"
VALIDATION_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked of some articles.

    `values` is the (n, features) float32 table of its candidate sentences, `is_gold` (n,) bool;
    no gold where nothing answers. `validates` keeps whole articles out of the fit.
    """

    values: Float32s
    is_gold: NDArray[np.bool_]
    validates: bool
    asked_of: str
    of_set: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What describing the questions of one set needs."""

    name: str
    snapshot: Snapshot
    retriever: Retriever
    embedder: Embedder
    depth: int


def examples(
    desk: Desk, questions: Sequence[KnownQuestion], *, count: int, seed: int
) -> Iterator[Example]:
    """Up to four examples for each of `count` questions drawn with `seed`."""
    drawn = random.Random(seed).sample(list(questions), min(count, len(questions)))  # noqa: S311
    numbers = {entry.id: n for n, entry in enumerate(desk.snapshot.catalog.entries)}
    places = desk.snapshot.catalog.chunk_articles
    for question in drawn:
        if question.gold is None or question.gold.article_id not in numbers:
            continue
        own = places == numbers[question.gold.article_id]
        for name, allowed in _scopes(desk, question, own):
            yield _example(desk, question, name, allowed)


def _scopes(desk: Desk, question: KnownQuestion, own: Bools) -> Iterator[tuple[str, Bools | None]]:
    yield EVERYTHING, None
    yield "all but its article", ~own
    yield "its article", own
    vector = desk.embedder.embed_queries([question.text])[0]
    near = desk.snapshot.vectors.search(vector, 1, allowed=~own)
    places = desk.snapshot.catalog.chunk_articles
    yield "a near article", places == places[near.ids[0]]


def _example(desk: Desk, question: KnownQuestion, name: str, allowed: Bools | None) -> Example:
    vector = desk.embedder.embed_queries([question.text])[0]
    found = retrieve(desk.snapshot, question.text, vector, k=desk.depth, allowed=allowed)
    hits = desk.retriever.hits(desk.snapshot, found)
    table = describe(
        question.text, vector, hits, desk.snapshot.lexical, desk.embedder.embed_passages
    )
    gold = [_is_gold(question, hits[place.hit], place.number) for place in table.places]
    article = question.gold.article_id if question.gold else ""
    validates = zlib.crc32(article.encode()) % 100 < VALIDATION_SHARE * 100
    return Example(table.values, np.array(gold, dtype=np.bool_), validates, name, desk.name)


def _is_gold(question: KnownQuestion, hit: Hit, number: int) -> bool:
    if question.gold is None or hit.article.id != question.gold.article_id:
        return False
    sentence = hit.sentences[number]
    return any(covers(sentence.start, sentence.end, span) for span in question.gold.spans)
