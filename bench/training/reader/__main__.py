"""`python -m bench.training.reader`: trains the reader model and writes what the product ships.

Stages, in order: `take-up` (only when named: goes on from the shipped weights where the checkpoint
is lost), `teach` (trains `--teachers` other networks, side by side, that the one that ships learns
from), `train` (the even stretch; hours on two cores, minutes on a GPU), `decay`, `export`, `curve`
(the learning curve), `collect` and `calibrate` (what joins the scores with retrieval's), `depths`
(how much to read). Each can be called by itself; training goes on from its last checkpoint, and
more `--steps` later train further.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch

from bench.places import ROOT
from bench.training.reader.curve import write_curve
from bench.training.reader.drawing import Supply
from bench.training.reader.export import read_onnx, write_onnx, write_record
from bench.training.reader.loop import Desk, Plan, decay, take_up, train
from bench.training.reader.near import NearPassages
from bench.training.reader.network import ReaderNetwork
from bench.training.reader.passages import TrainingQuestion, load_questions
from bot.reading.pairs import PairEncoder
from bot.settings import load_settings
from index.model_files import check_weights, find_model

_IN_ORDER = ("teach", "train", "decay", "export", "curve", "collect", "calibrate", "depths")
FINISHED = "finished.pt"
TABLES = "tables.npz"
SHIPPED = ROOT / "bot" / "reading" / "weights"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the stages that were asked for."""
    asked = _parser().parse_args(arguments)
    plan = Plan(
        seed=asked.seed,
        batch=asked.batch,
        learning_rate=asked.learning_rate,
        dropout=asked.dropout,
    )
    torch.manual_seed(plan.seed)
    torch.set_num_threads(os.cpu_count() or 1)
    questions = load_questions(load_settings().bench_data / "train")
    near = NearPassages(questions)
    desk = _desk(asked, plan, questions, near)
    stages: dict[str, Callable[[], object]] = {
        "take-up": lambda: _take_up(desk, plan, asked.out),
        "teach": lambda: _teach(asked),
        "train": lambda: train(_with_teachers(desk, asked), plan, until=asked.steps),
        "decay": lambda: _finish(_with_teachers(desk, asked), plan, asked.decay_steps),
        "export": lambda: _export(desk, plan, asked),
        "curve": lambda: write_curve(desk, questions, plan.batch),
        "collect": lambda: _collect(asked, questions, near),
        "calibrate": lambda: _calibrate(asked),
        "depths": lambda: _depths(asked, questions, near),
    }
    for stage in asked.stage or _IN_ORDER:
        print(f"== {stage}", flush=True)
        stages[stage]()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.training.reader",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--stage", choices=("take-up", *_IN_ORDER), nargs="+", help="default: all in order")
    add("--steps", type=int, default=7000, help="even steps, from the beginning")
    add("--decay-steps", type=int, default=2400, help="steps of the decay")
    usual = Plan()
    add("--batch", type=int, default=usual.batch, help="examples of a step")
    add("--learning-rate", type=float, default=usual.learning_rate)
    add("--dropout", type=float, default=usual.dropout)
    add("--teachers", type=int, default=4, help="networks that are trained to learn from")
    add("--workers", type=int, default=0, help="processes that draw examples beside this one")
    add("--calibrate-on", type=int, default=300, help="held-out questions of each set")
    add("--seed", type=int, default=0)
    add("--folder", type=Path, default=ROOT / ".bench" / "reader", help="of the checkpoints")
    add("--out", type=Path, default=SHIPPED, help="where weights and calibration go")
    return parser


def _desk(
    asked: argparse.Namespace,
    plan: Plan,
    questions: Sequence[TrainingQuestion],
    near: NearPassages,
) -> Desk:
    """Network, questions and all else; on the GPU where there is one."""
    asked.folder.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = find_model("").folder
    return Desk(
        network=ReaderNetwork(model, dropout=plan.dropout).to(device),
        supply=Supply(
            questions=[q for q in questions if not q.passage.held_out],
            encoder=PairEncoder(model / "tokenizer.json"),
            near=near,
            workers=asked.workers,
        ),
        folder=asked.folder,
        device=device,
        report=lambda line: print(line, flush=True),
    )


def _with_teachers(desk: Desk, asked: argparse.Namespace) -> Desk:
    """The same with the teachers beside the network; raises SystemExit where one is missing."""
    paths = [_teacher_folder(asked, number) / FINISHED for number in range(asked.teachers)]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise SystemExit(f"{missing[0]} is missing: run the stage `teach`, or set --teachers 0")
    return replace(desk, teachers=[_opened(path).to(desk.device).eval() for path in paths])


def _opened(path: Path) -> ReaderNetwork:
    """The network of a file of finished weights."""
    network = ReaderNetwork(find_model("").folder)
    finished = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(finished["weights"], strict=False)
    return network


def _teacher_folder(asked: argparse.Namespace, number: int) -> Path:
    return Path(asked.folder) / f"teacher-{number}"


def _teach(asked: argparse.Namespace) -> None:
    """Trains the teachers, each from a seed of its own, in processes side by side."""
    working = [
        subprocess.Popen(_teacher_command(asked, number)) for number in range(asked.teachers)
    ]
    ended = [process.wait() for process in working]
    if any(ended):
        raise SystemExit("a teacher could not be trained: what it said is above")


def _teacher_command(asked: argparse.Namespace, number: int) -> list[str]:
    given = {
        "--seed": asked.seed + 1 + number,
        "--folder": _teacher_folder(asked, number),
        "--steps": asked.steps,
        "--decay-steps": asked.decay_steps,
        "--batch": asked.batch,
        "--learning-rate": asked.learning_rate,
        "--dropout": asked.dropout,
        "--workers": asked.workers // max(asked.teachers, 1),
        "--teachers": 0,
    }
    words = [str(word) for pair in given.items() for word in pair]
    command = [sys.executable, "-m", "bench.training.reader", "--stage", "train", "decay"]
    return [*command, *words]


def _take_up(desk: Desk, plan: Plan, out: Path) -> None:
    record = json.loads((out / "reader.json").read_text("utf-8"))
    take_up(desk, plan, read_onnx(out / "reader.onnx"), record["steps"])


def _finish(desk: Desk, plan: Plan, steps: int) -> None:
    reached = decay(desk, plan, steps=steps)
    finished = {"step": reached, "weights": desk.network.trained()}
    torch.save(finished, desk.folder / FINISHED)


def _export(desk: Desk, plan: Plan, asked: argparse.Namespace) -> None:
    """Writes the finished weights as the product reads them."""
    out: Path = asked.out
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
        "teachers": asked.teachers,
        "plan": asdict(plan),
    }
    write_record(out / "reader.json", graph, check_weights(find_model("")), made)
    print(f"{graph}: {graph.stat().st_size / 1e6:.1f} MB", flush=True)


# These three ask real indexes; a machine that only trains needs torch and little else.


def _collect(
    asked: argparse.Namespace, questions: Sequence[TrainingQuestion], near: NearPassages
) -> None:
    from bench.training.reader.calibration import collect  # noqa: PLC0415

    collect(questions, near, asked.out, asked.folder / TABLES, count=asked.calibrate_on)


def _calibrate(asked: argparse.Namespace) -> None:
    from bench.training.reader.calibration import calibrate  # noqa: PLC0415

    calibrate(asked.folder / TABLES, asked.out)


def _depths(
    asked: argparse.Namespace, questions: Sequence[TrainingQuestion], near: NearPassages
) -> None:
    from bench.training.reader.depths import write_depths  # noqa: PLC0415

    write_depths(questions, near, asked.out, asked.calibrate_on // 4)


if __name__ == "__main__":
    main()
