"""Two servers on one data directory: what one does, the other answers from."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests import waiting
from tests.commands import onrecord, serving
from tests.index.live import bytes_below
from tests.index.tiny_bert import save_tiny_bert
from tests.newsroom import FERRY, NEWS, write_jsonl

JSON = {"content-type": "application/json"}
SECRET = {"id": "secret", "text": "Xanthippe Quillfeather was the informant in Selby."}
until = partial(waiting.until, within_s=60.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Clients of both servers, and the data directory of both."""

    one: httpx2.Client
    other: httpx2.Client
    data_dir: Path


@pytest.fixture(scope="module")
def pair(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder, data_dir = tmp_path_factory.mktemp("two"), new_data_dir()
    news = write_jsonl(folder / "news.jsonl", *NEWS)
    assert onrecord("ingest", str(news), data_dir=data_dir).returncode == 0
    logs = [folder / "one", folder / "other"]
    with (
        serving(data_dir, logs[0]) as first,
        serving(data_dir, logs[1]) as second,
        httpx2.Client(base_url=first.base_url, timeout=60) as one,
        httpx2.Client(base_url=second.base_url, timeout=60) as other,
    ):
        yield Pair(one, other, data_dir)
        assert (first.end(), second.end()) == (0, 0)
    assert not any("Traceback" in log.read_text() for log in logs)


def post(client: httpx2.Client, article: dict[str, str]) -> None:
    assert client.post("/articles", content=json.dumps(article), headers=JSON).status_code == 200


def finds(client: httpx2.Client, query: str, words: str) -> bool:
    hits = client.post("/search", json={"query": query, "k": 5}).json()["hits"]
    return any(words in hit["text"] for hit in hits)


def version_of(client: httpx2.Client) -> object:
    answer = client.post("/ask", json={"question": "Who opened the ferry pier?"}).json()
    return answer["scope"]["index_version"]


def test_what_one_takes_in_the_other_finds(pair: Pair) -> None:
    heron = {"id": "heron", "text": "A heron was seen in Selby. It came from Korsund."}
    post(pair.one, heron)
    until(lambda: finds(pair.other, "heron in Selby", "It came from Korsund"))
    post(pair.other, heron | {"text": "A heron was seen in Selby. It came from Varnholm."})
    until(lambda: finds(pair.one, "heron in Selby", "It came from Varnholm"))
    assert not finds(pair.one, "heron from Korsund", "It came from Korsund")
    kept = pair.one.get("/articles/heron/revisions").json()
    assert kept["total"] == 2
    [change] = kept["revisions"][0]["diff"]["changes"]
    assert (change["before"]["text"], change["after"]["text"]) == (
        "It came from Korsund.",
        "It came from Varnholm.",
    )


def test_what_one_deletes_is_gone_from_both_at_once_and_then_from_the_disk(pair: Pair) -> None:
    post(pair.one, SECRET)
    until(lambda: finds(pair.one, "informant Xanthippe", "Quillfeather"))
    until(lambda: finds(pair.other, "informant Xanthippe", "Quillfeather"))
    asked = pair.one.post("/ask", json={"question": "Who was the informant in Selby?"}).json()
    revision = asked["citations"][0]["revision"]
    until(lambda: pair.other.get(f"/answers/{asked['answer_id']}").status_code == 200)
    assert pair.other.delete("/articles/secret").status_code == 200
    links = [
        "/articles/secret",
        f"/articles/secret?revision={revision}",
        "/articles/secret/revisions",
        f"/answers/{asked['answer_id']}",
    ]
    for client in (pair.one, pair.other):
        assert not finds(client, "informant Xanthippe", "Quillfeather")
        for link in links:
            reply = client.get(link)
            assert reply.status_code == 410, link
            assert "withdrawn" in reply.json()["title"]
        [affected] = [
            one
            for one in client.get("/answers/affected").json()["affected"]
            if one["answer_id"] == asked["answer_id"]
        ]
        assert "Quillfeather" not in json.dumps(affected)

    def is_left() -> bool:
        words = (b"quillfeath", b"xanthipp")  # as they are written, and as they are indexed
        return any(word in one for one in bytes_below(pair.data_dir) for word in words)

    until(lambda: not is_left())
    kept = pair.one.get("/index/snapshots").json()
    for snapshot in kept:
        rolled = pair.one.post("/index/rollback", json={"version": snapshot["version"]})
        if rolled.status_code == 200:
            assert not finds(pair.other, "informant Xanthippe", "Quillfeather")


def is_at(client: httpx2.Client, version: str) -> bool:
    return version_of(client) == version


def test_both_follow_when_the_index_is_made_again_or_gone_back_to(
    pair: Pair, tmp_path: Path
) -> None:
    before = version_of(pair.other)
    job = pair.one.post("/index/rebuild", json={"embedder": str(save_tiny_bert(tmp_path))})
    assert job.status_code == 202
    path = f"/index/jobs/{job.json()['id']}"
    until(lambda: pair.other.get(path).json()["ended_at"] is not None, within_s=90.0)
    made = pair.other.get(path).json()
    assert (made["state"], made["stage"]) == ("done", "writing the index")
    for client in (pair.one, pair.other):
        until(partial(is_at, client, made["message"]))
    post(pair.other, {"id": "late", "text": "The late train left Selby at noon."})
    until(lambda: finds(pair.one, "late train Selby", "at noon"))
    back = pair.other.post("/index/rollback", json={"version": before})
    assert back.status_code == 200
    for client in (pair.one, pair.other):
        until(partial(is_at, client, back.json()["version"]))
        assert finds(client, "late train Selby", "at noon")  # it came after what was gone back to
    answer = pair.one.post("/ask", json={"question": "Who opened the ferry pier?"}).json()
    assert answer["citations"][0]["article_id"] == FERRY.id


def test_a_model_that_is_not_there_is_told_as_the_end_of_the_job(pair: Pair) -> None:
    job = pair.one.post("/index/rebuild", json={"embedder": "/none/such"}).json()
    path = f"/index/jobs/{job['id']}"
    until(lambda: pair.other.get(path).json()["ended_at"] is not None)
    ended = pair.other.get(path).json()
    assert ended["state"] == "failed"
    assert "/none/such" in ended["message"]
    assert finds(pair.other, "ferry pier", "ferry")
