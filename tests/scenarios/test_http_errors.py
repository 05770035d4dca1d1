"""Every way a request can be wrong is told as problem+json, with what was seen, never a traceback.

The server is a real one, so that what is sent is what arrives.
"""

import json
from urllib.parse import quote

import httpx2
import pytest

PROBLEM = {"type", "title", "status", "detail"}
JSON = {"content-type": "application/json"}
DEEP = "[" * 20_000 + "]" * 20_000


def assert_problem(reply: httpx2.Response, status: int, *, seen: str = "") -> None:
    """A problem of RFC 9457 with this status; its detail names what was seen."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem.keys() >= PROBLEM
    assert problem.keys() <= PROBLEM | {"remedy", "errors"}
    assert problem["status"] == status
    assert problem["type"].startswith("urn:onrecord:problem:")
    assert seen in problem["detail"]
    assert "Traceback" not in reply.text
    assert '.py"' not in reply.text


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": " \n\t"}, "question"),
        ({"question": "\u3000\u2003"}, "question"),
        ({"question": "x" * 1001}, "1001"),
        ({"question": None}, "question"),
        ({"question": 7}, "question"),
        ({"question": ["Who?"]}, "question"),
        ({"question": "Who?", "colour": "red"}, "colour"),
        ({"question": "Who?", "max_citations": 0}, "max_citations"),
        ({"question": "Who?", "max_citations": 21}, "max_citations"),
        ({"question": "Who?", "max_citations": 10**30}, "max_citations"),
        ({"question": "Who?", "max_citations": "5"}, "max_citations"),
        ({"question": "Who?", "max_citations": True}, "max_citations"),
        ({"question": "Who?", "risk": "lowest"}, "should be low, normal, high or a number"),
        ({"question": "Who?", "risk": 1.01}, "should be low, normal, high or a number"),
        ({"question": "Who?", "risk": -1}, "risk"),
        ({"question": "Who?", "risk": "0.5"}, "risk"),
        ({"question": "Who?", "risk": True}, "risk"),
        ({"question": "Who?", "risk": []}, "risk"),
        ({"question": "Who?", "conversation_id": ""}, "conversation_id"),
        ({"question": "Who?", "filters": []}, "filters"),
        ({"question": "Who?", "filters": {"since": "yesterday"}}, "filters.since"),
        ({"question": "Who?", "filters": {"since": "2024-02-30"}}, "filters.since"),
        ({"question": "Who?", "filters": {"since": 1}}, "filters.since"),
        ({"question": "Who?", "filters": {"since": 1e300}}, "filters.since"),
        ({"question": "Who?", "filters": {"until": "2024-01-01T99:00:00Z"}}, "filters.until"),
        (
            {"question": "Who?", "filters": {"since": "2024-02-02", "until": "2024-02-01"}},
            "since is after until",
        ),
        ({"question": "Who?", "filters": {"author": "R. Vane"}}, "filters.author"),
        ([], ""),
        ("Who?", ""),
        (None, ""),
    ],
)
def test_a_body_that_is_not_a_question_is_refused(
    http: httpx2.Client, body: object, seen: str
) -> None:
    assert_problem(http.post("/ask", json=body), 422, seen=seen)


@pytest.mark.parametrize("path", ["/ask", "/search"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Who?", id="not JSON"),
        pytest.param(b'{"question": "Who?"', id="cut short"),
        pytest.param(b'{"question": "Who?"}{}', id="two"),
        pytest.param(b'{"question": "\xff\xfe"}', id="not UTF-8"),
        pytest.param(DEEP.encode(), id="deep list"),
        pytest.param(b'{"a":' * 9_000 + b"1" + b"}" * 9_000, id="deep object"),
        pytest.param(b'{"question": ' + b"9" * 9_000 + b"}", id="huge number"),
        pytest.param(b'{"question": "\\ud800", "query": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"\\ud800": 1, "question": "Who?", "query": "Who?"}', id="odd field"),
        pytest.param(
            b'{"question": "Who?", "query": "Who?", "filters": {"source": "\\udfff"}}',
            id="odd filter",
        ),
        pytest.param(b'{"question": "Who?", "max_citations": NaN, "k": NaN}', id="NaN"),
    ],
)
def test_a_body_that_is_not_readable_is_refused(
    http: httpx2.Client, path: str, body: bytes
) -> None:
    assert_problem(http.post(path, content=body, headers=JSON), 422)


def test_a_body_without_a_content_type_is_refused(http: httpx2.Client) -> None:
    body = json.dumps({"question": "Who?"}).encode()
    assert_problem(http.post("/ask", content=body), 422)
    assert_problem(http.post("/ask", content=body, headers={"content-type": "text/plain"}), 422)


def test_a_body_that_is_too_large_is_refused(http: httpx2.Client) -> None:
    large = json.dumps({"question": "x" * 70_000}).encode()
    assert_problem(http.post("/ask", content=large, headers=JSON), 413)
    streamed = (large[at : at + 1000] for at in range(0, len(large), 1000))
    assert_problem(http.post("/ask", content=streamed, headers=JSON), 413)


def test_a_question_with_a_nul_character_is_a_question(http: httpx2.Client) -> None:
    reply = http.post("/ask", json={"question": "Who opened\0 the Varnholm ferry pier?"})
    assert reply.status_code == 200
    assert reply.json()["question"] == "Who opened\0 the Varnholm ferry pier?"


@pytest.mark.parametrize("path", ["/nothing", "/ask/", "/articles/", "/%2e%2e/ask", "/docs"])
def test_a_path_that_is_none_is_not_found(http: httpx2.Client, path: str) -> None:
    reply = http.get(path)
    assert reply.status_code in (404, 405)
    assert_problem(reply, reply.status_code)


@pytest.mark.parametrize(
    "article_id",
    [
        "nobody",
        "a/b/c",
        "../../etc/passwd",
        "%",
        "%2e%2e",
        "a\0b",
        "ärgerlich 🙂",
        "x" * 5000,
        "?#",
    ],
)
def test_an_article_that_is_none_is_not_found(http: httpx2.Client, article_id: str) -> None:
    assert_problem(http.get(f"/articles/{quote(article_id, safe='')}"), 404)


def test_a_path_that_is_not_utf8_is_not_found(http: httpx2.Client) -> None:
    assert_problem(http.get("/articles/%ff%fe"), 404)


@pytest.mark.parametrize("revision", ["0" * 64, "latest", "\0"])
def test_a_revision_that_is_none_is_not_found(http: httpx2.Client, revision: str) -> None:
    assert_problem(http.get("/articles/ferry", params={"revision": revision}), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/ask"), ("PUT", "/articles/ferry"), ("PUT", "/search"), ("POST", "/healthz")],
)
def test_a_method_that_a_path_does_not_have_is_refused(
    http: httpx2.Client, method: str, path: str
) -> None:
    reply = http.request(method, path)
    assert_problem(reply, 405)
    assert reply.headers["allow"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "ten"},
        {"limit": "9" * 5000},
        {"offset": "-1"},
        {"offset": "99999999999999999999"},
        {"source": ""},
        {"source": "x" * 201},
    ],
)
def test_a_parameter_out_of_bounds_is_refused(
    http: httpx2.Client, parameters: dict[str, str]
) -> None:
    assert_problem(http.get("/articles", params=parameters), 422, seen=next(iter(parameters)))
