"""Training goes on where it stopped, and the exported network scores as the trained one does.

The real MiniLM on six questions: a step takes a tenth of a second.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from bench.training.reader.batches import collate, encode
from bench.training.reader.draw import answered
from bench.training.reader.drawing import Supply, batches
from bench.training.reader.export import read_onnx, write_onnx, write_record
from bench.training.reader.loop import CHECKPOINT, Desk, Plan, decay, take_up, train
from bench.training.reader.network import HEADS, ReaderNetwork
from bot.reading.network import Network
from index.model_files import PACKAGED_SHA256, find_model
from tests.bench.training.sets import ORCHARD, passage, some_questions
from tests.bot.reading.packaged import encoder

PLAN = Plan(batch=2, learning_rate=1e-4, warm_up=2, save_every=2, keep_every=4)
QUESTIONS = some_questions()
NEAR = passage(ORCHARD, id="near")
SUPPLY = Supply(QUESTIONS, encoder(), near=lambda _: NEAR)

Weights = Mapping[str, Tensor]


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def new_network() -> ReaderNetwork:
    """As a new process makes it."""
    torch.manual_seed(0)
    return ReaderNetwork(find_model("").folder)


def desk_in(folder: Path, network: ReaderNetwork | None = None) -> Desk:
    folder.mkdir(exist_ok=True)
    return Desk(
        network=network or new_network(),
        supply=SUPPLY,
        folder=folder,
        device=torch.device("cpu"),
        report=lambda _: None,
    )


def copied(weights: Weights) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in weights.items()}


def largest_difference(one: Weights, other: Weights) -> float:
    assert one.keys() == other.keys()
    return max(float((one[name] - other[name]).abs().max()) for name in one)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where four steps were trained at one go. Read only."""
    return tmp_path_factory.mktemp("trained")


@pytest.fixture(scope="module")
def trained(folder: Path) -> Weights:
    """The weights after those steps; an epoch has three."""
    desk = desk_in(folder)
    before = copied(desk.network.trained())
    assert train(desk, PLAN, until=4) == 4
    assert largest_difference(before, desk.network.trained()) > 1e-5
    return copied(desk.network.trained())


def test_training_in_two_sittings_is_training_in_one(tmp_path: Path, trained: Weights) -> None:
    assert train(desk_in(tmp_path), PLAN, until=2) == 2
    after_two = torch.load(tmp_path / CHECKPOINT, weights_only=True)["weights"]
    assert largest_difference(after_two, trained) > 1e-5
    resumed = desk_in(tmp_path)
    assert train(resumed, PLAN, until=4) == 4
    assert largest_difference(resumed.network.trained(), trained) < 1e-5


def test_who_asks_for_no_more_steps_than_there_were_gets_the_checkpoint(
    folder: Path, trained: Weights
) -> None:
    before = (folder / CHECKPOINT).read_bytes()
    for until in (0, 3, 4):
        desk = desk_in(folder)
        assert train(desk, PLAN, until=until) == 4
        assert largest_difference(desk.network.trained(), trained) == 0
    assert (folder / CHECKPOINT).read_bytes() == before


def test_decay_trains_on_and_leaves_the_checkpoint(folder: Path, trained: Weights) -> None:
    before = (folder / CHECKPOINT).read_bytes()
    desk = desk_in(folder)
    assert decay(desk, PLAN, steps=2) == 6
    assert largest_difference(desk.network.trained(), trained) > 1e-6
    assert (folder / CHECKPOINT).read_bytes() == before


def test_what_was_reached_is_kept_for_the_learning_curve(folder: Path, trained: Weights) -> None:
    assert [path.name for path in (folder / "curve").iterdir()] == ["step-4.pt"]
    kept = torch.load(folder / "curve" / "step-4.pt", weights_only=True)
    assert kept["step"] == 4
    assert largest_difference(kept["weights"], trained) == 0


def test_a_file_named_stop_ends_training_after_a_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "stop").touch()
    assert train(desk_in(tmp_path), PLAN, until=6) == 2
    assert torch.load(tmp_path / CHECKPOINT, weights_only=True)["step"] == 2


def test_only_what_is_not_packaged_is_trained_and_kept(trained: Weights) -> None:
    assert not any("embeddings.weight" in name for name in trained)
    assert {"heads.weight", "heads.bias"} <= trained.keys()
    assert sum(value.numel() for value in trained.values()) < 11e6


def drawn(first: int, until: int, *, workers: int = 0, size: int = 2) -> list[list[int]]:
    """The tokens of each batch of some steps."""
    supply = replace(SUPPLY, workers=workers)
    made = batches(supply, seed=0, size=size, first=first, until=until)
    return [one.ids.flatten().tolist() for one in made]


def test_every_epoch_asks_each_question_once_and_another_epoch_otherwise() -> None:
    for size in (1, 2, 4):
        per_epoch = -(-len(QUESTIONS) // size)
        made = list(batches(SUPPLY, seed=0, size=size, first=0, until=2 * per_epoch))
        assert [sum(len(one.ids) for one in made[:per_epoch])] == [len(QUESTIONS)]
        assert [sum(len(one.ids) for one in made[per_epoch:])] == [len(QUESTIONS)]
    assert drawn(0, 3) != drawn(3, 6)


def test_the_same_batches_come_wherever_one_begins_and_whoever_draws_them() -> None:
    whole = drawn(0, 10)
    assert len(whole) == 10
    assert drawn(0, 10) == drawn(0, 4) + drawn(4, 10) == drawn(0, 10, workers=2) == whole
    assert drawn(5, 5) == drawn(6, 5) == []


def test_the_exported_network_scores_as_the_trained_one(tmp_path: Path) -> None:
    network = new_network().eval()
    # Scores as far apart as training makes them.
    torch.nn.init.normal_(network.heads.weight, std=0.2)
    write_onnx(network, tmp_path / "reader.onnx")
    assert (tmp_path / "reader.onnx").stat().st_size < 25e6
    write_record(tmp_path / "reader.json", tmp_path / "reader.onnx", PACKAGED_SHA256, {})
    encoded = [encode(answered(one, random.Random(0)), encoder()) for one in QUESTIONS]
    batch = collate(encoded)
    with torch.inference_mode():
        expected = network(batch.ids, batch.mask, batch.kinds).numpy()
    assert expected.shape[-1] == HEADS
    assert expected.std() > 0.5
    found = Network(tmp_path, threads=1).run([one.pair for one in encoded])
    for row, (one, scores) in enumerate(zip(encoded, found, strict=True)):
        tokens = expected[row, one.pair.first : one.pair.last]
        each = np.stack([scores.start, scores.end, scores.evidence], axis=1)
        np.testing.assert_allclose(each, tokens[:, :3], atol=2e-2)
        none = [scores.no_start, scores.no_end, scores.no_evidence, scores.answerable]
        np.testing.assert_allclose(none, expected[row, 0], atol=2e-2)


def test_training_goes_on_from_what_was_exported(tmp_path: Path) -> None:
    network = new_network()
    write_onnx(network, tmp_path / "reader.onnx")
    read = read_onnx(tmp_path / "reader.onnx")
    assert largest_difference(read, network.trained()) < 1e-3  # fp16
    taken_up = desk_in(tmp_path / "on")
    take_up(taken_up, PLAN, read, step=5)
    assert train(taken_up, PLAN, until=6) == 6
    assert largest_difference(taken_up.network.trained(), read) > 1e-6
    with pytest.raises(FileExistsError, match="goes on from there"):
        take_up(taken_up, PLAN, read, step=5)


def test_the_record_names_graph_and_base_by_their_digests(tmp_path: Path) -> None:
    (tmp_path / "graph").write_bytes(b"a graph")
    write_record(tmp_path / "record.json", tmp_path / "graph", "base", {"steps": 4})
    assert json.loads((tmp_path / "record.json").read_text()) == {
        "format": 1,
        "graph_sha256": hashlib.sha256(b"a graph").hexdigest(),
        "base_sha256": "base",
        "steps": 4,
    }
