"""From hits to their sentences as the trained reader sees them: what the model and words say.

The table is what `bot.weights` scores; training and answering both make it here. Knows nothing of
coefficients, thresholds or answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from bot.asked import Asked
from bot.reading.network import Network
from bot.reading.pairs import PairEncoder
from bot.reading.passages import Passage, passages_of
from bot.reading.scored import ReadSentence, read_sentences
from bot.types import Span
from index.lexical import LexicalIndex
from index.types import Float32s, Hit


@dataclass(frozen=True, slots=True)
class Features:
    """One sentence against a question: the model's scores first, see `ReadSentence`.

    `words` is the share of the question's term weight in the sentence, `words_before` what the
    sentence before adds. More such marks (names, numbers where one is asked for, what the chunk
    shares) fitted the questions of one training set better and those of the other worse.
    """

    evidence: float
    evidence_share: float
    span: float
    span_share: float
    answerable: float
    chunk_similarity: float
    chunk_score: float
    words: float
    words_before: float


FEATURES = tuple(field.name for field in fields(Features))
"""Columns of a Candidates table."""


FIRST_READ = 4
"""Hits that are read first; the others only where these do not decide."""


@dataclass(frozen=True, slots=True)
class Model:
    """What reads: the network, and what makes its input."""

    network: Network
    encoder: PairEncoder


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentence `number` of the article of hit `hit`, and where its best span stands there."""

    hit: int
    number: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences of some hits, each once. `values` is (n, len(FEATURES)) float32."""

    sentences: Sequence[Candidate]
    values: Float32s


def candidates_of(
    question: str,
    hits: Sequence[Hit],
    words: LexicalIndex,
    model: Model,
    *,
    enough: Callable[[Candidates], bool] = lambda _: False,
) -> Candidates:
    """Every sentence of the hits, once. Costs one run of the model over question and chunks.

    A sentence that stands in two chunks is taken from the one where it scores better. Where the
    FIRST_READ hits are `enough`, the others are not read.
    """
    passages = passages_of(hits)
    asked = Asked.of(question, words)
    best: dict[tuple[str, int], tuple[Candidate, Features]] = {}
    found = _table(best)
    for wave in (passages[:FIRST_READ], passages[FIRST_READ:]):
        pairs = model.encoder.encode(question, [passage.titled for passage in wave])
        for passage, pair, scores in zip(wave, pairs, model.network.run(pairs), strict=True):
            desk = _Desk.of(asked, hits[passage.hit], passage, words)
            for read in read_sentences(pair, scores, passage.sentences):
                _keep_better(best, desk, read)
        found = _table(best)
        if enough(found):
            break
    return found


def _keep_better(
    best: dict[tuple[str, int], tuple[Candidate, Features]], desk: "_Desk", read: ReadSentence
) -> None:
    passage = desk.passage
    number = passage.first + read.number
    key = (desk.hit.article.id, number)
    features = desk.features(read)
    if key not in best or features.evidence > best[key][1].evidence:
        span = passage.in_article(read.start, read.end) if read.start < read.end else None
        best[key] = (Candidate(passage.hit, number, span), features)


def _table(best: Mapping[tuple[str, int], tuple[Candidate, Features]]) -> Candidates:
    rows = [astuple(features) for _, features in best.values()]
    values = np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))
    return Candidates([candidate for candidate, _ in best.values()], values)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One passage's words beside the question's. `terms` are each sentence's."""

    asked: Asked
    hit: Hit
    passage: Passage
    terms: Sequence[frozenset[str]]

    @classmethod
    def of(cls, asked: Asked, hit: Hit, passage: Passage, words: LexicalIndex) -> "_Desk":
        texts = [passage.text[one.start : one.end] for one in passage.sentences]
        return cls(asked, hit, passage, [frozenset(words.terms(text)) for text in texts])

    def features(self, read: ReadSentence) -> Features:
        asked, own = self.asked, self.terms[read.number]
        before = self.terms[read.number - 1] if read.number else frozenset()
        coverage = asked.coverage(own)
        return Features(
            evidence=read.evidence,
            evidence_share=read.evidence_share,
            span=read.span,
            span_share=read.span_share,
            answerable=read.answerable,
            chunk_similarity=self.hit.dense_score,
            chunk_score=self.hit.score,
            words=coverage,
            words_before=asked.coverage(own | before) - coverage,
        )
