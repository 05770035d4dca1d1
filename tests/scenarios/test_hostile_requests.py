"""Thousands of bad requests: always an answer in time, never a 5xx, never a traceback.

Two sources of them: schemathesis, from the service's own description, and shapes that no
description would lead to. The fast part is in the default suite, the whole under `slow`.
"""

import json
import string
from collections.abc import Callable

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.commands import Server

FEW, MANY = 150, 1500
HANGS_AFTER_S = 30

# The server is shared by design, and how long a busy machine takes is not what is tried here.
SHARED = settings(
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

any_text = st.text(st.characters(codec=None), max_size=60)
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | any_text
    | st.sampled_from([10**400, "\ud800", "\0", "2024-13-45", "9999-12-31T23:59:59-14:00", 1e308]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    [
        "question",
        "query",
        "k",
        "max_citations",
        "filters",
        "risk",
        "conversation_id",
        "odd",
        "\udfff",
    ]
)
filters = st.dictionaries(st.sampled_from(["since", "until", "source", "article_id"]), any_json)
bodies = st.dictionaries(fields, any_json | filters, max_size=5) | any_json
encoded_bodies = st.one_of(
    st.binary(max_size=300),
    bodies.map(lambda body: json.dumps(body).encode()),
    bodies.map(lambda body: json.dumps(body).encode()[:-1]),
    bodies.map(lambda body: json.dumps(body).encode("utf-16")),
    st.integers(1, 5000).map(lambda depth: b'{"question":' * depth),
    st.integers(1, 5000).map(lambda depth: b"[" * depth + b"]" * depth),
    st.integers(65_000, 80_000).map(lambda size: b'{"question": "' + b"x" * size + b'"}'),
)
content_types = st.sampled_from(
    ["application/json", "text/plain", "application/json; charset=x", "multipart/form-data", ""]
)
words = st.text(st.sampled_from(string.printable + "%äあ🙂\0"), max_size=40)
paths = st.one_of(
    st.sampled_from(["/ask", "/search", "/articles", "/articles/ferry", "/readyz", "/", "/web/"]),
    st.binary(max_size=40).map(lambda raw: "/articles/" + "".join(f"%{byte:02x}" for byte in raw)),
    words.map(lambda word: "/" + httpx2.QueryParams({"": word}).__str__()[1:]),
)
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])


def assert_refused_or_answered(reply: httpx2.Response, sent: object) -> None:
    """No error of ours, and nothing of how we are made, in a reply."""
    assert reply.status_code < 500, (sent, reply.text)
    assert "Traceback" not in reply.text
    if reply.status_code >= 400 and reply.request.method != "HEAD":
        kind = reply.headers["content-type"]
        # h11 itself turns down what is not HTTP at all.
        assert kind == "application/problem+json" or reply.text.startswith("Invalid HTTP"), sent


def make_body_test(examples: int) -> Callable[[httpx2.Client], None]:
    """The test of bodies with so many of them."""

    @settings(SHARED, max_examples=examples)
    @given(
        path=st.sampled_from(["/ask", "/search"]), body=encoded_bodies, content_type=content_types
    )
    def sends_bodies(http: httpx2.Client, path: str, body: bytes, content_type: str) -> None:
        headers = {"content-type": content_type} if content_type else {}
        reply = http.post(path, content=body, headers=headers, timeout=HANGS_AFTER_S)
        assert_refused_or_answered(reply, (path, body, content_type))

    return sends_bodies


def make_address_test(examples: int) -> Callable[[httpx2.Client], None]:
    """The test of methods, paths and parameters with so many of them."""

    @settings(SHARED, max_examples=examples)
    @given(methods, paths, st.dictionaries(words, words, max_size=3))
    def sends_addresses(
        http: httpx2.Client, method: str, path: str, parameters: dict[str, str]
    ) -> None:
        reply = http.request(method, path, params=parameters, timeout=HANGS_AFTER_S)
        assert_refused_or_answered(reply, (method, path, parameters))

    return sends_addresses


def make_described_test(examples: int) -> Callable[[OpenApiSchema], None]:
    """The test of what breaks the service's own description in so many ways."""

    @settings(SHARED, max_examples=examples)
    @given(st.data(), st.sampled_from([GenerationMode.NEGATIVE] * 3 + [GenerationMode.POSITIVE]))
    def sends_cases(description: OpenApiSchema, data: st.DataObject, mode: GenerationMode) -> None:
        case = data.draw(description.as_strategy(mode))
        case.call_and_validate(
            timeout=HANGS_AFTER_S,
            # That `since` is before `until`, no schema can say.
            excluded_checks=[positive_data_acceptance],
        )

    return sends_cases


@pytest.fixture(scope="session")
def description(server: Server) -> OpenApiSchema:
    """The service's own description, read from the running server."""
    return schemathesis.openapi.from_url(f"{server.base_url}/openapi.json")


test_hundreds_of_bad_bodies_do_no_harm = make_body_test(FEW)
test_hundreds_of_bad_addresses_do_no_harm = make_address_test(FEW)
test_hundreds_of_requests_are_answered_as_described = make_described_test(2 * FEW)
test_thousands_of_bad_bodies_do_no_harm = pytest.mark.slow(make_body_test(MANY))
test_thousands_of_bad_addresses_do_no_harm = pytest.mark.slow(make_address_test(MANY))
test_thousands_of_requests_are_answered_as_described = pytest.mark.slow(
    make_described_test(2 * MANY)
)
