"""Held-out questions, asked of real indexes and read by the trained network.

Each held-out question is asked of everything, of everything but its own article, of its own
article, of one near article, and, edited so that nothing answers it, of its own article.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.training.examples import EVERYTHING, Example
from bench.training.reader.draw import Kind, Near, of_kind
from bench.training.reader.passages import TrainingQuestion
from bot.reading.candidates import Model, candidates_of
from index.embed import Embedder
from index.retrieve import Retriever, retrieve
from index.snapshot import Snapshot
from index.types import Bools, Hit

ITS_ARTICLE = "its article"
EDITED = "its article, question edited"


@dataclass(frozen=True, slots=True)
class Desk:
    """What asking the held-out questions of one set needs."""

    name: str
    snapshot: Snapshot
    retriever: Retriever
    embedder: Embedder
    model: Model
    near: Near
    depth: int


def examples(desk: Desk, questions: Sequence[TrainingQuestion], seed: int) -> Iterator[Example]:
    """Up to five examples for each question."""
    numbers = {entry.id: n for n, entry in enumerate(desk.snapshot.catalog.entries)}
    places = desk.snapshot.catalog.chunk_articles
    for question in questions:
        if question.passage.id not in numbers:
            continue
        own = places == numbers[question.passage.id]
        yield _example(desk, question, question.text, EVERYTHING, None)
        yield _example(desk, question, question.text, "all but its article", ~own)
        yield _example(desk, question, question.text, ITS_ARTICLE, own)
        vector = desk.embedder.embed_queries([question.text])[0]
        near = desk.snapshot.vectors.search(vector, 1, allowed=~own)
        near_article = places == places[near.ids[0]]
        yield _example(desk, question, question.text, "a near article", near_article)
        rng = random.Random(f"{seed}/{question.id}")  # noqa: S311
        edited = of_kind(Kind.EDITED_QUESTION, question, desk.near, rng)
        if edited is not None:
            yield _example(desk, question, edited.question, EDITED, own)


def hits_for(desk: Desk, text: str, *, k: int, allowed: Bools | None = None) -> Sequence[Hit]:
    """What retrieval gives the reader."""
    vector = desk.embedder.embed_queries([text])[0]
    found = retrieve(desk.snapshot, text, vector, k=k, allowed=allowed)
    return desk.retriever.hits(desk.snapshot, found)


def _example(
    desk: Desk, question: TrainingQuestion, text: str, asked_of: str, allowed: Bools | None
) -> Example:
    hits = hits_for(desk, text, k=desk.depth, allowed=allowed)
    table = candidates_of(text, hits, desk.snapshot.lexical, desk.model)
    gold = [
        text == question.text and is_gold(question, hits[one.hit], one.number)
        for one in table.sentences
    ]
    return Example(
        values=table.values,
        is_gold=np.array(gold, dtype=np.bool_),
        validates=zlib.crc32(question.passage.page.encode()) % 2 == 0,
        asked_of=asked_of,
        of_set=desk.name,
    )


def is_gold(question: TrainingQuestion, hit: Hit, number: int) -> bool:
    """Whether a sentence of a hit answers the question."""
    return hit.article.id == question.passage.id and number in question.gold
