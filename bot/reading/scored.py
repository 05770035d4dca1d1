"""From the scores of tokens to each sentence's: its evidence, its best span, what stands against.

Pure arithmetic over one passage. Knows nothing of questions' words or of retrieval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.reading.network import PairScores
from bot.reading.pairs import Pair, sentence_of_tokens
from index.types import Float32s, Sentence

UNREAD = -20.0
"""The scores of a sentence that is outside of the window or has no tokens: hardly an answer."""

LONGEST_SPAN = 30
"""Tokens. The answers of the training sets are shorter but for a handful."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """What the model makes of sentence `number` of a passage; a logarithm each.

    `evidence` and `span` are against "no answer in this passage", `evidence_share` and
    `span_share` against everything in it, so at most 0. The best span is `start` to `end`, in the
    passage's characters, within the sentence; it is empty where the model saw nothing of it.
    """

    number: int
    evidence: float
    evidence_share: float
    span: float
    span_share: float
    answerable: float
    start: int
    end: int


def read_sentences(
    pair: Pair, scores: PairScores, sentences: Sequence[Sentence]
) -> list[ReadSentence]:
    """Every sentence of a passage, in order; UNREAD where the model saw nothing of it."""
    seen = {one.number: one for one in _with_tokens(pair, scores, sentences)}
    return [seen.get(n) or _unread(n, scores.answerable) for n in range(len(sentences))]


def _unread(number: int, answerable: float) -> ReadSentence:
    return ReadSentence(number, UNREAD, UNREAD, UNREAD, UNREAD, answerable, start=0, end=0)


def _with_tokens(
    pair: Pair, scores: PairScores, sentences: Sequence[Sentence]
) -> list[ReadSentence]:
    of_token = sentence_of_tokens(pair, sentences)
    if not len(of_token):
        return []
    numbers, firsts = np.unique(of_token, return_index=True)
    lasts = [*firsts[1:].tolist(), len(of_token)]
    evidence = np.add.reduceat(scores.evidence, firsts) / np.diff([*firsts, len(of_token)])
    all_evidence = _log_sum([*evidence.tolist(), scores.no_evidence])
    all_spans = _log_sum([*scores.start.tolist(), scores.no_start]) + _log_sum(
        [*scores.end.tolist(), scores.no_end]
    )
    found = []
    for number, first, last, own in zip(
        numbers.tolist(), firsts.tolist(), lasts, evidence.tolist(), strict=True
    ):
        start, end, span = _best_span(scores.start[first:last], scores.end[first:last])
        found.append(
            ReadSentence(
                number=number,
                evidence=own - scores.no_evidence,
                evidence_share=own - all_evidence,
                span=span - scores.no_start - scores.no_end,
                span_share=span - all_spans,
                answerable=scores.answerable,
                start=int(pair.starts[first + start]),
                # A token may reach into the next sentence where no space parts them.
                end=min(int(pair.ends[first + end]), sentences[number].end),
            )
        )
    return found


def _best_span(starts: Float32s, ends: Float32s) -> tuple[int, int, float]:
    """First token, last token and score of the best span of at most LONGEST_SPAN tokens."""
    scores = starts[:, None] + ends[None, :]
    width = len(starts)
    possible = np.triu(np.ones((width, width), dtype=np.bool_))
    possible &= ~np.triu(np.ones_like(possible), LONGEST_SPAN)
    best = int(np.argmax(np.where(possible, scores, -np.inf)))
    start, end = divmod(best, width)
    return start, end, float(scores[start, end])


def _log_sum(values: Sequence[float]) -> float:
    array = np.array(values)
    top = array.max()
    return float(top + np.log(np.exp(array - top).sum()))
