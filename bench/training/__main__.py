"""`python -m bench.training`: fits the similarity reader's weights and writes them.

Ingests the training sets into .bench/training (reused by later runs), then fits. Some minutes.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.places import ROOT
from bench.processes import onrecord, run_measured
from bench.training.examples import EVERYTHING, Desk, Example, examples
from bench.training.fit import Fitted, accuracy_by_set, fit
from bot.evaluation.dataset import file_of, load_dataset
from bot.evidence import FEATURES
from bot.settings import Settings, load_settings
from bot.similarity_reader import DEPTH
from index.data_dir import DataDir
from index.embed import Purpose, open_embedder
from index.embed_memo import MemoEmbedder
from index.retrieve import Retriever
from index.snapshot import Snapshots
from index.store import Store

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
    settings = load_settings()
    collected: list[Example] = []
    for name in asked.sets:
        found = _examples_of(name, settings, asked.count, asked.seed)
        print(f"{name}: {len(found)} examples, {_recall(found)}", flush=True)
        collected += found
    fitted = fit(collected, FEATURES, CONFIDENCE)
    _write(asked.out, fitted, asked.sets, asked.count, asked.seed)
    print(
        f"sentence right {fitted.sentence_accuracy:.3f}, among the first three "
        f"{fitted.sentence_accuracy_at_3:.3f}, confidence AUROC {fitted.confidence_auroc:.3f}"
    )
    print(accuracy_by_set(fitted.weights, collected))
    for row in fitted.thresholds:
        print("  ".join(f"{name} {value:.3f}" for name, value in row.items()))


def _examples_of(name: str, settings: Settings, count: int, seed: int) -> list[Example]:
    folder = settings.bench_data / "train" / name
    data_dir = DataDir(ROOT / ".bench" / "training" / name)
    run_measured(onrecord("ingest", str(file_of(folder, "articles"))), data_dir=data_dir.root)
    embedder = MemoEmbedder(
        open_embedder(settings.embedder, data_dir.models, Purpose.INTERACTIVE), passages=200_000
    )
    snapshots = Snapshots(data_dir.snapshots)
    version = snapshots.current_version()
    if version is None:
        raise RuntimeError(f"{data_dir.root} has no index after its ingest")
    store = Store.open(data_dir.store)
    desk = Desk(
        name=name,
        snapshot=snapshots.open(version, embedder=embedder.id),
        retriever=Retriever(store, embedder),
        embedder=embedder,
        depth=DEPTH,
    )
    try:
        questions = load_dataset(folder).questions
        return list(examples(desk, questions, count=count, seed=seed))
    finally:
        store.close()


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
