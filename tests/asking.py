"""Questions over HTTP, as a program asks them, and what the replies hold."""

import httpx2


def ask(http: httpx2.Client, question: str, **fields: object) -> dict[str, object]:
    """The reply to a question, as JSON."""
    reply = http.post("/ask", json={"question": question, **fields})
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    assert isinstance(answer, dict)
    return answer


def citations_of(answer: dict[str, object]) -> list[dict[str, object]]:
    """An answer's citations, checked to be what they should be."""
    return records_of(answer, "citations")


def records_of(answer: dict[str, object], field: str) -> list[dict[str, object]]:
    """A field of an answer that is a list of records."""
    records = answer[field]
    assert isinstance(records, list)
    return records


def filters_of(answer: dict[str, object]) -> dict[str, object]:
    """What an answer says that the search was limited to."""
    filters = answer["filters"]
    assert isinstance(filters, dict)
    return filters
