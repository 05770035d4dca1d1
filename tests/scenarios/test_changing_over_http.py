"""Articles added, changed and deleted through a running server, and its index made again."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import quote

import httpx2
import pytest

from tests.commands import Server, onrecord, serving, serving_news
from tests.index.live import bytes_below
from tests.index.tiny_bert import save_tiny_bert
from tests.newsroom import FERRY, NEWS, write_jsonl
from tests.waiting import until

JSON = {"content-type": "application/json"}
HERON = {
    "id": "birds/heron 1",
    "title": "Heron seen in Selby",
    "text": "A heron was seen in Selby on Monday. Ringer Lena Ortiz said it came from Korsund.",
    "published_at": "2026-03-05",
}
QUESTION = "Where did the heron that was seen in Selby come from?"


@pytest.fixture(scope="module")
def running(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving_news(new_data_dir(), tmp_path_factory.mktemp("changing")) as server:
        yield server


@pytest.fixture
def http(running: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=running.base_url, timeout=60) as client:
        yield client


def post(http: httpx2.Client, content: object, **headers: str) -> httpx2.Response:
    return http.post("/articles", content=json.dumps(content), headers={**JSON, **headers})


def found(http: httpx2.Client, query: str) -> list[dict[str, object]]:
    reply = http.post("/search", json={"query": query, "k": 5})
    assert reply.status_code == 200
    hits: list[dict[str, object]] = reply.json()["hits"]
    return hits


def is_found(http: httpx2.Client, query: str, id_: str, text: str) -> bool:
    return any(hit["article_id"] == id_ and text in str(hit["text"]) for hit in found(http, query))


def test_an_article_that_is_posted_is_answered_from_within_a_second(http: httpx2.Client) -> None:
    reply = post(http, HERON)
    assert reply.status_code == 200
    [taken] = reply.json()["articles"]
    assert (taken["id"], taken["outcome"], taken["position"]) == (HERON["id"], "added", 0)
    path = f"/articles/{quote(HERON['id'])}"
    assert http.get(path).json()["revision"] == taken["revision"]
    took = until(lambda: is_found(http, "heron in Selby", HERON["id"], "A heron"))
    assert took < 5  # one second on an idle machine; bench/freshness measures it
    answer = http.post("/ask", json={"question": QUESTION}).json()
    assert answer["citations"][0]["article_id"] == HERON["id"]


def test_the_same_id_again_is_an_update(http: httpx2.Client) -> None:
    changed = HERON | {"text": "A heron was seen in Selby on Monday. It came from Varnholm."}
    assert [one["outcome"] for one in post(http, changed).json()["articles"]] == ["updated"]
    assert [one["outcome"] for one in post(http, changed).json()["articles"]] == ["unchanged"]
    until(lambda: is_found(http, "heron in Selby", HERON["id"], "from Varnholm"))
    assert not is_found(http, "heron Ringer Lena Ortiz", HERON["id"], "Ortiz")


def test_of_a_list_the_good_ones_are_taken_and_the_bad_ones_named(http: httpx2.Client) -> None:
    articles = [HERON | {"id": "a"}, {"title": "No text"}, 7, HERON | {"id": "b", "text": ""}]
    reply = post(http, articles)
    assert reply.status_code == 200
    assert [one["position"] for one in reply.json()["articles"]] == [0]
    assert [one["position"] for one in reply.json()["refused"]] == [1, 2, 3]
    assert all(one["reason"] for one in reply.json()["refused"])


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '"text"', "[1]", '{"text": ""}', "[" * 5000, '{"text": 1}']
)
def test_what_is_no_article_is_refused(http: httpx2.Client, content: str) -> None:
    reply = http.post("/articles", content=content, headers=JSON)
    assert reply.status_code == 422
    assert reply.json()["type"] == "urn:onrecord:problem:invalid-request"


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {**JSON, "origin": "https://evil.example"},
        {**JSON, "host": "evil.example"},
    ],
)
def test_a_page_of_somebody_else_cannot_change_anything(
    http: httpx2.Client, headers: dict[str, str]
) -> None:
    reply = http.post("/articles", content=json.dumps(HERON | {"id": "evil"}), headers=headers)
    assert reply.status_code == 403
    assert http.get("/articles/evil").status_code == 404


def test_a_deleted_article_is_gone_at_once_and_says_so(
    http: httpx2.Client, running: Server
) -> None:
    secret = {"id": "secret", "text": "Xanthippe Quillfeather was the informant in Selby."}
    post(http, secret)
    until(lambda: is_found(http, "informant Xanthippe", "secret", "Quillfeather"))
    asked = http.post("/ask", json={"question": "Who was the informant in Selby?"}).json()
    assert asked["citations"][0]["article_id"] == "secret"
    until(lambda: http.get(f"/answers/{asked['answer_id']}").status_code == 200)
    gone = http.delete("/articles/secret", params={"reason": "named by mistake"})
    assert (gone.status_code, gone.json()["reason"]) == (200, "named by mistake")
    assert not is_found(http, "informant Xanthippe", "secret", "")
    asked_again = http.post("/ask", json={"question": "Who was the informant in Selby?"}).json()
    assert "secret" not in {one["article_id"] for one in asked_again["citations"]}
    for path in ("/articles/secret", f"/answers/{asked['answer_id']}"):
        reply = http.get(path)
        assert (reply.status_code, reply.json()["title"]) == (
            410,
            "What this is about was withdrawn",
        )
    assert post(http, secret).json()["detail"].count("deleted") == 1

    def is_left() -> bool:
        words = (b"quillfeath", b"xanthipp")  # as they are written, and as they are indexed
        return any(word in one for one in bytes_below(running.data_dir) for word in words)

    until(lambda: not is_left())
    assert http.delete("/articles/secret").json() == gone.json()
    assert http.delete("/articles/never-was").status_code == 404


def versions_while_asking(running: Server, done: Event) -> set[str]:
    """Asks until it is done; every quote must stand where it says. The index versions asked."""
    versions = set()
    with httpx2.Client(base_url=running.base_url, timeout=60) as client:
        while not done.is_set():
            reply = client.post("/ask", json={"question": "Who opened the ferry pier?"})
            assert reply.status_code == 200
            answer = reply.json()
            versions.add(answer["scope"]["index_version"])
            for cited in answer["citations"]:
                path = f"/articles/{quote(cited['article_id'])}"
                article = client.get(path, params={"revision": cited["revision"]}).json()
                text = article.get("text", str(article))
                assert text[cited["start"] : cited["end"]] == cited["quote"]
    return versions


def test_the_index_is_made_again_with_another_embedder_while_questions_are_answered(
    http: httpx2.Client, running: Server, tmp_path: Path
) -> None:
    before = current_snapshot(http)
    done = Event()

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(versions_while_asking, running, done) for _ in range(3)]
        try:
            job = rebuilt(http, {"embedder": str(save_tiny_bert(tmp_path))})
            after = current_snapshot(http)
            assert job["message"] == after["version"]
            until(lambda: scope_version(http) == after["version"])
        finally:
            done.set()
        versions = {version for one in asking for version in one.result()}
    assert after["embedder"] != before["embedder"]
    assert (after["articles"], versions) == (before["articles"], versions | {after["version"]})
    back = http.post("/index/rollback", json={"version": before["version"]})
    assert (back.status_code, back.json()["embedder"]) == (200, before["embedder"])
    until(lambda: scope_version(http) == back.json()["version"])
    assert found(http, "ferry pier")[0]["article_id"] == FERRY.id


def test_work_can_be_watched_and_cancelled(http: httpx2.Client) -> None:
    job = http.post("/index/rebuild", headers=JSON).json()
    assert http.post("/index/rebuild", headers=JSON).json()["id"] == job["id"]
    assert http.delete(f"/index/jobs/{job['id']}").status_code == 200
    until(lambda: http.get(f"/index/jobs/{job['id']}").json()["state"] == "cancelled", 60)
    assert http.get("/index/jobs").json()[0]["id"] == job["id"]
    assert http.get("/index/jobs/none").status_code == 404
    assert http.post("/index/rollback", json={"version": "none"}).status_code == 404
    assert found(http, "ferry pier")


def test_a_server_that_others_can_reach_takes_no_changes_unless_it_is_set(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    for setting, expected in (("no", 403), ("loopback", 200)):
        with (
            serving(new_data_dir(), tmp_path / setting, ONRECORD_ALLOW_CHANGES=setting) as server,
            httpx2.Client(base_url=server.base_url, timeout=60) as client,
        ):
            assert post(client, HERON).status_code == expected
            assert server.end() == 0


def test_articles_are_deleted_restored_and_gone_back_to_on_the_command_line(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    news = write_jsonl(tmp_path / "news.jsonl", *NEWS)
    assert onrecord("ingest", str(news), data_dir=data_dir).returncode == 0
    assert "was deleted on" in onrecord("delete", FERRY.id, data_dir=data_dir).stdout
    assert "deleted here" in onrecord("ingest", str(news), data_dir=data_dir).stdout
    assert onrecord("delete", "none", data_dir=data_dir).returncode == 1
    assert "taken in again" in onrecord("restore", FERRY.id, data_dir=data_dir).stdout
    assert onrecord("restore", FERRY.id, data_dir=data_dir).returncode == 1
    assert "1 added" in onrecord("ingest", str(news), data_dir=data_dir).stdout
    listed = onrecord("rollback", data_dir=data_dir).stdout
    assert listed.count("articles") >= 2
    assert listed.startswith("*")
    version = listed.split("\n")[1].split()[0]
    assert f"as {version}" in onrecord("rollback", version, data_dir=data_dir).stdout


def current_snapshot(http: httpx2.Client) -> dict[str, object]:
    [current] = [one for one in http.get("/index/snapshots").json() if one["is_current"]]
    assert isinstance(current, dict)
    return current


def scope_version(http: httpx2.Client) -> object:
    return http.post("/ask", json={"question": "Who opened it?"}).json()["scope"]["index_version"]


def rebuilt(http: httpx2.Client, wanted: dict[str, str]) -> dict[str, object]:
    reply = http.post("/index/rebuild", json=wanted)
    assert reply.status_code == 202
    path = f"/index/jobs/{reply.json()['id']}"
    until(lambda: http.get(path).json()["ended_at"] is not None, 90)
    job = http.get(path).json()
    assert job["state"] == "done", job
    assert isinstance(job, dict)
    return job
