import os
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.data_dir import DataDir
from index.errors import IndexBusyError, StoreError


def test_everything_lies_below_the_root(tmp_path: Path) -> None:
    folder = DataDir(tmp_path / "data")
    places = [folder.store, folder.embedding_cache, folder.snapshots, folder.models]
    assert {place.parent for place in places} == {tmp_path / "data"}
    assert len(set(places)) == 4


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    folder = DataDir(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    folder.make()
    folder.make()
    assert (tmp_path / "a" / "b").is_dir()


def test_only_one_has_the_right_to_write(tmp_path: Path) -> None:
    folder, same_folder = DataDir(tmp_path), DataDir(tmp_path)
    with folder.writing(timeout_s=0):
        with (
            pytest.raises(IndexBusyError, match="another process") as told,
            same_folder.writing(timeout_s=0.01),
        ):
            pass
        assert "wait" in told.value.remedy
    with same_folder.writing(timeout_s=0):
        pass


def hold_and_die(root: Path) -> None:
    """Takes the right to write and ends without giving it back."""
    with DataDir(root).writing(timeout_s=0):
        os._exit(9)


def test_the_right_ends_with_the_process_that_had_it(tmp_path: Path) -> None:
    process = get_context("spawn").Process(target=hold_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    with DataDir(tmp_path).writing(timeout_s=0):
        pass


def test_the_right_is_given_back_when_the_work_fails(tmp_path: Path) -> None:
    folder = DataDir(tmp_path)
    with pytest.raises(KeyError), folder.writing(timeout_s=0):
        raise KeyError
    with folder.writing(timeout_s=0):
        pass


def test_a_root_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I am a file")
    for root in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(StoreError, match="cannot be made") as told:
            DataDir(root).make()
        assert "ONRECORD_DATA_DIR" in told.value.remedy


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "write.lock").mkdir()
    with (
        pytest.raises(StoreError, match="cannot be written to"),
        DataDir(tmp_path).writing(timeout_s=0),
    ):
        pass
