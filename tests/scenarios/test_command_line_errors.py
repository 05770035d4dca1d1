"""What goes wrong on the command line is one sentence and a remedy, never a traceback."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.commands import onrecord
from tests.newsroom import FERRY, write_jsonl


def assert_told(told: CompletedProcess[str], status: int, *expected: str) -> None:
    """The exit status, the words on standard error, and nothing on standard output."""
    assert told.returncode == status, told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert [words for words in expected if words not in told.stderr] == []


@pytest.fixture
def data_dir(news_data_dir: Path, tmp_path: Path) -> Path:
    """A copy of the shared data directory, to be broken."""
    copy = tmp_path / "copy"
    shutil.copytree(news_data_dir, copy, ignore=shutil.ignore_patterns("models"))
    (copy / "models").symlink_to(news_data_dir / "models")
    return copy


@pytest.mark.parametrize("command", [("ask", "Who?"), ("serve",)])
def test_an_unknown_setting_is_refused_with_a_suggestion(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    told = onrecord(*command, data_dir=tmp_path, ONRECORD_PROT="80")
    assert_told(told, 1, "ONRECORD_PROT is not known", "did you mean ONRECORD_PORT?")


def test_a_setting_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    told = onrecord("serve", data_dir=tmp_path, ONRECORD_PORT="http")
    assert_told(told, 1, "ONRECORD_PORT cannot be 'http'", "change or unset it")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ask", " "), "question"),
        (("ask", "x" * 1001), "1001 characters are too many"),
        (("ask", "Who?", "--since", "yesterday"), "filters.since"),
        (("ask", "Who?", "--since", "2024-02-02", "--until", "2024-02-01"), "since is after until"),
        (("ask", "Who?", "--source", ""), "filters.source"),
        (("ask", "Who?", "--risk", "2"), "risk: should be low, normal, high or a number"),
        (("ask",), "Missing argument"),
        (("search", ""), "query"),
        (("serve", "--port", "65536"), "port"),
        (("nonsense",), "No such command"),
    ],
)
def test_what_is_asked_wrongly_has_exit_status_2(
    tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    assert_told(onrecord(*words, data_dir=tmp_path), 2, expected)


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = onrecord("serve", data_dir=tmp_path, ONRECORD_PORT=port)
    assert_told(told, 1, f"cannot listen on 127.0.0.1 port {port}", "set ONRECORD_PORT")


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    told = onrecord("serve", "--host", "no.such.host.invalid", data_dir=tmp_path)
    assert_told(told, 1, "cannot listen on no.such.host.invalid")


@pytest.mark.parametrize("words", [("ask", "Who?"), ("ingest", "seeds"), ("serve",)])
def test_a_data_directory_that_is_a_file_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    told = onrecord(*words, data_dir=tmp_path / "file", ONRECORD_PORT="0")
    assert_told(told, 1, "cannot be made", "ONRECORD_DATA_DIR")


def test_without_articles_everything_says_how_to_begin(
    new_data_dir: Callable[[], Path],
) -> None:
    empty = new_data_dir()
    asked = onrecord("ask", "Who?", data_dir=empty)
    assert (asked.returncode, "onrecord ingest" in asked.stdout) == (0, True)
    found = onrecord("search", "ferry", data_dir=empty)
    assert (found.returncode, found.stdout) == (0, "Nothing was found.\n")
    examined = onrecord("doctor", data_dir=empty)
    assert examined.returncode == 1
    assert "FAIL index: there is no index yet" in examined.stdout
    assert "onrecord ingest PATH" in examined.stdout


def test_doctor_is_content_with_what_works(news_data_dir: Path) -> None:
    examined = onrecord("doctor", data_dir=news_data_dir)
    assert (examined.returncode, examined.stderr) == (0, "")
    parts = [line.split(":")[0] for line in examined.stdout.splitlines()]
    assert parts == [
        "ok   data directory",
        "ok   article store",
        "ok   embedding model",
        "ok   reader",
        "ok   index",
        "ok   sources",
        "ok   Slack",
    ]
    assert "5 articles" in examined.stdout


def test_a_damaged_index_names_the_command_that_mends_it(data_dir: Path) -> None:
    for file in (data_dir / "snapshots").rglob("*.faiss"):
        file.write_bytes(file.read_bytes()[:-1] + b"\x7f")
    assert_told(onrecord("ask", "Who?", data_dir=data_dir), 1, "onrecord rebuild")
    examined = onrecord("doctor", data_dir=data_dir)
    assert examined.returncode == 1
    assert "FAIL index" in examined.stdout
    assert "onrecord rebuild" in examined.stdout
    assert onrecord("rebuild", data_dir=data_dir).returncode == 0
    assert onrecord("doctor", data_dir=data_dir).returncode == 0
    assert "Ines Calder" in onrecord("ask", "Who opened the pier?", data_dir=data_dir).stdout


def test_a_damaged_store_is_told_with_what_to_do(data_dir: Path) -> None:
    (data_dir / "onrecord.db").write_bytes(b"not a database" * 1000)
    for left in data_dir.glob("onrecord.db-*"):
        left.unlink()
    assert_told(onrecord("ask", "Who?", data_dir=data_dir), 1, "onrecord.db", "backup")
    examined = onrecord("doctor", data_dir=data_dir)
    assert examined.returncode == 1
    assert "FAIL article store" in examined.stdout
    assert "Traceback" not in examined.stderr


def test_an_index_that_is_behind_is_found_by_doctor_and_mended_by_rebuild(
    data_dir: Path, tmp_path: Path
) -> None:
    (data_dir / "snapshots" / "CURRENT").write_text("gone\n")
    assert_told(onrecord("ask", "Who?", data_dir=data_dir), 1, "gone", "onrecord rebuild")
    rebuilt = onrecord("rebuild", "--if-stale", data_dir=data_dir)
    assert (rebuilt.returncode, ": 5 articles" in rebuilt.stdout) == (0, True)
    news = write_jsonl(tmp_path / "a.jsonl", FERRY)
    assert onrecord("ingest", str(news), data_dir=data_dir).returncode == 0
    assert onrecord("doctor", data_dir=data_dir).returncode == 0


def test_a_reader_that_is_none_is_told(news_data_dir: Path) -> None:
    told = onrecord("ask", "Who?", data_dir=news_data_dir, ONRECORD_READER="/no/such/reader")
    assert_told(told, 1, "/no/such/reader", "ONRECORD_READER")


def test_another_embedder_than_the_indexs_is_told(data_dir: Path) -> None:
    told = onrecord("ask", "Who?", data_dir=data_dir, ONRECORD_EMBEDDER="/no/such/model")
    assert_told(told, 1, "/no/such/model")
