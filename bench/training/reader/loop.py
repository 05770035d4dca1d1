"""The training loop: warm-up, a long even stretch, then a decay to zero; resumable throughout.

The even stretch can be as long as there is time for: every checkpoint of it can be decayed into
finished weights or trained further (Hu et al. 2024, MiniCPM: warm-up, stable, decay).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter

import torch
from torch import Tensor
from torch.optim import AdamW

from bench.training.reader.drawing import Supply, batches
from bench.training.reader.network import Batch, ReaderNetwork, choices_of, loss_of, loss_to

CHECKPOINT = "checkpoint.pt"
"""The last state of the even stretch; torch's own format, read with `weights_only`."""

REPORTED_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train, beside for how long. A step is one batch.

    The rates were chosen in trials on held-out training articles; the bar for MiniLM's 384 wide
    layers is far above BERT's usual 3e-5.
    """

    seed: int = 0
    batch: int = 64
    learning_rate: float = 2e-4
    warm_up: int = 200
    weight_decay: float = 0.01
    dropout: float = 0.1
    clip: float = 1.0
    save_every: int = 500
    keep_every: int = 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """What training needs beside the plan."""

    network: ReaderNetwork
    supply: Supply
    folder: Path
    device: torch.device
    report: Callable[[str], None]
    teachers: Sequence[ReaderNetwork] = ()


def train(desk: Desk, plan: Plan, *, until: int) -> int:
    """Trains evenly from the last checkpoint up to step `until`; returns the step reached.

    Ends early, after a checkpoint, when a file named `stop` lies in the folder.
    """
    optimizer = _optimizer(desk.network, plan)
    state = _resume(desk, optimizer)
    first = step = state.step
    losses, began = _Losses(), perf_counter()
    for batch in batches(desk.supply, seed=plan.seed, size=plan.batch, first=first, until=until):
        rate = plan.learning_rate * min(1.0, (step + 1 - state.warmed_from) / plan.warm_up)
        losses.add(_step(desk, optimizer, batch, rate, plan.clip))
        step += 1
        if step % REPORTED_EVERY == 0:
            speed = (step - first) * plan.batch / (perf_counter() - began)
            desk.report(f"step {step} of {until} loss {losses.mean():.4f} {speed:.1f} examples/s")
        if step % plan.save_every == 0 or step == until:
            _save(desk, optimizer, plan, replace(state, step=step))
            if (desk.folder / "stop").exists():
                break
    return step


def decay(desk: Desk, plan: Plan, *, steps: int) -> int:
    """From the last checkpoint, with a rate that falls to zero; returns the step reached.

    Leaves the checkpoint as it is, so that the even stretch can go on later.
    """
    optimizer = _optimizer(desk.network, plan)
    first = step = _resume(desk, optimizer).step
    losses, until = _Losses(), first + steps
    for batch in batches(desk.supply, seed=plan.seed, size=plan.batch, first=first, until=until):
        rate = plan.learning_rate * (1 - (step - first) / steps)
        losses.add(_step(desk, optimizer, batch, rate, plan.clip))
        step += 1
        if step % REPORTED_EVERY == 0:
            desk.report(f"decay {step - first} of {steps} loss {losses.mean():.4f}")
    return step


class _Losses:
    """The mean since it was last asked for."""

    def __init__(self) -> None:
        self._seen: list[Tensor] = []

    def add(self, loss: Tensor) -> None:
        self._seen.append(loss)

    def mean(self) -> float:
        mean = float(torch.stack(self._seen).mean())
        self._seen.clear()
        return mean


def _step(desk: Desk, optimizer: AdamW, drawn: Batch, rate: float, clip: float) -> Tensor:
    """One step; returns its loss, not yet waited for."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    batch = drawn.to(desk.device)
    loss = _loss(desk, batch)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(desk.network.parameters(), clip)
    optimizer.step()
    return loss.detach()


def _loss(desk: Desk, batch: Batch) -> Tensor:
    """Against what is right; where there are teachers, half of it against what they choose."""
    with torch.autocast(desk.device.type, torch.bfloat16, enabled=_has_bfloat16(desk.device)):
        scores = desk.network(batch.ids, batch.mask, batch.kinds).float()
        with torch.no_grad():
            said = [one(batch.ids, batch.mask, batch.kinds).float() for one in desk.teachers]
    loss = loss_of(scores, batch)
    if not said:
        return loss
    return (loss + loss_to([choices_of(one, batch) for one in said], scores, batch)) / 2


def _has_bfloat16(device: torch.device) -> bool:
    """Whether it is faster there: on CPUs only with tiles for it.

    With AVX-512's bf16 alone, forward and backward took 1.7 times as long as in float32.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_amx_tile_supported())


def _optimizer(network: ReaderNetwork, plan: Plan) -> AdamW:
    weights = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in weights if p.ndim > 1], "weight_decay": plan.weight_decay},
        {"params": [p for p in weights if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=plan.learning_rate, betas=(0.9, 0.98), fused=True)


@dataclass(frozen=True, slots=True)
class _State:
    """How far training got, and the step from which the optimizer warms up."""

    step: int = 0
    warmed_from: int = 0


def take_up(desk: Desk, plan: Plan, weights: Mapping[str, Tensor], step: int) -> None:
    """Makes weights that were finished after some steps the checkpoint to train on from.

    For where the checkpoint itself was lost: the optimizer begins anew and warms up again. Raises
    FileExistsError where there is a checkpoint.
    """
    if (desk.folder / CHECKPOINT).exists():
        raise FileExistsError(f"{desk.folder / CHECKPOINT} exists: training goes on from there")
    desk.network.load_state_dict(weights, strict=False)
    _save(desk, _optimizer(desk.network, plan), plan, _State(step, warmed_from=step))


def _save(desk: Desk, optimizer: AdamW, plan: Plan, state: _State) -> None:
    weights = desk.network.trained()
    saved = {"weights": weights, "optimizer": optimizer.state_dict(), **asdict(state)}
    aside = desk.folder / "checkpoint.part"
    torch.save(saved, aside)
    aside.rename(desk.folder / CHECKPOINT)
    if state.step % plan.keep_every == 0:
        kept = desk.folder / "curve"
        kept.mkdir(exist_ok=True)
        torch.save({"step": state.step, "weights": weights}, kept / f"step-{state.step}.pt")


def _resume(desk: Desk, optimizer: AdamW) -> _State:
    path = desk.folder / CHECKPOINT
    if not path.exists():
        return _State()
    state = torch.load(path, map_location=desk.device, weights_only=True)
    desk.network.load_state_dict(state["weights"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    desk.report(f"resumed at step {state['step']}")
    return _State(state["step"], state["warmed_from"])
