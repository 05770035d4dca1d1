import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import EmbedderMismatchError, SnapshotError
from index.snapshot import Snapshots
from tests.builders import WordEmbedder, make_current

EMBEDDER = WordEmbedder().id
JSON = ("manifest.json", "files.json")


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots")


def assert_opens(snapshots: Snapshots, version: str) -> None:
    assert snapshots.open(version, embedder=EMBEDDER).manifest.articles == 8


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_off_the_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def add_a_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"}")


def flip_in_the_middle(path: Path) -> None:
    flip(path, path.stat().st_size // 2)


def flip_the_first(path: Path) -> None:
    flip(path, 0)


def flip(path: Path, position: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[position] ^= 1
    path.write_bytes(bytes(raw))


DAMAGES = (
    delete,
    empty,
    cut_off_the_end,
    cut_in_half,
    add_a_byte,
    flip_in_the_middle,
    flip_the_first,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_any_file_is_noticed_and_told(
    snapshots: Snapshots, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    version = make_current(snapshots)
    folder = tmp_path / "snapshots"
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    names = [path for path in files if path.name != "CURRENT"]
    assert len(names) >= 5
    for name in names:
        shutil.copytree(folder, tmp_path / "intact", dirs_exist_ok=True)
        damage(folder / name)
        if (folder / name).exists() and name.name in JSON and damage is cut_off_the_end:
            (folder / name).write_bytes((folder / name).read_bytes()[:-1])  # was only a line's end
        with pytest.raises(SnapshotError) as told:
            Snapshots(folder).open(version, embedder=EMBEDDER)
        assert "onrecord rebuild" in told.value.remedy
        assert str(folder) in str(told.value)
        shutil.copytree(tmp_path / "intact", folder, dirs_exist_ok=True)
    assert_opens(snapshots, version)


def test_no_single_flipped_bit_of_the_manifest_changes_what_it_says(
    snapshots: Snapshots, tmp_path: Path
) -> None:
    version = make_current(snapshots)
    intact = snapshots.manifest(version)
    path = tmp_path / "snapshots" / version / "manifest.json"
    noticed = 0
    for position in range(path.stat().st_size):
        flip(path, position)
        try:
            assert snapshots.manifest(version) == intact
        except SnapshotError as error:
            assert "onrecord rebuild" in error.remedy  # noqa: PT017  # most are errors, blanks not
            noticed += 1
        flip(path, position)
    assert noticed > path.stat().st_size / 2


@pytest.mark.parametrize(
    "content",
    ["", "null", "[]", "{}", '"text"', "\x00", "[" * 100_000, '{"format": 2}', '{"format": null}'],
)
def test_garbage_in_place_of_the_manifest_is_told(
    snapshots: Snapshots, tmp_path: Path, content: str
) -> None:
    version = make_current(snapshots)
    (tmp_path / "snapshots" / version / "manifest.json").write_text(content)
    with pytest.raises(SnapshotError, match="index at") as told:
        snapshots.open(version, embedder=EMBEDDER)
    assert "onrecord rebuild" in told.value.remedy


def test_a_format_of_the_future_asks_for_an_upgrade(snapshots: Snapshots, tmp_path: Path) -> None:
    version = make_current(snapshots)
    path = tmp_path / "snapshots" / version / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 3, "new_field": []}))
    with pytest.raises(SnapshotError, match="format 3, this OnRecord knows format 2") as told:
        snapshots.open(version, embedder=EMBEDDER)
    assert told.value.remedy.startswith("upgrade OnRecord; or run `onrecord rebuild`")


def test_another_embedder_is_refused_with_both_names(snapshots: Snapshots) -> None:
    version = make_current(snapshots)
    with pytest.raises(EmbedderMismatchError, match="words@1, but other@2 is set") as told:
        snapshots.open(version, embedder="other@2")
    assert "`onrecord rebuild`" in told.value.remedy
    assert "ONRECORD_EMBEDDER" in told.value.remedy


@pytest.mark.parametrize(
    "pointer",
    [
        b"",
        b"\n",
        b"..",
        b"../outside",
        b"/etc",
        b".building-1",
        b"\xff\xfe",
        b"a\x00b",
        b"x" * 9000,
    ],
)
def test_a_pointer_with_garbage_is_told(
    snapshots: Snapshots, tmp_path: Path, pointer: bytes
) -> None:
    shutil.copytree(tmp_path / "snapshots" / make_current(snapshots), tmp_path / "outside")
    (tmp_path / "snapshots" / "CURRENT").write_bytes(pointer)
    version = snapshots.current_version()
    assert version is not None
    with pytest.raises(SnapshotError) as told:
        snapshots.open(version, embedder=EMBEDDER)
    assert "onrecord rebuild" in told.value.remedy


def test_a_pointer_that_cannot_be_read_is_told(snapshots: Snapshots, tmp_path: Path) -> None:
    (tmp_path / "snapshots" / "CURRENT").mkdir(parents=True)
    with pytest.raises(SnapshotError, match="pointer"):
        snapshots.current_version()
