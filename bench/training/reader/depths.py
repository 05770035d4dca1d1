"""What reading more chunks gives and costs, on held-out questions: the depth is chosen from this.

Also what it saves to stop after the first chunks when these decide. Written beside this folder as
depths.json and early_stop.json, which docs/benchmarks.md and docs/reader-model.md show.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import numpy as np

from bench.places import ROOT
from bench.training.reader.asking import Desk, hits_for, is_gold
from bench.training.reader.calibration import SETS, opened
from bench.training.reader.draw import Near
from bench.training.reader.passages import TrainingQuestion
from bot.reading.candidates import FEATURES, FIRST_READ, candidates_of
from bot.reading.passages import passages_of
from bot.weights import Weights
from index.types import Float32s, Hit

DEPTHS = (1, 2, 4, 6, 8, 12, 16)
DECISIVE = (0.6, 0.7, 0.8, 0.9, 0.95)
TIMED = 30
FOLDER = ROOT / "bench" / "training"


@dataclass(frozen=True, slots=True)
class Read:
    """One question's sentences: their table, the hit each stands in, and whether it answers."""

    values: Float32s
    hit: Float32s
    gold: Float32s


def write_depths(questions: Sequence[TrainingQuestion], near: Near, out: Path, count: int) -> None:
    """Reads the best 16 chunks of `count` held-out questions of each set; minutes."""
    weights = Weights.of_record((out / "calibration.json").read_text("utf-8"), FEATURES)
    reads: list[Read] = []
    times: dict[int, list[float]] = {depth: [] for depth in DEPTHS}
    for name in SETS:
        held_out = [q for q in questions if q.of_set == name and q.passage.held_out]
        with opened(name, near, out) as desk:
            for question in random.Random(1).sample(held_out, min(count, len(held_out))):  # noqa: S311
                hits = hits_for(desk, question.text, k=max(DEPTHS))
                reads.append(_read(desk, question, hits))
                if len(times[1]) < TIMED:
                    _time(desk, question.text, hits, times)
    depths = [
        {
            "depth": depth,
            "cited_at_1": round(fmean(_is_right(weights, read, depth) for read in reads), 4),
            "ms": round(median(times[depth]), 1),
        }
        for depth in DEPTHS
    ]
    stops = [_with_stop(weights, reads, decisive, depth=8) for decisive in DECISIVE]
    for name, found in (("depths", depths), ("early_stop", stops)):
        print(name, *found, sep="\n  ", flush=True)
        (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _read(desk: Desk, question: TrainingQuestion, hits: Sequence[Hit]) -> Read:
    table = candidates_of(question.text, hits, desk.snapshot.lexical, desk.model)
    gold = [is_gold(question, hits[one.hit], one.number) for one in table.sentences]
    hit = [one.hit for one in table.sentences]
    return Read(table.values, np.array(hit, np.float32), np.array(gold, np.float32))


def _time(desk: Desk, question: str, hits: Sequence[Hit], times: dict[int, list[float]]) -> None:
    texts = [passage.titled for passage in passages_of(hits)]
    for depth in DEPTHS:
        began = perf_counter()
        desk.model.network.run(desk.model.encoder.encode(question, texts[:depth]))
        times[depth].append((perf_counter() - began) * 1000)


def _is_right(weights: Weights, read: Read, depth: int) -> bool:
    rows = np.flatnonzero(read.hit < depth)
    if not len(rows):
        return False
    best = rows[np.argmax(weights.rank(read.values[rows]))]
    return bool(read.gold[best])


def _with_stop(
    weights: Weights, reads: Sequence[Read], decisive: float, *, depth: int
) -> dict[str, float]:
    outcomes = list(_stopped(weights, reads, decisive, depth))
    return {
        "decisive": decisive,
        "cited_at_1": round(fmean(right for right, _ in outcomes), 4),
        "chunks_read": round(fmean(chunks for _, chunks in outcomes), 2),
    }


def _stopped(
    weights: Weights, reads: Sequence[Read], decisive: float, depth: int
) -> Iterator[tuple[bool, int]]:
    for read in reads:
        first = read.values[read.hit < FIRST_READ]
        scores = weights.rank(first)
        order = np.argsort(-scores)[:1].tolist()
        stops = bool(order) and weights.chances(first, scores, order)[0] >= decisive
        chunks = FIRST_READ if stops else depth
        yield _is_right(weights, read, chunks), chunks
