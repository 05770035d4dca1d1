"""A server's life: ready or not and why, new articles while it runs, a clean end."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest

from bot.api.models import AnswerModel
from tests.commands import Server, onrecord, serving
from tests.newsroom import FERRY, METEORS, write_jsonl

FERRY_QUESTION = {"question": "Who opened the Varnholm ferry pier?"}
METEORS_QUESTION = {"question": "How many meteors did the Zanzimar observatory count?"}


def test_an_empty_server_is_alive_but_not_ready_and_says_what_to_do(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    with serving(new_data_dir(), tmp_path / "log") as server:
        assert httpx2.get(f"{server.base_url}/healthz").json() == {"status": "ok"}
        ready = httpx2.get(f"{server.base_url}/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert "onrecord ingest" in ready.json()["remedy"]
        answer = httpx2.post(f"{server.base_url}/ask", json=FERRY_QUESTION, timeout=60).json()
        assert answer["abstain_reason"] == "empty_index"
        assert "onrecord ingest" in answer["answer"]
        assert answer["scope"]["articles"] == 0
        hits = httpx2.post(f"{server.base_url}/search", json={"query": "ferry"}, timeout=60).json()
        assert hits["hits"] == []
        assert server.end() == 0


def test_a_server_with_articles_is_ready(http: httpx2.Client) -> None:
    ready = http.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["scope"]["articles"] > 0
    assert http.get("/healthz").json() == {"status": "ok"}


def test_articles_that_are_added_or_changed_meanwhile_are_answered_from(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    with serving(data_dir, tmp_path / "log") as server:
        for article, expected in (
            (FERRY, "Ines Calder"),
            (replace(FERRY, text=FERRY.text.replace("Ines Calder", "Olga Brandt")), "Olga Brandt"),
        ):
            news = write_jsonl(tmp_path / "news.jsonl", article)
            ingested = onrecord("ingest", str(news), data_dir=data_dir)
            assert ingested.returncode == 0, ingested.stderr
            answer = _ask(server, FERRY_QUESTION)
            assert expected in answer.citations[0].quote
            assert answer.citations[0].revision == article.revision
        assert not _ask(server, METEORS_QUESTION).answered
        both = write_jsonl(tmp_path / "more.jsonl", METEORS)
        assert onrecord("ingest", str(both), data_dir=data_dir).returncode == 0
        answer = _ask(server, METEORS_QUESTION)
        assert answer.scope.articles == 2
        assert "88 meteors" in answer.citations[0].quote
        assert "Traceback" not in server.log.read_text()


def test_a_stop_signal_lets_questions_finish_and_ends_with_status_0(
    news_data_dir: Path, tmp_path: Path
) -> None:
    with (
        serving(news_data_dir, tmp_path / "log") as server,
        ThreadPoolExecutor(8) as threads,
        httpx2.Client(base_url=server.base_url, timeout=60) as client,
    ):
        client.get("/healthz")
        asked = [
            threads.submit(client.post, "/ask", json={"question": f"Who opened pier {n}?"})
            for n in range(40)
        ]
        assert asked[0].result().status_code == 200
        assert server.end() == 0
        replies = [one.result() for one in asked if one.exception() is None]
        refused = [one for one in asked if isinstance(one.exception(), httpx2.TransportError)]
        assert len(replies) + len(refused) == len(asked)
        assert {reply.status_code for reply in replies} == {200}
        assert {"answer_id"} <= replies[-1].json().keys()
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert "unexpected_error" not in log


def test_the_description_of_the_service_is_valid_and_complete(http: httpx2.Client) -> None:
    description = http.get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) >= {
        "/ask",
        "/search",
        "/articles",
        "/articles/{article_id}",
        "/healthz",
        "/readyz",
    }
    for path in ("/ask", "/search"):
        responses = description["paths"][path]["post"]["responses"]
        assert {"200", "413", "422", "503"} <= responses.keys()
        for status in ("413", "422", "503"):
            assert list(responses[status]["content"]) == ["application/problem+json"]
    assert "404" in description["paths"]["/articles/{article_id}"]["get"]["responses"]
    schemas = description["components"]["schemas"]
    assert schemas["AskRequest"]["properties"]["question"]["examples"]
    for name, schema in schemas.items():
        jsonschema_rs.meta.validate({**schema, "components": description["components"]})
        assert schema.get("description"), name


@pytest.mark.parametrize("question", [FERRY_QUESTION, {"question": "Which quasar?"}, {}])
def test_what_is_answered_is_what_the_description_says(
    http: httpx2.Client, question: dict[str, str]
) -> None:
    description = http.get("/openapi.json").json()
    reply = http.post("/ask", json=question)
    responses = description["paths"]["/ask"]["post"]["responses"]
    (content,) = responses[str(reply.status_code)]["content"].values()
    schema = {**content["schema"], "components": description["components"]}
    jsonschema_rs.validate(schema, reply.json())
    assert json.loads(reply.text) == reply.json()


def _ask(server: Server, body: dict[str, str]) -> AnswerModel:
    reply = httpx2.post(f"{server.base_url}/ask", json=body, timeout=60)
    assert reply.status_code == 200, reply.text
    return AnswerModel.model_validate_json(reply.content)
