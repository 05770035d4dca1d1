"""Opening an embedder: which runtime it gets, and what is done to exports that are not whole."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embed import Purpose, has_bf16_units, open_embedder
from index.embed_onnx import OnnxEmbedder
from index.embed_torch import TorchEmbedder
from index.errors import ModelError
from index.model_files import find_model
from index.onnx_export import Export, export_of, read_record
from index.types import Float32s
from tests.index.tiny_bert import save_tiny_bert

TEXT = "the rain denied involvement"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save_tiny_bert(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def made(model: str, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """The model's export. To be copied, not changed."""
    models_dir = tmp_path_factory.mktemp("models")
    open_embedder(model, models_dir, Purpose.INTERACTIVE)
    return export_of(models_dir, find_model(model).id)


def queries(export: Export) -> Float32s:
    record = read_record(export, trust_times=False)
    assert record is not None
    return OnnxEmbedder(export, record, threads=1).embed_queries([TEXT])


def is_whole(export: Export) -> bool:
    return read_record(export, trust_times=False) is not None


def test_both_purposes_give_one_id_and_like_vectors(model: str, made: Export) -> None:
    bulk = open_embedder(model, made.folder.parent, Purpose.BULK)
    interactive = open_embedder(model, made.folder.parent, Purpose.INTERACTIVE, threads=1)
    assert bulk.id == interactive.id
    cosine = np.sum(bulk.embed_passages([TEXT]) * interactive.embed_passages([TEXT]))
    assert cosine > 0.999


def test_an_exported_model_is_asked_without_torch(model: str, made: Export) -> None:
    where = str(made.folder.parent)
    script = (
        "import sys; from pathlib import Path; from index.embed import Purpose, open_embedder\n"
        f"embedder = open_embedder({model!r}, Path({where!r}), Purpose.INTERACTIVE)\n"
        f"embedder.embed_queries([{TEXT!r}]); embedder.count_tokens([{TEXT!r}])\n"
        "slow = {'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, spoil, Path.unlink])
@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "export.json"])
def test_a_damaged_export_is_made_again(
    model: str, tmp_path: Path, made: Export, name: str, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(made.folder, tmp_path / made.folder.name)
    damage(tmp_path / made.folder.name / name)
    again = open_embedder(model, tmp_path, Purpose.INTERACTIVE)
    assert is_whole(Export(tmp_path / made.folder.name))
    assert np.allclose(again.embed_queries([TEXT]), queries(made), atol=1e-6)


def test_damage_that_left_size_and_time_as_they_were_is_found_in_bulk(
    model: str, tmp_path: Path, made: Export
) -> None:
    export = Export(tmp_path / made.folder.name)
    shutil.copytree(made.folder, export.folder)
    times = export.graph.stat()
    spoil(export.graph)
    os.utime(export.graph, ns=(times.st_atime_ns, times.st_mtime_ns))
    open_embedder(model, tmp_path, Purpose.BULK)
    assert is_whole(export)


def test_a_copied_export_is_used_as_it_is(model: str, tmp_path: Path, made: Export) -> None:
    copy = Export(tmp_path / made.folder.name)
    shutil.copytree(made.folder, copy.folder, copy_function=shutil.copyfile)
    before = copy.record.stat().st_mtime_ns
    open_embedder(model, tmp_path, Purpose.INTERACTIVE)
    assert copy.record.stat().st_mtime_ns == before


def test_what_a_killed_export_left_behind_is_in_nobodys_way(model: str, tmp_path: Path) -> None:
    folder = export_of(tmp_path, find_model(model).id).folder
    left = folder.with_name(f"{folder.name}.part")
    left.mkdir()
    (left / "model.onnx").write_bytes(b"half")
    assert isinstance(open_embedder(model, tmp_path, Purpose.INTERACTIVE), OnnxEmbedder)
    assert not left.exists()


def test_a_model_that_cannot_be_exported_runs_in_torch_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = str(save_tiny_bert(tmp_path / "model", pooling="cls"))
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="index.embed"):
            embedder = open_embedder(model, tmp_path / "models", Purpose.INTERACTIVE)
        assert isinstance(embedder, TorchEmbedder)
        assert [record.message for record in caplog.records] == ["model_not_exported"]


def test_a_models_folder_that_cannot_be_written_is_a_clear_error(
    model: str, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(ModelError, match="cannot be exported") as raised:
        open_embedder(model, blocked / "models", Purpose.INTERACTIVE)
    assert "ONRECORD_DATA_DIR" in raised.value.remedy


def test_a_folder_that_is_no_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_embedder(str(tmp_path), tmp_path / "models", Purpose.INTERACTIVE)


@pytest.mark.parametrize(
    ("cpuinfo", "expected"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_bf16\n", True),
        ("flags\t\t: fpu avx2 amx_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16 i8mm\n", True),
        ("flags\t\t: fpu avx2 fma f16c\n", False),
        ("model name\t: bf16 avx512_bf16\nflags\t\t: fpu avx512f\n", False),
        ("", False),
    ],
)
def test_bf16_units_are_read_from_the_flags(
    tmp_path: Path, cpuinfo: str, *, expected: bool
) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo)
    assert has_bf16_units(path) is expected


def test_a_kernel_that_does_not_tell_has_no_bf16_units(tmp_path: Path) -> None:
    assert not has_bf16_units(tmp_path / "none")
