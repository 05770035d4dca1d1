"""A person uses the terminal: the result on standard output, progress elsewhere, no tracebacks."""

import gzip
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from tests.commands import onrecord
from tests.newsroom import CLINIC, FERRY, METEORS, NEWS, ORCHARD, write_jsonl

QUESTION = "Who opened the Varnholm ferry pier?"
COMMANDS = ("ask", "search", "ingest", "rebuild", "serve", "watch", "doctor")


def shape(value: object) -> object:
    """The fields and types of some JSON, without its values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_help_says_what_it_is_for_and_how_to_begin(tmp_path: Path) -> None:
    told = onrecord("--help", data_dir=tmp_path)
    assert told.returncode == 0
    for expected in ("exact", "onrecord ingest seeds", "onrecord ask", "ONRECORD_DATA_DIR"):
        assert expected in told.stdout
    for command in COMMANDS:
        assert command in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "ask",
            ("--json", "--since", "--as-of", "--ignore-time-words", "--max-citations", "--risk"),
        ),
        ("search", ("--json", "--since", "-k")),
        ("ingest", ("--strict", ".jsonl.gz", "Files and folders")),
        ("rebuild", ("--if-stale",)),
        ("serve", ("--host", "--port", "ONRECORD_PORT", "--watch")),
        ("watch", ("--once", "--source", "sources.toml")),
        ("sources", ("--json",)),
        ("doctor", ("mend",)),
    ],
)
def test_help_of_a_command_names_its_options(
    tmp_path: Path, command: str, expected: tuple[str, ...]
) -> None:
    told = onrecord(command, "--help", data_dir=tmp_path)
    assert told.returncode == 0
    assert [word for word in expected if word not in told.stdout] == []


def test_an_answer_has_its_quotes_and_their_sources(news_data_dir: Path) -> None:
    told = onrecord("ask", QUESTION, data_dir=news_data_dir)
    assert (told.returncode, told.stderr) == (0, "")
    short, _, first, *rest = told.stdout.splitlines()
    assert short == "Mayor Ines Calder"
    assert first == "Mayor Ines Calder opened the Varnholm ferry pier on Monday. [1]"
    assert "Sources" in rest
    assert f"{FERRY.title} · Harbour Post · R. Vane · 2026-03-02 · {FERRY.url}" in told.stdout
    assert "searched 5 articles" in told.stdout


def test_json_is_what_the_service_returns(news_data_dir: Path, http: httpx2.Client) -> None:
    told = onrecord("ask", QUESTION, "--json", data_dir=news_data_dir)
    assert told.stderr == ""
    ours, theirs = json.loads(told.stdout), http.post("/ask", json={"question": QUESTION}).json()
    assert shape(ours) == shape(theirs)
    for name in ("answered", "answer", "confidence", "statements", "citations", "scope"):
        assert ours[name] == theirs[name]
    found = onrecord("search", "ferry pier", "-k", "2", "--json", data_dir=news_data_dir)
    body = {"query": "ferry pier", "k": 2}
    assert json.loads(found.stdout) == http.post("/search", json=body).json()


def test_an_abstention_is_an_answer_too(news_data_dir: Path) -> None:
    told = onrecord("ask", QUESTION, "--until", "2020-01-01", data_dir=news_data_dir)
    assert (told.returncode, told.stderr) == (0, "")
    assert "No article within the dates" in told.stdout
    assert "searched 5 articles" in told.stdout


def test_at_a_low_risk_it_shows_what_came_closest(news_data_dir: Path) -> None:
    told = onrecord("ask", QUESTION, "--risk", "1", data_dir=news_data_dir)
    assert (told.returncode, told.stderr) == (0, "")
    assert "Ask more exactly." in told.stdout
    assert "Closest, but not an answer:\n  - “Mayor Ines Calder opened" in told.stdout
    assert "Sources" not in told.stdout
    by_setting = onrecord("ask", QUESTION, data_dir=news_data_dir, ONRECORD_RISK="1")
    assert by_setting.stdout == told.stdout


def test_search_lists_what_it_finds(news_data_dir: Path) -> None:
    told = onrecord("search", "ferry pier", "-k", "1", data_dir=news_data_dir)
    assert told.stdout.startswith(f"1. {FERRY.title}  (2026-03-02, score 1.00, both, ferry)\n")
    empty = onrecord("search", "ferry", "--source", "Nobody", data_dir=news_data_dir)
    assert (empty.returncode, empty.stdout) == (0, "Nothing was found.\n")


def test_articles_are_added_updated_and_left_alone(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    news = write_jsonl(tmp_path / "news.jsonl", *NEWS)
    first = onrecord("ingest", str(news), data_dir=data_dir)
    assert first.stdout == "4 added, 0 updated, 0 unchanged, 0 refused\n"
    assert "embedding chunks: 4" in first.stderr
    changed = replace(CLINIC, text=CLINIC.text.replace("312", "313"))
    packed = tmp_path / "more.jsonl.gz"
    packed.write_bytes(gzip.compress(write_jsonl(news, changed, ORCHARD, METEORS).read_bytes()))
    second = onrecord("ingest", str(packed), data_dir=data_dir)
    assert second.stdout == "1 added, 1 updated, 1 unchanged, 0 refused\n"
    third = onrecord("ingest", str(news), str(packed), data_dir=data_dir)
    assert third.stdout == "0 added, 0 updated, 6 unchanged, 0 refused\n"
    assert "embedding" not in third.stderr
    told = onrecord("ask", "How many patients did the clinic treat?", data_dir=data_dir)
    assert "313 patients" in told.stdout
    assert "312" not in told.stdout
    assert onrecord("rebuild", "--if-stale", data_dir=data_dir).stdout == "the index is current\n"
    assert ": 5 articles, 5 chunks\n" in onrecord("rebuild", data_dir=data_dir).stdout


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir, folder = new_data_dir(), tmp_path / "news"
    folder.mkdir()
    lines = write_jsonl(folder / "a.jsonl", FERRY).read_text() + '{"title": "no text"}\n{"text"\n'
    (folder / "a.jsonl").write_text(lines)
    (folder / "b.txt").write_bytes(b"\x00\x01\x02 binary \x00" * 40)
    (folder / "c.txt").write_text(" \n")
    some = onrecord("ingest", str(folder), str(tmp_path / "nowhere"), data_dir=data_dir)
    assert some.returncode == 0
    assert some.stdout.startswith("1 added, 0 updated, 0 unchanged, 5 refused\n")
    for origin in ("a.jsonl:2", "a.jsonl:3", "b.txt", "c.txt", "nowhere"):
        assert f"{origin}: " in some.stdout
    assert onrecord("ingest", "--strict", str(folder), data_dir=data_dir).returncode == 1
    assert onrecord("ingest", str(folder / "b.txt"), data_dir=data_dir).returncode == 1
    assert onrecord("ingest", str(tmp_path / "nowhere"), data_dir=data_dir).returncode == 1
    assert "Traceback" not in some.stderr


def test_nothing_in_an_article_steers_the_terminal(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    taken = onrecord("ingest", str(write_jsonl(tmp_path / "a.jsonl", METEORS)), data_dir=data_dir)
    question = "How many meteors did the Zanzimar observatory count?"
    for words in (
        ("ask", question),
        ("ask", "--json", question),
        ("search", "meteors"),
        ("search", "--json", "meteors"),
        ("ask", "--source", METEORS.source or "", "\x1b[31m\x9b2J"),
    ):
        told = onrecord(*words, data_dir=data_dir)
        assert told.returncode == 0, told.stderr
        for character in told.stdout + told.stderr + taken.stdout + taken.stderr:
            assert character == "\n" or unicodedata.category(character) != "Cc"
    quote = json.loads(onrecord("ask", "--json", question, data_dir=data_dir).stdout)["citations"]
    assert "\x9b2J" in quote[0]["quote"]
