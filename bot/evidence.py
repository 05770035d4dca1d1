"""From hits to their sentences, each described by numbers that tell how well it fits a question.

The description is what the similarity reader weighs. Knows sentences, words and vectors; knows
nothing of weights, thresholds or answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from math import log

import numpy as np

from bot.asked import Asked
from bot.question_kind import QuestionKind, could_answer
from index.lexical import LexicalIndex
from index.types import Float32s, Hit

_WEIGHT_BEFORE = 0.5  # of the sentence before, where both are compared as one

EmbedSentences = Callable[[Sequence[str]], Float32s]
"""Sentences to their (n, dimension) float32 unit vectors."""


@dataclass(frozen=True, slots=True)
class Features:
    """One sentence against a question. Similarities are cosines, shares 0 to 1.

    `words` is the share of the question's term weight in the sentence, `words_dense` the same
    per logarithm of its length; `words_before` and `words_around` are what the sentence before,
    and both neighbours, add to it. `kind_*` tell whether it holds such a thing as is asked for.
    """

    similarity: float
    similarity_with_before: float
    chunk_similarity: float
    chunk_score: float
    words: float
    words_dense: float
    word_pairs: float
    words_before: float
    words_around: float
    chunk_words: float
    names: float
    kind_missing: float
    kind_present: float
    length: float


FEATURES = tuple(field.name for field in fields(Features))
"""Columns of a Candidates table."""


@dataclass(frozen=True, slots=True)
class Place:
    """Sentence `number` of the article of hit `hit`."""

    hit: int
    number: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences of some hits, each once. `values` is (n, len(FEATURES)) float32."""

    places: Sequence[Place]
    texts: Sequence[str]
    values: Float32s


def describe(
    question: str,
    query: Float32s,
    hits: Sequence[Hit],
    words: LexicalIndex,
    embed: EmbedSentences,
) -> Candidates:
    """Every sentence of the hits, once, with its features for this question.

    `query` is the question's (dimension,) unit vector. Costs one call of `embed` for all
    sentences together.
    """
    places = _places_of(hits)
    texts = [_sentence(hits[place.hit], place.number) for place in places]
    if not places:
        return Candidates([], [], np.zeros((0, len(FEATURES)), dtype=np.float32))
    desk = _Desk(
        asked=Asked.of(question, words),
        hits=hits,
        chunk_terms=[frozenset(words.terms(f"{h.article.title}\n{h.text}")) for h in hits],
        sentences=[
            _Sentence(place, text, words.terms(text), vector)
            for place, text, vector in zip(places, texts, embed(texts), strict=True)
        ],
        numbers={(hits[p.hit].article.id, p.number): i for i, p in enumerate(places)},
    )
    rows = [astuple(desk.features(i, query)) for i in range(len(places))]
    return Candidates(places, texts, np.array(rows, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: Place
    text: str
    terms: Sequence[str]
    vector: Float32s


@dataclass(frozen=True, slots=True)
class _Desk:
    """All sentences of one question side by side; `numbers` finds one by article and number."""

    asked: Asked
    hits: Sequence[Hit]
    chunk_terms: Sequence[frozenset[str]]
    sentences: Sequence[_Sentence]
    numbers: dict[tuple[str, int], int]

    def features(self, i: int, query: Float32s) -> Features:
        one, asked = self.sentences[i], self.asked
        hit, chunk = self.hits[one.place.hit], self.chunk_terms[one.place.hit]
        before, after = self._neighbour(one, -1), self._neighbour(one, 1)
        own = frozenset(one.terms)
        with_before = own.union(before.terms) if before else own
        around = with_before.union(after.terms) if after else with_before
        coverage = asked.coverage(own)
        fits = could_answer(asked.kind, one.text, asked.text)
        asks_kind = asked.kind is not QuestionKind.OTHER
        return Features(
            similarity=float(one.vector @ query),
            similarity_with_before=_similarity_of_both(one, before, query),
            chunk_similarity=hit.dense_score,
            chunk_score=hit.score,
            words=coverage,
            words_dense=coverage / log(8 + len(own)),
            word_pairs=asked.share_of_pairs(one.terms),
            words_before=asked.coverage(with_before) - coverage,
            words_around=asked.coverage(around) - coverage,
            chunk_words=asked.coverage(chunk),
            names=asked.share_of_names(around | chunk),
            kind_missing=float(asks_kind and not fits),
            kind_present=float(asks_kind and fits),
            length=log(1 + len(own)),
        )

    def _neighbour(self, one: _Sentence, step: int) -> _Sentence | None:
        key = (self.hits[one.place.hit].article.id, one.place.number + step)
        return self.sentences[self.numbers[key]] if key in self.numbers else None


def _similarity_of_both(one: _Sentence, before: _Sentence | None, query: Float32s) -> float:
    if before is None:
        return float(one.vector @ query)
    both = one.vector + _WEIGHT_BEFORE * before.vector
    return float(both @ query / np.linalg.norm(both))


def _places_of(hits: Sequence[Hit]) -> list[Place]:
    seen: set[tuple[str, int]] = set()
    places = []
    for rank, hit in enumerate(hits):
        for number in range(hit.first, hit.last):
            key = (hit.article.id, number)
            if key not in seen:
                seen.add(key)
                places.append(Place(rank, number))
    return places


def _sentence(hit: Hit, number: int) -> str:
    sentence = hit.sentences[number]
    return hit.article.text[sentence.start : sentence.end]
