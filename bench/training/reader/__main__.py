"""`python -m bench.training.reader`: trains the reader model and writes what the product ships.

Stages, in order: `take-up` (only when named: goes on from the shipped weights where the checkpoint
is lost), `train` (the even stretch; hours on two cores, minutes on a GPU), `decay`,
`export`, `curve` (the learning curve), `collect` and `calibrate` (what joins the scores with
retrieval's), `depths` (how much to read). Each can be called by itself; training goes on from its
last checkpoint, and more `--steps` later train further.
"""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from bench.places import ROOT
from bench.training.reader.calibration import calibrate, collect
from bench.training.reader.curve import write_curve
from bench.training.reader.depths import write_depths
from bench.training.reader.export import read_onnx, write_onnx, write_record
from bench.training.reader.loop import Desk, Plan, decay, take_up, train
from bench.training.reader.near import NearPassages
from bench.training.reader.network import ReaderNetwork
from bench.training.reader.passages import TrainingQuestion, load_questions
from bot.reading.pairs import PairEncoder
from bot.settings import load_settings
from index.model_files import check_weights, find_model

_IN_ORDER = ("train", "decay", "export", "curve", "collect", "calibrate", "depths")
FINISHED = "finished.pt"
SHIPPED = ROOT / "bot" / "reading" / "weights"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the stages that were asked for."""
    asked = _parser().parse_args(arguments)
    plan = Plan(seed=asked.seed)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(os.cpu_count() or 1)
    questions = load_questions(load_settings().bench_data / "train")
    desk = _desk(asked.folder, questions)
    tables = asked.folder / "tables.npz"
    stages: dict[str, Callable[[], object]] = {
        "take-up": lambda: _take_up(desk, plan, asked.out),
        "train": lambda: train(desk, plan, until=asked.steps),
        "decay": lambda: _finish(desk, plan, asked.decay_steps),
        "export": lambda: _export(desk, plan, asked.out),
        "curve": lambda: write_curve(desk, questions, plan.batch),
        "collect": lambda: collect(
            questions, desk.near, asked.out, tables, count=asked.calibrate_on
        ),
        "calibrate": lambda: calibrate(tables, asked.out),
        "depths": lambda: write_depths(questions, desk.near, asked.out, asked.calibrate_on // 4),
    }
    for stage in _IN_ORDER if asked.stage == "all" else [asked.stage]:
        print(f"== {stage}", flush=True)
        stages[stage]()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.training.reader",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--stage", choices=("take-up", *_IN_ORDER, "all"), default="all")
    add("--steps", type=int, default=3200, help="even steps of 16 examples, from the beginning")
    add("--decay-steps", type=int, default=600, help="steps of the decay")
    add("--calibrate-on", type=int, default=300, help="held-out questions of each set")
    add("--seed", type=int, default=0)
    add("--folder", type=Path, default=ROOT / ".bench" / "reader", help="of the checkpoints")
    add("--out", type=Path, default=SHIPPED, help="where weights and calibration go")
    return parser


def _desk(folder: Path, questions: Sequence[TrainingQuestion]) -> Desk:
    """Network, questions and all else; on the GPU where there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = find_model("").folder
    return Desk(
        network=ReaderNetwork(model).to(device),
        encoder=PairEncoder(model / "tokenizer.json"),
        questions=[q for q in questions if not q.passage.held_out],
        near=NearPassages(questions),
        folder=folder,
        device=device,
        report=lambda line: print(line, flush=True),
    )


def _take_up(desk: Desk, plan: Plan, out: Path) -> None:
    record = json.loads((out / "reader.json").read_text("utf-8"))
    take_up(desk, plan, read_onnx(out / "reader.onnx"), record["steps"])


def _finish(desk: Desk, plan: Plan, steps: int) -> None:
    reached = decay(desk, plan, steps=steps)
    finished = {"step": reached, "weights": desk.network.trained()}
    torch.save(finished, desk.folder / FINISHED)


def _export(desk: Desk, plan: Plan, out: Path) -> None:
    """Writes the finished weights as the product reads them."""
    finished = torch.load(desk.folder / FINISHED, map_location="cpu", weights_only=True)
    network = desk.network.cpu()
    network.load_state_dict(finished["weights"], strict=False)
    out.mkdir(parents=True, exist_ok=True)
    graph = out / "reader.onnx"
    write_onnx(network, graph)
    made = {
        "made_by": "python -m bench.training.reader",
        "steps": finished["step"],
        "examples": finished["step"] * plan.batch,
        "plan": asdict(plan),
    }
    write_record(out / "reader.json", graph, check_weights(find_model("")), made)
    print(f"{graph}: {graph.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
