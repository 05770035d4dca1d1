"""Which stored articles are copies of each other: each is sketched, then compared with what shares
marks with it.

Where words leave it in doubt, the meaning decides. Knows the order of the steps; knows nothing of
indexes or answers.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from index.copies.likeness import Verdict, likeness_of
from index.copies.outlets import are_pages_of_one_outlet
from index.copies.rows import (
    Candidate,
    Sketch,
    candidates_for,
    compared_ids,
    save_compared,
    save_sketch,
    waiting_ids,
)
from index.copies.shingles import Shingles
from index.copies.sketch import marks_of
from index.database import connected
from index.errors import ArticleNotFoundError
from index.store import Store
from index.types import Article, Float32s

RULES: Final = 1
"""Names how copies are told; with another number every article is compared again."""

SAME_MEANING: Final = 0.85
"""The least cosine of two texts in doubt that are copies, reworded. Set on training texts with the
packaged model (docs/adr/0012)."""

_TOGETHER = 50  # articles in one transaction

MeaningOf = Callable[[str], Float32s | None]
"""The mean vector of an article's chunks by its id, (dimension,); None where there is none yet."""


def find_copies(store: Store, ids: Sequence[str], meaning_of: MeaningOf) -> None:
    """Compares some articles with all that are stored; durable when it returns.

    Those that were compared as they stand are left out, so that it can be interrupted and called
    again. Of two articles that two processes compare at once, each is seen by one of them at least.
    Costs a few milliseconds an article, however many are stored.
    """
    for first in range(0, len(ids), _TOGETHER):
        some = ids[first : first + _TOGETHER]
        with connected(store.engine) as connection:
            done = compared_ids(connection, some, rules=RULES)
        waiting = [id_ for id_ in some if id_ not in done]
        if waiting:
            _Desk(store, meaning_of).compare(store.articles(waiting))


def not_compared(store: Store) -> Sequence[str]:
    """The articles that `find_copies` has not seen as they stand; all of them in an older store."""
    with connected(store.engine) as connection:
        return waiting_ids(connection, rules=RULES)


class _Desk:
    """Compares some articles; each text is looked at once."""

    def __init__(self, store: Store, meaning_of: MeaningOf) -> None:
        self._store = store
        self._meaning_of = meaning_of
        self._shingles: dict[tuple[str, str], Shingles] = {}
        self._articles: dict[str, Article] = {}

    def compare(self, articles: Sequence[Article]) -> None:
        """Sketches are stored before anything is compared: whoever comes later finds them."""
        self._articles = {article.id: article for article in articles}
        made = [self._sketch_of(article) for article in articles]
        with connected(self._store.engine, writes=True) as connection:
            numbers = [save_sketch(connection, sketch, rules=RULES) for sketch in made]
        found = {
            number: self._copies_of(number, sketch)
            for number, sketch in zip(numbers, made, strict=True)
            if number is not None
        }
        with connected(self._store.engine, writes=True) as connection:
            save_compared(connection, found)

    def _sketch_of(self, article: Article) -> Sketch:
        revision = article.revision
        shingles = self._shingles[article.id, revision] = Shingles.of(article.text)
        return Sketch(article.id, revision, shingles.count, marks_of(shingles))

    def _copies_of(self, number: int, sketch: Sketch) -> Sequence[int]:
        with connected(self._store.engine) as connection:
            candidates = candidates_for(connection, number, sketch)
        self._read(candidates)
        return [one.sketch for one in candidates if self._are_copies(sketch, one)]

    def _read(self, candidates: Sequence[Candidate]) -> None:
        keys = [(one.article_id, one.revision) for one in candidates]
        texts = self._store.texts([key for key in keys if key not in self._shingles])
        self._shingles.update({key: Shingles.of(text) for key, text in texts.items()})

    def _are_copies(self, sketch: Sketch, other: Candidate) -> bool:
        one = self._shingles[sketch.article_id, sketch.revision]
        two = self._shingles.get((other.article_id, other.revision))
        if two is None:  # deleted a moment ago
            return False
        likeness = likeness_of(one, two)
        if likeness.verdict is Verdict.DISTINCT:
            return False
        if likeness.may_be_page_text and self._are_pages(sketch.article_id, other.article_id):
            return False
        return likeness.verdict is Verdict.COPY or self._mean_the_same(
            sketch.article_id, other.article_id
        )

    def _are_pages(self, one: str, other: str) -> bool:
        try:
            return are_pages_of_one_outlet(self._articles[one], self._store.stored_article(other))
        except ArticleNotFoundError:  # deleted a moment ago
            return True

    def _mean_the_same(self, one: str, other: str) -> bool:
        vectors = self._meaning_of(one), self._meaning_of(other)
        if vectors[0] is None or vectors[1] is None:
            return False
        lengths = float(np.linalg.norm(vectors[0]) * np.linalg.norm(vectors[1]))
        return float(vectors[0] @ vectors[1]) >= SAME_MEANING * lengths
