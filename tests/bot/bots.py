"""A bot in this process over real parts: store, snapshots, retrieval, reading, citing.

Only the model is a stand-in (words for meaning), and the weights are written by hand, so that
what is answered does not depend on training.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.ask import CLOSEST, Bot, Parts
from bot.conversations import Conversations
from bot.evidence import FEATURES
from bot.reader import Reader, Reading
from bot.risk import Thresholds
from bot.similarity_reader import SimilarityReader
from bot.types import Answer, Evidence, Span
from bot.weights import Weights
from index.build import publish
from index.lexical import LexicalIndex
from index.library import Library
from index.retrieve import Retriever
from index.types import Article, Hit
from index.workshop import Workshop
from tests.builders import QuietProgress, WordEmbedder, open_words_workshop, stock

MIN_CONFIDENCE = 0.5
# Shared words decide, similarity breaks ties. Half of a question's words make it even odds.
WEIGHTS = Weights(
    FEATURES,
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


class TellingReader:
    """A reader as sure as it is told to be: of the first sentence of each hit, the best's first.

    What answers is the first two words. Its thresholds are 0.75, 0.5 and 0.25.
    """

    def __init__(self, confidence: float, *, rivals: int = 0) -> None:
        self._confidence = confidence
        self._rivals = rivals

    @property
    def id(self) -> str:
        return "telling"

    @property
    def depth(self) -> int:
        return 5

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(low=0.75, normal=0.5, high=0.25)

    def read(
        self,
        question: str,  # noqa: ARG002  # the protocol's
        hits: Sequence[Hit],
        words: LexicalIndex,  # noqa: ARG002  # the protocol's
    ) -> Reading:
        scores = [self._confidence / (1 + rank / 8) for rank in range(len(hits))]
        evidence = [_first_sentence_of(hit, s) for hit, s in zip(hits, scores, strict=True)]
        return Reading(evidence, self._confidence, self._rivals)


def _first_sentence_of(hit: Hit, score: float) -> Evidence:
    sentence = hit.sentences[0]
    text = hit.article.text[sentence.start : sentence.end]
    two_words = len(" ".join(text.split()[:2]))
    span = Span(sentence.start, sentence.start + two_words)
    return Evidence(hit.article.id, hit.revision, 0, text, score, span=span)


def assert_sound(answer: Answer, newsroom: Newsroom) -> None:
    """What holds for every answer whatsoever."""
    assert answer.answer
    assert 0 <= answer.confidence <= 1
    assert answer.answered == (answer.abstain_reason is None) == bool(answer.statements)
    quotes = {citation.marker: citation.quote for citation in answer.citations}
    for statement in answer.statements:
        assert statement.text in [quotes[marker] for marker in statement.citations]
    for quote in [*answer.citations, *answer.closest]:
        text = newsroom.bot.article_text(quote.article_id, quote.revision)
        assert text[quote.start : quote.end] == quote.quote != ""
    assert not (answer.citations and answer.closest)
    assert len(answer.closest) <= CLOSEST


@contextmanager
def open_newsroom(root: Path, *, reader: Reader | None = None) -> Iterator[Newsroom]:
    """An empty newsroom in `root`, with the similarity reader unless another is given."""
    embedder = WordEmbedder()
    workshop = open_words_workshop(root, embedder)
    parts = Parts(
        store=workshop.store,
        library=Library(workshop.snapshots, embedder, workshop.open_quick),
        retriever=Retriever(workshop.store),
        reader=reader or SimilarityReader(embedder, WEIGHTS),
        min_confidence=MIN_CONFIDENCE,
        conversations=Conversations(workshop.store, keep_days=30),
    )
    with Bot(parts) as bot:
        yield Newsroom(root, bot, workshop)
