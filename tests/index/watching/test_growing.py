"""A file of lines that grows while it is read: each line once, however it was written."""

import json
import os
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.sources.limits import SourceLimits
from index.types import Found, Refusal
from index.watching.growing import read_growing


def line(number: int) -> str:
    return json.dumps({"id": f"n-{number}", "text": f"Line {number} says “yes”."})


class Follower:
    """One who reads a file again and again, and keeps what it is told to remember."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: str | None = None
        self.found: list[Found | Refusal] = []
        self._seconds = 1_000_000

    def write(self, data: bytes, *, anew: bool = False) -> None:
        """Adds to the file, or puts something else in its place; each time a second later."""
        with self.path.open("wb" if anew else "ab") as file:
            file.write(data)
        self._seconds += 1
        os.utime(self.path, (self._seconds, self._seconds))

    def read(self, *, at_most: int | None = None) -> list[Found | Refusal]:
        given: list[Found | Refusal] = []
        for item in read_growing(self.path, SourceLimits(), known=self.known):
            if isinstance(item, str):
                self.known = item
            elif at_most is not None and len(given) == at_most:
                break
            else:
                given.append(item)
        self.found += given
        return given


def ids(found: list[Found | Refusal]) -> list[str]:
    return [item.article.id for item in found if isinstance(item, Found)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    count=st.integers(1, 8),
    cuts=st.sets(st.integers(1, 600), max_size=6),
    ends_with_newline=st.booleans(),
)
def test_however_the_lines_come_in_each_is_given_once_and_none_is_refused(
    tmp_path: Path, count: int, cuts: set[int], ends_with_newline: bool
) -> None:
    data = "\n".join(line(number) for number in range(count)).encode()
    data += b"\n" if ends_with_newline else b""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(b"")
    follower = Follower(path)
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    for first, end in pairwise(places):
        follower.write(data[first:end])
        follower.read()
    assert ids(follower.found) == [f"n-{number}" for number in range(count)]
    assert len(follower.found) == count
    assert follower.read() == []


def test_a_long_file_is_read_on_where_it_was_left(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "wire.jsonl")
    follower.write("".join(f"{line(number)}\n" for number in range(250)).encode())
    follower.read(at_most=210)
    follower.found.clear()
    follower.read()
    assert ids(follower.found) == [f"n-{number}" for number in range(200, 250)]


def test_a_file_that_is_written_anew_is_read_from_its_start(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "wire.jsonl")
    follower.write(f"{line(1)}\n{line(2)}\n".encode())
    follower.read()
    follower.write(f"{line(7)}\n{line(8)}\n{line(9)}\n".encode(), anew=True)
    assert ids(follower.read()) == ["n-7", "n-8", "n-9"]


def test_an_edit_that_leaves_the_length_is_seen(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "wire.jsonl")
    follower.write(f"{line(1)}\n{line(2)}\n".encode())
    follower.read()
    follower.write(f"{line(1)}\n{line(3)}\n".encode(), anew=True)
    assert ids(follower.read()) == ["n-1", "n-3"]


def test_a_later_line_with_the_same_id_is_an_update(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "wire.jsonl")
    follower.write(b'{"id": "a", "text": "It is so."}\n{"id": "a", "text": "It is not so."}\n')
    found = follower.read()
    assert [item.article.text for item in found if isinstance(item, Found)] == [
        "It is so.",
        "It is not so.",
    ]


def test_a_line_that_stays_broken_off_is_refused_with_its_number(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "wire.jsonl")
    follower.write(f'{line(1)}\n{{"text": "half'.encode())
    assert ids(follower.read()) == ["n-1"]
    [refusal] = follower.read()
    assert isinstance(refusal, Refusal)
    assert refusal.origin.endswith("wire.jsonl:2")
    assert follower.read() == []
