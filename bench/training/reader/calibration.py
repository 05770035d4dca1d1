"""Fits what joins the model's scores with retrieval's, and when to abstain, on held-out articles.

Half of the held-out articles are fitted on, the other half give the figures and thresholds.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.training.examples import Example
from bench.training.fit import Fitted, Wanted, accuracy_by_set, fit, render_fitted
from bench.training.indexes import open_index
from bench.training.reader.asking import Desk, examples
from bench.training.reader.draw import Near
from bench.training.reader.passages import TrainingQuestion
from bench.training.reader.tables import load_examples, save_examples
from bot.reading.candidates import FEATURES, Model
from bot.reading.network import Network
from bot.reading.pairs import PairEncoder
from bot.trained_reader import DEPTH
from index.embed import usable_cpus
from index.model_files import find_model

SEED = 0
SETS = ("squadshifts_newwiki", "qamr")

SURE_BY = ("answerable", "chunk_similarity", "words", "lead")
"""Features of the confidence. Those that depend on an index's size are left out, and what the model
says of sentences and spans, which adds nothing to what it says of the passage."""

REFUSED = {"low": 0.8, "normal": 0.6, "high": 0.4}
"""Share of the unanswerable questions that each level of risk refuses: the thresholds follow."""


def collect(
    questions: Sequence[TrainingQuestion], near: Near, out: Path, kept: Path, *, count: int
) -> None:
    """Asks `count` held-out questions of each set and keeps what was read in the file `kept`.

    Reads some 25 chunks a question: 20 minutes for 1,000.
    """
    collected: list[Example] = []
    for name in SETS:
        held_out = [q for q in questions if q.of_set == name and q.passage.held_out]
        drawn = random.Random(SEED).sample(held_out, min(count, len(held_out)))  # noqa: S311
        with opened(name, near, out) as desk:
            for number, question in enumerate(drawn, start=1):
                collected += examples(desk, [question], SEED)
                if number % 50 == 0:
                    print(f"{name}: {number} of {len(drawn)} asked", file=sys.stderr, flush=True)
    save_examples(kept, collected)


def calibrate(kept: Path, out: Path) -> None:
    """Fits on what `collect` kept and writes `out`/calibration.json; seconds."""
    collected = load_examples(kept)
    fitted = _write(collected, out / "calibration.json")
    print(render_fitted(fitted))


@contextmanager
def opened(name: str, near: Near, weights: Path) -> Iterator[Desk]:
    """The index of a training set, ingested where it is not yet, with the network beside it."""
    with open_index(name) as index:
        yield Desk(
            name=name,
            snapshot=index.snapshot,
            retriever=index.retriever,
            embedder=index.embedder,
            model=Model(
                Network(weights, threads=usable_cpus()),
                PairEncoder(find_model("").folder / "tokenizer.json"),
            ),
            near=near,
            depth=DEPTH,
        )


def _write(collected: Sequence[Example], path: Path) -> Fitted:
    fitted = fit(collected, Wanted(FEATURES, SURE_BY, only_for=True))
    weights = fitted.weights
    record = {
        "made_by": "python -m bench.training.reader",
        "examples": len(collected),
        "validation": {
            "sentence_accuracy": round(fitted.sentence_accuracy, 4),
            "sentence_accuracy_at_3": round(fitted.sentence_accuracy_at_3, 4),
            "confidence_auroc": round(fitted.confidence_auroc, 4),
            "sentence_accuracy_by_set": accuracy_by_set(weights, collected),
        },
        "thresholds": {level: _threshold(fitted, share) for level, share in REFUSED.items()},
        "ranking": {name: round(value, 6) for name, value in weights.ranking.items()},
        "confidence": {name: round(value, 6) for name, value in weights.confidence.items()},
        "intercept": round(weights.intercept, 6),
    }
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return fitted


def _threshold(fitted: Fitted, share: float) -> float:
    """The lowest threshold that refuses a share of the questions without an answer."""
    return min(
        row["threshold"] for row in fitted.thresholds if 1 - row["answered_without_answer"] >= share
    )
