"""The packaged network: the same scores whatever goes with a pair, and no use of damaged weights.

What the scores are is not tested here: better weights may replace these.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.reading.network
from bot.reading.network import Network, PairScores
from bot.reading.pairs import Pair, Titled
from index.errors import ModelError
from tests.bot.reading.packaged import encoder, model
from tests.newsroom import NEWS

PACKAGED = Path(bot.reading.network.__file__).with_name("weights")
GRAPH_BYTES = (PACKAGED / "reader.onnx").stat().st_size
SOURCE = '"made_by"'  # what stands before it in the record is checked when weights are loaded
CLOSE = 2e-3
TEXTS = [
    *[article.text for article in NEWS],
    *[article.title for article in NEWS],
    "",
    "No.",
    "The pier opened. " * 60,
]


@pytest.fixture(scope="module")
def pairs() -> Sequence[Pair]:
    return encoder().encode(
        "Who denied that the piles were cracked?", [Titled(text) for text in TEXTS]
    )


@pytest.fixture(scope="module")
def alone(pairs: Sequence[Pair]) -> Sequence[PairScores]:
    return [model().network.run([pair])[0] for pair in pairs]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights in a folder of their own; whoever changes a byte puts it back."""
    return shutil.copytree(PACKAGED, tmp_path_factory.mktemp("copied") / "weights")


@pytest.fixture
def folder(copied: Path) -> Iterator[Path]:
    """The same, to be damaged."""
    graph, record = ((copied / name).read_bytes() for name in ("reader.onnx", "reader.json"))
    yield copied
    (copied / "reader.onnx").write_bytes(graph)
    (copied / "reader.json").write_bytes(record)


def require_close(found: PairScores, expected: PairScores) -> None:
    for name in PairScores.__slots__:
        one, other = (np.asarray(getattr(scores, name)) for scores in (found, expected))
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, atol=CLOSE)


@settings(max_examples=15)
@given(chosen=st.lists(st.integers(0, len(TEXTS) - 1), max_size=12))
def test_the_scores_of_a_pair_do_not_depend_on_what_goes_with_it(
    pairs: Sequence[Pair], alone: Sequence[PairScores], chosen: list[int]
) -> None:
    together = model().network.run([pairs[number] for number in chosen])
    assert len(together) == len(chosen)
    for number, scores in zip(chosen, together, strict=True):
        require_close(scores, alone[number])


def test_each_passage_token_has_finite_scores(
    pairs: Sequence[Pair], alone: Sequence[PairScores]
) -> None:
    for pair, scores in zip(pairs, alone, strict=True):
        assert len(scores.start) == len(scores.end) == len(scores.evidence) == len(pair.starts)
        assert np.isfinite([*scores.start, *scores.end, *scores.evidence]).all()
        none = (scores.no_start, scores.no_end, scores.no_evidence, scores.answerable)
        assert np.isfinite(none).all()


def test_the_scores_depend_on_the_question(alone: Sequence[PairScores]) -> None:
    other = model().network.run(encoder().encode("When did boats leave?", [Titled(TEXTS[0])]))[0]
    assert np.abs(other.evidence - alone[0].evidence).max() > 10 * CLOSE


def test_several_callers_of_a_network_that_is_not_loaded_yet_get_the_same(
    pairs: Sequence[Pair], alone: Sequence[PairScores]
) -> None:
    network = Network(threads=2)
    with ThreadPoolExecutor(4) as callers:
        for found in callers.map(lambda _: network.run(pairs), range(4)):
            for scores, expected in zip(found, alone, strict=True):
                require_close(scores, expected)


def test_nothing_is_loaded_before_the_first_run(tmp_path: Path, pairs: Sequence[Pair]) -> None:
    network = Network(tmp_path / "missing", threads=1)
    with pytest.raises(ModelError, match=r"reader\.json cannot be read") as error:
        network.run(pairs[:1])
    assert "ONRECORD_READER=similarity" in error.value.remedy


def test_weights_that_are_put_back_can_be_used_without_a_new_start(
    folder: Path, pairs: Sequence[Pair], alone: Sequence[PairScores]
) -> None:
    graph = folder / "reader.onnx"
    network = Network(folder, threads=1)
    graph.rename(folder / "aside")
    with pytest.raises(ModelError, match=r"reader\.onnx cannot be read"):
        network.run(pairs[:1])
    (folder / "aside").rename(graph)
    require_close(network.run(pairs[:1])[0], alone[0])


def test_a_graph_that_is_cut_short_is_refused(folder: Path, pairs: Sequence[Pair]) -> None:
    whole = (folder / "reader.onnx").read_bytes()
    for kept in (0, 1, len(whole) // 2, len(whole) - 1):
        (folder / "reader.onnx").write_bytes(whole[:kept])
        require_refused(folder, pairs, r"reader\.onnx has sha256")


@settings(max_examples=10)
@given(place=st.integers(0, GRAPH_BYTES - 1), change=st.integers(1, 255))
def test_any_changed_byte_of_the_graph_is_noticed(
    copied: Path, pairs: Sequence[Pair], place: int, change: int
) -> None:
    with flipped(copied / "reader.onnx", place, change):
        require_refused(copied, pairs, r"reader\.onnx has sha256")


@settings(max_examples=30)
@given(data=st.data(), change=st.integers(1, 255))
def test_any_changed_byte_of_what_the_record_says_of_the_weights_is_noticed(
    copied: Path, pairs: Sequence[Pair], data: st.DataObject, change: int
) -> None:
    record = (copied / "reader.json").read_text()
    checked = record[: record.index(SOURCE)].rstrip()
    places = [at for at, char in enumerate(checked) if not char.isspace()]
    with flipped(copied / "reader.json", data.draw(st.sampled_from(places)), change):
        require_refused(copied, pairs, "is not|cannot be|expected")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be read"),
        ("[]", "not of format 1"),
        ("null", "not of format 1"),
        ('{"format": 2}', "not of format 1"),
        ('{"format": 1}', "not of format 1"),
    ],
)
def test_a_record_of_another_kind_is_refused(
    folder: Path, pairs: Sequence[Pair], text: str, reason: str
) -> None:
    (folder / "reader.json").write_text(text)
    require_refused(folder, pairs, reason)
    with pytest.raises(ModelError, match=reason):
        assert Network(folder, threads=1).version


@pytest.mark.parametrize("name", ["graph_sha256", "base_sha256"])
def test_weights_made_for_other_weights_are_refused(
    folder: Path, pairs: Sequence[Pair], name: str
) -> None:
    rewrite(folder, **{name: "0" * 64})
    require_refused(folder, pairs, "expected 000000000000")


def test_a_file_that_is_no_graph_is_refused(folder: Path, pairs: Sequence[Pair]) -> None:
    (folder / "reader.onnx").write_bytes(b"no graph")
    rewrite(folder, graph_sha256=sha256(b"no graph"))
    require_refused(folder, pairs, "cannot be loaded")


def test_the_version_names_the_graph(folder: Path) -> None:
    digest = sha256((PACKAGED / "reader.onnx").read_bytes())
    assert digest.startswith(Network(folder, threads=1).version)
    rewrite(folder, graph_sha256="f" * 64)
    assert Network(folder, threads=1).version == "f" * 12


def require_refused(folder: Path, pairs: Sequence[Pair], reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as error:
        Network(folder, threads=1).run(pairs[:1])
    assert error.value.remedy


def rewrite(folder: Path, **changed: str) -> None:
    record = json.loads((folder / "reader.json").read_text())
    (folder / "reader.json").write_text(json.dumps(record | changed))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def flipped(path: Path, place: int, change: int) -> Iterator[None]:
    """One byte of a file is another meanwhile."""
    change_byte(path, place, change)
    try:
        yield
    finally:
        change_byte(path, place, change)


def change_byte(path: Path, at: int, change: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (value,) = file.read(1)
        file.seek(at)
        file.write(bytes([value ^ change]))
