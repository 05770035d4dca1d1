"""Sources read by the real command from a real local server, good ones and bad ones."""

import gzip
import json
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import IO

import httpx2
import pytest

from index.data_dir import DataDir
from index.store import Store
from tests.commands import COMMAND, ROOT, Server, environment, onrecord, serving
from tests.index.fetching.playing import Act, Asked, answer, bomb, raw, redirect, silence
from tests.index.watching.newsstand import Newsstand, Story, open_newsstand

RSS, ATOM, XML = "application/rss+xml", "application/atom+xml", "text/xml"


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with open_newsstand() as stand:
        yield stand


@pytest.fixture
def data_dir(new_data_dir: Callable[[], Path]) -> Path:
    return new_data_dir()


def settings_for(stand: Newsstand) -> dict[str, str]:
    """Lets the local server be fetched from, without pauses."""
    allowed = f"127.0.0.1:{stand.server.port}"
    return {"ONRECORD_FETCH_ALLOW": allowed, "ONRECORD_FETCH_SPACING_S": "0"}


def write_sources(data_dir: Path, sources: Mapping[str, Mapping[str, object]]) -> None:
    """Writes sources.toml; JSON's strings, numbers and lists are TOML's too."""
    tables = (
        "\n".join([f"[{name}]", *(f"{key} = {json.dumps(keys[key])}" for key in keys)])
        for name, keys in sources.items()
    )
    (data_dir / "sources.toml").write_text("\n\n".join(tables))


def feed(stand: Newsstand, path: str, **keys: object) -> dict[str, object]:
    return {"kind": "feed", "address": stand.url(path), **keys}


def known_sources(base_url: str) -> dict[str, dict[str, object]]:
    """What `GET /sources` says, by name."""
    reply = httpx2.get(f"{base_url}/sources", timeout=60)
    assert reply.status_code == 200
    return {source["name"]: source for source in reply.json()["sources"]}


def texts(data_dir: Path) -> list[str]:
    with closing(Store.open(DataDir(data_dir).store)) as store:
        return sorted(article.text for article in store.current_articles())


def holding(reply: Act, begun: Event, may_go_on: Event) -> Act:
    """A reply that is given when it may be; says when it is asked for."""

    def act(connection: socket.socket, asked: Asked) -> None:
        begun.set()
        may_go_on.wait(30)
        reply(connection, asked)

    return act


@contextmanager
def watching(data_dir: Path, *words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A running `onrecord watch`, killed when the block ends."""
    with subprocess.Popen(
        [*COMMAND, "watch", *words],
        cwd=ROOT,
        env=environment(data_dir, settings) | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str], start: str) -> str:
    """The next line of its output that starts so."""
    output: IO[str] | None = process.stdout
    assert output is not None
    for line in output:
        if line.startswith(start):
            return line
    raise AssertionError(f"it ended without a line that starts with {start!r}")


def play_all(stand: Newsstand) -> dict[str, Mapping[str, object]]:
    """A server full of sources, good and bad, and how they are listed."""
    plays = stand.server.plays
    stand.publish("ormal", "The dam at Ormal held.")
    stand.publish("selby", "A heron was seen in Selby.")
    plays("/rss", answer(stand.rss("missing"), content_type=RSS))
    plays("/atom", answer(stand.atom(), content_type=ATOM))
    plays("/moved", redirect(stand.url("rss"), status=301))
    plays("/elsewhere", redirect(stand.url("atom")))
    plays("/map", answer(stand.sitemap(), content_type=XML))
    plays("/maps", answer(_index_of(stand.url("map")), content_type=XML))
    plays("/packed", packed(gzip.compress(stand.rss())))
    plays("/bomb", packed(bomb(200)))
    plays("/loop", redirect("/loop"))
    plays("/broken", answer(b"<html><body>Sorry!</body></html>"))
    plays("/cut", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss"))
    plays("/busy", answer(b"later", status=503, retry_after="7200"))
    plays("/gone", answer(b"bye", status=410))
    names = "rss atom moved elsewhere packed bomb loop broken cut busy gone".split()
    listed: dict[str, Mapping[str, object]] = {name: feed(stand, name) for name in names}
    listed["sitemap"] = {"kind": "sitemap", "address": stand.url("maps")}
    listed["single"] = {"kind": "urls", "urls": [stand.url("ormal"), stand.url("nowhere")]}
    listed["private"] = {"kind": "feed", "address": "http://127.0.0.2/feed"}
    return listed


def packed(body: bytes) -> Act:
    return answer(body, content_type=RSS, content_encoding="gzip")


def _index_of(url: str) -> bytes:
    return f"<sitemapindex><sitemap><loc>{url}</loc></sitemap></sitemapindex>".encode()


FAILING = {
    "bomb": "unpacked",
    "loop": "redirect",
    "broken": "web page",
    "cut": "127.0.0.1",
    "busy": "503",
    "private": "not a public address",
}


def test_each_source_ends_in_the_right_state_and_says_so(
    stand: Newsstand, data_dir: Path, tmp_path: Path
) -> None:
    write_sources(data_dir, play_all(stand))
    run = onrecord("watch", "--once", data_dir=data_dir, **settings_for(stand))
    assert run.returncode == 1  # some could not be read
    assert "Traceback" not in run.stderr
    for name in FAILING:
        assert f"{name}: could not be read: " in run.stdout
    assert "gone: stopped: " in run.stdout
    assert "refused " + stand.url("missing") in run.stdout
    assert len(texts(data_dir)) == 2
    with serving(data_dir, tmp_path / "log") as server:
        known = known_sources(server.base_url)
        hits = httpx2.post(f"{server.base_url}/search", json={"query": "heron"}, timeout=60)
        assert "heron was seen in Selby" in hits.json()["hits"][0]["text"]
    for name in ("rss", "atom", "moved", "elsewhere", "packed", "sitemap", "single"):
        assert (known[name]["health"], known[name]["error"]) == ("fine", None), name
        assert known[name]["last_success_at"]
        assert known[name]["due_at"]
    for name, part in FAILING.items():
        assert (known[name]["health"], known[name]["failures"]) == ("failing", 1), name
        assert part in str(known[name]["error"]), name
        assert known[name]["remedy"]
        assert known[name]["lag_s"] is None
    assert (known["gone"]["health"], known["gone"]["due_at"]) == ("stopped", None)
    assert "nowhere" in str(known["single"]["last_refusal"])
    assert str(known["busy"]["due_at"]) > str(known["broken"]["due_at"])  # as it asked for


def test_killed_at_any_page_a_watch_loses_nothing_and_doubles_nothing(
    stand: Newsstand, data_dir: Path
) -> None:
    stories = [stand.publish(f"town-{n}", f"Mayor {n} resigned.") for n in range(9)]
    stand.server.plays("/rss", answer(stand.rss(), content_type=RSS))
    write_sources(data_dir, {"wire": feed(stand, "rss")})
    stored = 0
    for n in (7, 2):  # the feed gives the newest first
        begun, never = Event(), Event()
        stand.server.plays(f"/town-{n}", holding(answer(), begun, never))
        with watching(data_dir, "--once", **settings_for(stand)) as process:
            assert begun.wait(60)
            process.kill()
        never.set()
        stand.publish(f"town-{n}", f"Mayor {n} resigned.")
        assert len(texts(data_dir)) >= stored
        stored = len(texts(data_dir))
    assert stored > 0
    run = onrecord("watch", "--once", data_dir=data_dir, **settings_for(stand))
    assert run.returncode == 0, run.stdout
    assert texts(data_dir) == sorted(story.title + "\n" + story.text for story in stories)


def test_a_watch_reads_what_is_dropped_at_once_beside_a_source_that_never_answers(
    stand: Newsstand, data_dir: Path, tmp_path: Path
) -> None:
    stand.server.plays("/slow", silence(stand.server.ended))
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "first.txt").write_text(Story("ormal", "The dam at Ormal held.").text)
    dropped = {"kind": "files", "path": str(folder), "interval": "1h"}
    write_sources(data_dir, {"slow": feed(stand, "slow"), "folder": dropped})
    with watching(data_dir, **settings_for(stand)) as process:
        assert "1 added" in line_of(process, "folder:")
        (folder / "second.txt").write_text(Story("selby", "A heron was seen.").text)
        assert "1 added" in line_of(process, "folder:")
        (folder / "first.txt").unlink()
        other = onrecord(
            "watch", "--once", "--source", "slow", data_dir=data_dir, **settings_for(stand)
        )
        assert other.returncode == 1
        assert "slow: another onrecord watch is reading it" in other.stdout
        process.terminate()
        assert process.wait(30) == 0
    assert len(texts(data_dir)) == 2  # a file that is deleted takes no article with it


def test_a_server_that_watches_answers_from_what_its_sources_bring(
    stand: Newsstand, data_dir: Path, tmp_path: Path
) -> None:
    stand.publish("selby", "A heron was seen in Selby.")
    begun, may_go_on = Event(), Event()
    stand.server.plays("/rss", holding(answer(stand.rss(), content_type=RSS), begun, may_go_on))
    write_sources(data_dir, {"wire": feed(stand, "rss")})
    log = tmp_path / "log"
    with serving(data_dir, log, "--watch", **settings_for(stand)) as server:
        assert begun.wait(60)
        may_go_on.set()
        assert is_searchable(server, "heron")
        posted = {"text": "A whale was seen in Korsund."}
        httpx2.post(f"{server.base_url}/articles", json=posted, timeout=60).raise_for_status()
        known = known_sources(server.base_url)
        assert (known["wire"]["health"], known["wire"]["added"]) == ("fine", 1)
        assert (known["posted"]["added"], known["posted"]["lag_s"]) == (1, None)
        assert server.end() == 0
    assert "Traceback" not in log.read_text()


def is_searchable(server: Server, word: str) -> bool:
    """Whether a search finds a word before the pause of its twentieth try has passed."""
    for _ in range(100):
        reply = httpx2.post(f"{server.base_url}/search", json={"query": word}, timeout=60)
        if any(word in hit["text"] for hit in reply.json()["hits"]):
            return True
        Event().wait(0.1)
    return False


def test_addresses_are_ingested_whatever_stands_there(stand: Newsstand, data_dir: Path) -> None:
    stand.publish("ormal", "The dam at Ormal held.")
    stand.publish("selby", "A heron was seen in Selby.")
    stand.server.plays("/rss", answer(stand.rss(), content_type=RSS))
    stand.publish("korsund", "A whale was seen in Korsund.")
    places = [stand.url("rss"), stand.url("korsund"), stand.url("nowhere")]
    run = onrecord("ingest", *places, data_dir=data_dir, **settings_for(stand))
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("3 added, 0 updated, 0 unchanged, 1 refused")
    assert f"refused {stand.url('nowhere')}: " in run.stdout


def test_a_list_of_sources_with_a_mistake_is_refused_with_the_right_word(data_dir: Path) -> None:
    write_sources(data_dir, {"wire": {"kind": "feed", "adress": "https://wire.example/rss"}})
    run = onrecord("watch", "--once", data_dir=data_dir)
    assert run.returncode == 1
    assert "has a key that is not known: 'adress'" in run.stderr
    assert "did you mean address?" in run.stderr


def test_without_a_list_it_is_said_how_to_write_one(data_dir: Path) -> None:
    run = onrecord("watch", data_dir=data_dir)
    assert run.returncode == 1
    assert "sources.toml does not exist" in run.stderr
    assert "docs/sources.md" in run.stderr
    listed = onrecord("sources", data_dir=data_dir)
    assert (listed.returncode, "there are no sources" in listed.stdout) == (0, True)
