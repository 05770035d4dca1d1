"""A story that several outlets send is one story: through a running server."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from tests import waiting
from tests.commands import Server, serving_news
from tests.index.copies.stories import text_of

SAID = "Engineer Dora Vance blamed a cracked valve for the Tarn power cut."
QUESTION = "Who blamed a cracked valve for the Tarn power cut?"
BODY = f"{SAID}\n\n{text_of(11, 12)}"
AGENCY, HERALD, GAZETTE = (
    {
        "id": id_,
        "title": f"Power cut in Tarn, by {id_}",
        "text": text,
        "source": id_.title(),
        "published_at": f"2026-04-0{day}",
    }
    for day, (id_, text) in enumerate(
        [
            ("wire/agency", BODY),
            ("herald", f"{BODY}\n\nReporting by Amal Reza; editing by Bo Lind."),
            ("gazette", BODY[: len(SAID) + 600]),
        ],
        start=1,
    )
)
until = partial(waiting.until, within_s=30.0)


@pytest.fixture(scope="module")
def running(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving_news(new_data_dir(), tmp_path_factory.mktemp("copies")) as server:
        yield server


@pytest.fixture
def http(running: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=running.base_url, timeout=60) as client:
        yield client


def copies_of(http: httpx2.Client, article_id: str) -> tuple[str, list[str]]:
    reply = http.get(f"/articles/{quote(article_id)}/copies")
    assert reply.status_code == 200
    body = reply.json()
    assert body["article_id"] == article_id
    return body["canonical_id"], [one["id"] for one in body["copies"]]


def test_a_story_is_cited_once_with_all_who_carry_it_as_they_come_and_go(
    http: httpx2.Client,
) -> None:
    reply = http.post(
        "/articles",
        content=json.dumps([GAZETTE, HERALD, AGENCY]),
        headers={"content-type": "application/json"},
    )
    assert reply.status_code == 200
    until(lambda: len(copies_of(http, "herald")[1]) == 2)
    assert copies_of(http, "herald") == ("wire/agency", ["wire/agency", "gazette"])
    until(lambda: bool(http.post("/ask", json={"question": QUESTION}).json()["answered"]))
    answer = http.post("/ask", json={"question": QUESTION}).json()
    [citation] = [one for one in answer["citations"] if one["quote"] == SAID]
    assert citation["article_id"] == "wire/agency"
    assert [one["source"] for one in citation["also_carried_by"]] == ["Herald", "Gazette"]
    for copy in citation["also_carried_by"]:
        text = http.get(f"/articles/{copy['article_id']}").json()["text"]
        assert text[copy["start"] : copy["end"]] == SAID

    assert http.delete(f"/articles/{quote('wire/agency')}").status_code == 200
    assert http.get(f"/articles/{quote('wire/agency')}/copies").status_code == 410
    assert copies_of(http, "gazette") == ("herald", ["herald"])
    answer = http.post("/ask", json={"question": QUESTION}).json()
    [citation] = [one for one in answer["citations"] if one["quote"] == SAID]
    assert citation["article_id"] == "herald"
    assert [one["article_id"] for one in citation["also_carried_by"]] == ["gazette"]

    kept = f"/answers/{answer['answer_id']}"
    until(lambda: http.get(kept).status_code == 200)
    assert http.delete("/articles/gazette").status_code == 200  # the answer shows its title
    assert http.get(kept).status_code == 410


def test_an_article_that_nobody_else_carries_stands_for_itself(http: httpx2.Client) -> None:
    assert copies_of(http, "ferry") == ("ferry", [])
    assert http.get("/articles/no-such/copies").status_code == 404
    # An id may end like that: its slash is then escaped.
    assert http.get("/articles/no-such%2Fcopies").json()["detail"].endswith("'no-such/copies'")
