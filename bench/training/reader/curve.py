"""The learning curve: every kept checkpoint and the finished weights on held-out windows."""

import json
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.places import ROOT
from bench.training.reader.loop import Desk
from bench.training.reader.passages import TrainingQuestion
from bench.training.reader.validate import held_out_examples, validate

CURVE = ROOT / "bench" / "training" / "learning_curve.json"
QUESTIONS = 600


def write_curve(desk: Desk, questions: Sequence[TrainingQuestion], batch: int) -> None:
    """Measures what was kept and writes bench/training/learning_curve.json."""
    examples = held_out_examples(questions, desk.supply.near, desk.supply.encoder, count=QUESTIONS)
    points = []
    for path in [*_kept(desk.folder), desk.folder / "finished.pt"]:
        state = torch.load(path, map_location=desk.device, weights_only=True)
        desk.network.load_state_dict(state["weights"], strict=False)
        reading = validate(desk.network, examples)
        point = {
            "examples": state["step"] * batch,
            "is_finished": path.name == "finished.pt",
            "sentence": round(reading.sentence, 4),
            "span_f1": round(reading.span_f1, 4),
            "auroc": round(reading.auroc, 4),
            "auroc_by_kind": {k: round(v, 4) for k, v in reading.auroc_by_kind.items()},
        }
        desk.report(f"{path.name} {point}")
        points.append(point)
    CURVE.write_text(json.dumps(points, indent=2) + "\n", encoding="utf-8")


def _kept(folder: Path) -> list[Path]:
    kept = (folder / "curve").glob("step-*.pt")
    return sorted(kept, key=lambda path: int(path.stem.removeprefix("step-")))
