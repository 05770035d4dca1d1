"""How well a network reads held-out windows: right sentence, right span, and telling "none".

The learning curve is made of these figures. Windows, not articles: retrieval has no part in it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from bench.training.reader.batches import EncodedExample, collate, encode
from bench.training.reader.draw import Kind, Near, of_kind
from bench.training.reader.network import ANSWERABLE, ReaderNetwork
from bench.training.reader.passages import TrainingQuestion
from bot.evaluation.metrics import answer_f1
from bot.reading.network import PairScores
from bot.reading.pairs import PairEncoder
from bot.reading.scored import ReadSentence, read_sentences

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """`sentence`: share of windows whose best sentence answers; `span_f1`: of the best span.

    `auroc` tells answered windows from unanswerable ones by the answerability score, over all
    kinds and `auroc_by_kind`.
    """

    sentence: float
    span_f1: float
    auroc: float
    auroc_by_kind: dict[str, float]


def held_out_examples(
    questions: Sequence[TrainingQuestion],
    near: Near,
    encoder: PairEncoder,
    *,
    count: int,
    seed: int = 0,
) -> list[EncodedExample]:
    """Windows of every kind for `count` held-out questions, the same for the same seed."""
    held_out = [question for question in questions if question.passage.held_out]
    drawn = random.Random(seed).sample(held_out, min(count, len(held_out)))  # noqa: S311
    found = []
    for question in drawn:
        rng = random.Random(f"{seed}/{question.id}")  # noqa: S311
        for kind in Kind:
            example = of_kind(kind, question, near, rng)
            # One answered window, and one unanswerable of a kind that changes by question.
            if example is not None and (kind is Kind.ANSWERED or rng.random() < 0.4):
                found.append(encode(example, encoder))
    return found


def validate(network: ReaderNetwork, examples: Sequence[EncodedExample]) -> Reading:
    """The figures of a network on some windows. A minute for 2,000 of them on two cores."""
    best = [_best_of(one, scores) for one, scores in _scored(network, examples)]
    order = [one.example for one in sorted(examples, key=lambda one: len(one.pair.ids))]
    answered = [(e, b) for e, b in zip(order, best, strict=True) if e.kind is Kind.ANSWERED]
    spans = [
        answer_f1(e.text[b[1].start : b[1].end], [e.text[s:t] for s, t in e.spans])
        for e, b in answered
        if e.spans
    ]
    by_kind: dict[str, list[float]] = {}
    for example, (_, span) in zip(order, best, strict=True):
        by_kind.setdefault(example.kind, []).append(span.answerable)
    right = by_kind.pop(Kind.ANSWERED)
    return Reading(
        sentence=float(np.mean([b[0].number in e.gold for e, b in answered])),
        span_f1=float(np.mean(spans)),
        auroc=_auroc(right, [one for ones in by_kind.values() for one in ones]),
        auroc_by_kind={kind: _auroc(right, ones) for kind, ones in by_kind.items()},
    )


def _scored(
    network: ReaderNetwork, examples: Sequence[EncodedExample]
) -> list[tuple[EncodedExample, torch.Tensor]]:
    """Examples by length, each with its (tokens, heads) scores."""
    network.eval()
    device = next(network.parameters()).device
    ordered = sorted(examples, key=lambda one: len(one.pair.ids))
    found: list[tuple[EncodedExample, torch.Tensor]] = []
    with torch.inference_mode():
        for first in range(0, len(ordered), _BATCH):
            some = ordered[first : first + _BATCH]
            batch = collate(some).to(device)
            scores = network(batch.ids, batch.mask, batch.kinds).float().cpu()
            found += zip(some, scores, strict=True)
    network.train()
    return found


def _best_of(one: EncodedExample, scores: torch.Tensor) -> tuple[ReadSentence, ReadSentence]:
    """The sentence with the best evidence, and the one with the best span."""
    pair, values = one.pair, scores.numpy()
    passage = values[pair.first : pair.last]
    made = PairScores(
        start=passage[:, 0],
        end=passage[:, 1],
        evidence=passage[:, 2],
        no_start=float(values[0, 0]),
        no_end=float(values[0, 1]),
        no_evidence=float(values[0, 2]),
        answerable=float(values[0, ANSWERABLE]),
    )
    read = read_sentences(pair, made, one.example.sentences)
    return max(read, key=lambda r: r.evidence), max(read, key=lambda r: r.span)


def _auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    labels = [1] * len(right) + [0] * len(wrong)
    return float(roc_auc_score(labels, [*right, *wrong]))
