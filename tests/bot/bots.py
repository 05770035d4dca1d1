"""A bot in this process over real parts: store, snapshots, retrieval, reading, citing.

Only the model is a stand-in (words for meaning), and the weights are written by hand, so that
what is answered does not depend on training.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.ask import Bot, Parts
from bot.evidence import FEATURES
from bot.reader import Reader
from bot.similarity_reader import SimilarityReader, Weights
from index.build import Workshop, publish
from index.library import Library
from index.retrieve import Retriever
from index.types import Article
from tests.builders import QuietProgress, WordEmbedder, open_words_workshop, stock

MIN_CONFIDENCE = 0.5
# Shared words decide, similarity breaks ties. Half of a question's words make it even odds.
WEIGHTS = Weights(
    ranking=dict.fromkeys(FEATURES, 0.0) | {"words": 1.0, "similarity": 0.1},
    confidence={"words": 10.0},
    intercept=-5.0,
)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A data directory with a bot that answers from it and a workshop that adds to it."""

    root: Path
    bot: Bot
    workshop: Workshop

    def publish(self, *articles: Article) -> str:
        """Stores articles, makes everything searchable, and gives the index's version."""
        stock(self.workshop.store, *articles)
        return publish(self.workshop, QuietProgress())[0].version

    def tamper(self, statement: str, *values: str) -> None:
        """Changes the stored articles behind our back."""
        with closing(sqlite3.connect(self.root / "onrecord.db")) as database, database:
            assert database.execute(statement, values).rowcount > 0


@contextmanager
def open_newsroom(root: Path, *, reader: Reader | None = None) -> Iterator[Newsroom]:
    """An empty newsroom in `root`, with the similarity reader unless another is given."""
    embedder = WordEmbedder()
    workshop = open_words_workshop(root, embedder)
    parts = Parts(
        store=workshop.store,
        library=Library(workshop.snapshots, embedder),
        retriever=Retriever(workshop.store, embedder),
        reader=reader or SimilarityReader(embedder, WEIGHTS),
        min_confidence=MIN_CONFIDENCE,
    )
    with Bot(parts) as bot:
        yield Newsroom(root, bot, workshop)
