"""The files of the lexical index: the same each time, never written on opening, or refused."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SnapshotError
from index.lexical import open_lexical_index
from index.postings import write_lexical_index

TEXTS = ["The mayor denied it.", "A flood of the river Ém.", "", "Rivers flood; rivers freeze."]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def written(folder: Path) -> Path:
    """The only file of an index over TEXTS in this folder."""
    write_lexical_index(folder, TEXTS)
    [path] = folder.iterdir()
    return path


def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    write_lexical_index(tmp_path / "deeply" / "first", TEXTS)
    write_lexical_index(tmp_path / "second", iter(TEXTS))
    assert bytes_of(tmp_path / "deeply" / "first") == bytes_of(tmp_path / "second")


def test_opening_and_searching_write_nothing(tmp_path: Path) -> None:
    write_lexical_index(tmp_path, TEXTS)
    before = bytes_of(tmp_path)
    tmp_path.chmod(0o555)
    assert open_lexical_index(tmp_path).search("flooded rivers", 5).ids.tolist() == [3, 1]
    assert bytes_of(tmp_path) == before


def test_documents_may_be_long_and_many(tmp_path: Path) -> None:
    texts = ["flood " * 70_000, *["river"] * 66_000, "flood"]
    write_lexical_index(tmp_path, texts)
    index = open_lexical_index(tmp_path)
    found = index.search("flood", 5)
    assert found.ids.tolist() == [0, 66_001]
    assert np.isfinite(found.scores).all()
    assert index.document_frequency("river") == 66_000


@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_short_says_what_to_do(share: float) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder))
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(SnapshotError) as refused:
            open_lexical_index(Path(folder))
    assert "onrecord rebuild" in refused.value.remedy


@given(position=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(position: float, byte: int) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder))
        content = bytearray(path.read_bytes())
        content[int(len(content) * position)] = byte
        path.write_bytes(content)
        try:
            index = open_lexical_index(Path(folder))
        except SnapshotError:
            return
    assert index.count == len(TEXTS)
    assert index.search("flooded rivers", 5).ids.tolist() == [3, 1]


@given(content=st.binary(max_size=200))
def test_a_file_of_something_else_is_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        written(Path(folder)).write_bytes(content)
        with pytest.raises(SnapshotError, match="cannot be read as a lexical index"):
            open_lexical_index(Path(folder))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be read"):
        open_lexical_index(tmp_path / "none")
