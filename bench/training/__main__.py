"""`python -m bench.training`: fits the similarity reader's weights and writes them.

Ingests the training sets into .bench/training (reused by later runs), then fits. Some minutes.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.places import ROOT
from bench.training.examples import EVERYTHING, Desk, Example, examples
from bench.training.fit import Fitted, Wanted, accuracy_by_set, fit, render_fitted
from bench.training.indexes import open_index
from bot.evaluation.dataset import load_dataset
from bot.evidence import FEATURES
from bot.settings import load_settings
from bot.similarity_reader import DEPTH

SETS = ("squadshifts_newwiki", "qamr")
CONFIDENCE = (
    "similarity",
    "similarity_with_before",
    "chunk_similarity",
    "words",
    "word_pairs",
    "words_before",
    "words_around",
    "chunk_words",
    "names",
    "kind_missing",
    "kind_present",
    "lead",
)
"""Features of the confidence; those that depend on an index's size are left out."""

WEIGHTS = ROOT / "bot" / "similarity_weights.json"


def main() -> None:
    """Parses the arguments, collects the examples, fits, writes the weights, prints scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--count", type=int, default=1500, help="questions of each set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    collected: list[Example] = []
    for name in asked.sets:
        found = _examples_of(name, asked.count, asked.seed)
        print(f"{name}: {len(found)} examples, {_recall(found)}", flush=True)
        collected += found
    fitted = fit(collected, Wanted(FEATURES, CONFIDENCE))
    _write(asked.out, fitted, asked.sets, asked.count, asked.seed)
    print(accuracy_by_set(fitted.weights, collected))
    print(render_fitted(fitted))


def _examples_of(name: str, count: int, seed: int) -> list[Example]:
    questions = load_dataset(load_settings().bench_data / "train" / name).questions
    with open_index(name) as index:
        desk = Desk(
            name=name,
            snapshot=index.snapshot,
            retriever=index.retriever,
            embedder=index.embedder,
            depth=DEPTH,
        )
        return list(examples(desk, questions, count=count, seed=seed))


def _recall(found: Sequence[Example]) -> str:
    of_all = [e for e in found if e.asked_of == EVERYTHING]
    return f"gold among the read sentences {np.mean([e.is_gold.any() for e in of_all]):.3f}"


def _write(path: Path, fitted: Fitted, sets: Sequence[str], count: int, seed: int) -> None:
    weights = fitted.weights
    record = {
        "made_by": f"python -m bench.training --count {count} --seed {seed}",
        "fitted_on": [f"train/{name}" for name in sets],
        "validation": {
            "sentence_accuracy": round(fitted.sentence_accuracy, 4),
            "sentence_accuracy_at_3": round(fitted.sentence_accuracy_at_3, 4),
            "confidence_auroc": round(fitted.confidence_auroc, 4),
        },
        "ranking": {name: round(value, 6) for name, value in weights.ranking.items()},
        "confidence": {name: round(value, 6) for name, value in weights.confidence.items()},
        "intercept": round(weights.intercept, 6),
    }
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
