"""Learning from teachers: nearest to what they choose on average, and part of every step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bench.training.reader import __main__ as command
from bench.training.reader.batches import collate
from bench.training.reader.loop import train
from bench.training.reader.network import HEADS, Batch, choices_of, loss_to
from tests.bench.training.test_batches import encoded_of
from tests.bench.training.test_loop import PLAN, desk_in, largest_difference, new_network

BATCH = collate(encoded_of([0, 1, 2]))


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def scores_of(batch: Batch, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 3 * torch.randn(*batch.ids.shape, HEADS, generator=generator)


@given(st.integers(0, 500), st.integers(501, 1_000))
def test_nothing_is_nearer_to_a_teacher_than_what_it_says_itself(seed: int, other: int) -> None:
    said = scores_of(BATCH, seed)
    taught = [choices_of(said, BATCH)]
    own = said.clone().requires_grad_()
    nearest = loss_to(taught, own, BATCH)
    assert float(nearest.detach()) < float(loss_to(taught, scores_of(BATCH, other), BATCH))
    nearest.backward()  # type: ignore[no-untyped-call]
    assert own.grad is not None
    assert float(own.grad.abs().max()) < 1e-5


@given(st.lists(st.integers(0, 500), min_size=2, max_size=4, unique=True))
def test_several_teachers_count_alike(seeds: list[int]) -> None:
    taught = [choices_of(scores_of(BATCH, seed), BATCH) for seed in seeds]
    said = scores_of(BATCH, 999)
    together = float(loss_to(taught, said, BATCH))
    apart = [float(loss_to([one], said, BATCH)) for one in taught]
    # A cross-entropy is linear in the shares that it is taken against.
    assert together == pytest.approx(sum(apart) / len(apart), rel=1e-4)


def test_a_step_goes_towards_the_teachers_too(tmp_path: Path) -> None:
    teacher = new_network().eval()
    torch.nn.init.normal_(teacher.heads.weight, std=0.5)
    before = teacher.trained()["heads.weight"].clone()
    alone, taught = desk_in(tmp_path / "alone"), desk_in(tmp_path / "taught")
    train(alone, PLAN, until=2)
    train(replace(taught, teachers=[teacher]), PLAN, until=2)
    assert largest_difference(alone.network.trained(), taught.network.trained()) > 1e-6
    assert torch.equal(teacher.trained()["heads.weight"], before)
    assert all(weight.grad is None for weight in teacher.parameters())


def test_a_teacher_that_is_missing_is_told_with_what_to_do(tmp_path: Path) -> None:
    asked = command._parser().parse_args(["--folder", str(tmp_path), "--teachers", "1"])
    with pytest.raises(SystemExit, match="run the stage `teach`"):
        command._with_teachers(desk_in(tmp_path), asked)


def test_each_teacher_is_trained_alone_from_a_seed_of_its_own(tmp_path: Path) -> None:
    words = ["--folder", str(tmp_path), "--teachers", "3", "--seed", "7", "--batch", "8"]
    asked = command._parser().parse_args(words)
    commands = [command._teacher_command(asked, number) for number in range(3)]
    taught = [command._parser().parse_args(one[3:]) for one in commands]
    assert [one.seed for one in taught] == [8, 9, 10]
    assert len({one.folder for one in taught}) == 3
    assert all((one.teachers, one.batch, one.stage) == (0, 8, ["train", "decay"]) for one in taught)
