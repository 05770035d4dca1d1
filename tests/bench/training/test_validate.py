"""The figures of held-out windows: one that knows all scores 1, one that errs 0."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from bench.training.reader.batches import EncodedExample, collate
from bench.training.reader.draw import Kind
from bench.training.reader.network import HEADS, ReaderNetwork
from bench.training.reader.validate import held_out_examples, validate
from tests.bench.training.sets import ORCHARD, asked, passage
from tests.bot.reading.packaged import encoder

NEAR = passage(ORCHARD, id="near")
SURE = 10.0


class KnowingNetwork(ReaderNetwork):
    """Gives right tokens `SURE` and others nothing; the other way round where it is wrong."""

    def __init__(self, examples: Sequence[EncodedExample], *, is_right: bool) -> None:
        nn.Module.__init__(self)
        self.device_of = nn.Parameter(torch.zeros(1))
        sign = SURE if is_right else -SURE
        self._known = {tuple(one.pair.ids.tolist()): sign * self._truth(one) for one in examples}

    def _truth(self, one: EncodedExample) -> Tensor:
        batch = collate([one])
        scores = torch.zeros(batch.ids.shape[1], HEADS)
        scores[:, 0], scores[:, 1] = batch.starts[0].float(), batch.ends[0].float()
        scores[:, 2] = (batch.pooling[0][batch.gold[0]] > 0).any(0).float()
        scores[0, 3] = float(batch.gold.any())
        return scores

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:  # noqa: ARG002
        found = torch.zeros(*ids.shape, HEADS)
        for row, own, length in zip(found, ids.tolist(), mask.sum(-1).tolist(), strict=True):
            row[:length] = self._known[tuple(own[:length])]
        return found


@pytest.fixture(scope="module")
def examples() -> Sequence[EncodedExample]:
    held_out = passage(held_out=True)
    known = [
        asked("Who denied that the piles were cracked?", "Tom Ruck", of=held_out),
        asked("Who opened the Varnholm pier?", "Ines Calder", of=held_out),
        asked("What cost 14 million crowns?", "The pier", of=held_out),
        asked("Who was asked in training?", "Tom Ruck"),
    ]
    return [
        one
        for seed in range(3)
        for one in held_out_examples(known, lambda _: NEAR, encoder(), count=9, seed=seed)
    ]


def test_only_held_out_questions_are_validated(examples: Sequence[EncodedExample]) -> None:
    kinds = {one.example.kind for one in examples}
    assert Kind.ANSWERED in kinds
    assert len(kinds) > 2
    answered = [one.example.question for one in examples if one.example.kind is Kind.ANSWERED]
    assert len(answered) == 9
    assert len(set(answered)) == 3
    assert "Who was asked in training?" not in answered


def test_the_same_windows_are_drawn_each_time() -> None:
    question = asked(of=passage(held_out=True))
    one, other = (
        [e.example for e in held_out_examples([question], lambda _: NEAR, encoder(), count=1)]
        for _ in range(2)
    )
    assert one == other


def test_a_network_that_knows_every_answer_scores_full_marks(
    examples: Sequence[EncodedExample],
) -> None:
    found = validate(KnowingNetwork(examples, is_right=True), examples)
    assert (found.sentence, found.span_f1, found.auroc) == (1, 1, 1)
    assert set(found.auroc_by_kind) == {one.example.kind for one in examples} - {Kind.ANSWERED}
    assert set(found.auroc_by_kind.values()) == {1}


def test_a_network_that_is_always_wrong_scores_nothing(examples: Sequence[EncodedExample]) -> None:
    several = [one for one in examples if len(one.example.sentences) > 1]
    found = validate(KnowingNetwork(several, is_right=False), several)
    assert (found.sentence, found.auroc) == (0, 0)
    assert found.span_f1 < 0.5


def test_where_only_the_sentence_is_known_spans_do_not_count(
    examples: Sequence[EncodedExample],
) -> None:
    wrong_spans = [
        replace(one, example=replace(one.example, spans=[], has_spans=False))
        if number == 0
        else one
        for number, one in enumerate(examples)
    ]
    found = validate(KnowingNetwork(examples, is_right=True), wrong_spans)
    assert found.span_f1 == 1
