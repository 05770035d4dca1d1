"""Files and folders give articles in a fixed order, and a refusal for everything else."""

import logging
import os
from pathlib import Path

import pytest

from index.sources.find import SourceLimits, find_articles, total_bytes
from index.types import Found, Refusal


def _items(*paths: Path, limits: SourceLimits | None = None) -> list[Found | Refusal]:
    return list(find_articles(paths, limits or SourceLimits()))


def _only_refusal(path: Path, limits: SourceLimits | None = None) -> Refusal:
    (refused,) = _items(path, limits=limits)
    assert isinstance(refused, Refusal)
    assert path.name in refused.origin
    return refused


def test_a_text_file_is_kept_exactly_and_titled_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "Ferry.TXT"
    path.write_bytes("\ufeff\r\n  Ferry route agreed \r\n\r\nIt was agreed.\r\n".encode())
    (found,) = _items(path)
    assert isinstance(found, Found)
    assert found.article.text == "\n  Ferry route agreed \n\nIt was agreed.\n"
    assert found.article.title == "Ferry route agreed"
    assert found.origin == str(path)


def test_a_long_first_line_is_cut_between_words(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("word " * 100)
    (found,) = _items(path)
    assert isinstance(found, Found)
    assert found.article.title == "word " * 59 + "word…"
    path.write_text("w" * 1000)
    (found,) = _items(path)
    assert isinstance(found, Found)
    assert found.article.title == "w" * 299 + "…"


def test_folders_are_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.md", "c.txt", ".hidden.txt", ".git/x.txt", ".DS_Store"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Text of {name}.")
    names = [Path(item.origin).relative_to(tmp_path).as_posix() for item in _items(tmp_path)]
    assert names == ["a/b.md", "a/z.txt", "b.txt", "c.txt"]
    assert len(_items(tmp_path / ".hidden.txt")) == 1


def test_a_file_reached_twice_is_read_once_and_has_one_id(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (by_folder,) = _items(tmp_path, path)
    (by_itself,) = _items(path)
    assert isinstance(by_folder, Found)
    assert isinstance(by_itself, Found)
    assert by_folder.article == by_itself.article


def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "c.txt").symlink_to("gone.txt")
    reasons = [item.reason for item in _items(tmp_path) if isinstance(item, Refusal)]
    assert [reason.split(".")[0] for reason in reasons] == [
        "a link that leads back to itself",
        "a link that leads back to itself",
        "a link to something that does not exist",
    ]


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in _only_refusal(tmp_path / "gone.txt").reason


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "neither a file nor a folder" in _only_refusal(tmp_path / "pipe.txt").reason


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    assert ".jsonl.gz" in _only_refusal(tmp_path / "table.xlsx").reason


def test_a_name_that_is_not_utf_8_is_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt"))
    path.write_text("Text.")
    (found,) = _items(path)
    assert found.origin.endswith(r"caf\xe9\n.txt")
    assert isinstance(found, Found)
    found.article.id.encode()


@pytest.mark.parametrize("name", ["big.txt", "big.md", "big.pdf", "big.html"])
def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a hole: reading it would give NULs
    assert "200.0 MB" in _only_refusal(path).reason


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t", "white space"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NUL"),
        ("a.md", b"---\ntitle: A\n---\n", "empty"),
        ("a.md", b"---\na: [\n---\nB", "YAML"),
        ("a.html", b"<html></html>", "no main text"),
        ("a.pdf", b"%PDF-1.4 nothing", "could not be read as PDF"),
        ("a.pdf", b"plain words", "could not be read as PDF"),
        ("a.txt", b"abcdefgh", "8 characters"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_reason(
    tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert reason in _only_refusal(tmp_path / name, SourceLimits(max_text_chars=7)).reason


def test_what_a_parser_raises_is_logged_without_the_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"plain words")
    with caplog.at_level(logging.INFO):
        _only_refusal(path)
    (record,) = caplog.records
    assert record.getMessage() == "article_unreadable"
    assert record.__dict__["origin"] == str(path)


def test_an_id_that_comes_twice_is_refused_unless_the_article_is_the_same(tmp_path: Path) -> None:
    line = '{"id": "a", "text": "One."}'
    (tmp_path / "1.jsonl").write_text(f"{line}\n{line}\n")
    (tmp_path / "2.jsonl").write_text('{"id": "a", "text": "Two."}\n' + line)
    first, again, other, last = _items(tmp_path)
    assert isinstance(first, Found)
    assert isinstance(again, Found)
    assert isinstance(last, Found)
    assert first.article == again.article == last.article
    assert isinstance(other, Refusal)
    assert other.origin.endswith("2.jsonl:1")
    assert "1.jsonl:1" in other.reason


def test_the_bytes_reported_add_up_to_the_total(tmp_path: Path) -> None:
    contents = {
        "a.txt": b"Text.",
        "b.jsonl": b'{"text": "A."}\n{"text": "B."}\n',
        "c.xyz": b"?",
        "d.pdf": b"bad",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    reported: list[int] = []
    for _ in find_articles([tmp_path], SourceLimits(), on_bytes=reported.append):
        pass
    assert sum(reported) == total_bytes([tmp_path]) == sum(map(len, contents.values()))
    assert min(reported) > 0


def test_one_article_is_read_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "A."}\n' * 3 + "x" * 3_000_000)
    reported: list[int] = []
    articles = find_articles([path, tmp_path / "gone"], SourceLimits(), on_bytes=reported.append)
    assert isinstance(next(articles), Found)
    assert sum(reported) == len('{"text": "A."}\n')
    assert len(list(articles)) == 4
