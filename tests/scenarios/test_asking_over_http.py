"""A program asks over HTTP and checks every citation against the article that it names."""

from datetime import datetime
from urllib.parse import quote

import httpx2
import pytest

from tests.asking import ask, citations_of
from tests.newsroom import CLINIC, FERRY, LIGHTHOUSE, NEWS, ORCHARD

ANSWER = {
    "answer_id",
    "conversation_id",
    "question",
    "standalone_question",
    "answered",
    "abstain_reason",
    "answer",
    "confidence",
    "statements",
    "citations",
    "scope",
    "timings_ms",
    "closest",
    "filters",
    "time_words",
}
STATEMENT = {"text", "citations", "contradicted_by"}
QUOTE = {
    "article_id",
    "revision",
    "title",
    "url",
    "source",
    "author",
    "published_at",
    "quote",
    "start",
    "end",
    "sentence",
    "score",
}
CITATION = QUOTE | {"marker", "also_carried_by"}
HIT_OF_ARTICLE = QUOTE - {"quote", "sentence"}
SCOPE = {
    "articles",
    "matching",
    "sources",
    "source_count",
    "first_published_at",
    "last_published_at",
    "index_version",
}
HIT = HIT_OF_ARTICLE | {
    "rank",
    "found_by",
    "dense_score",
    "lexical_score",
    "text",
}
FERRY_QUESTION = "Who opened the Varnholm ferry pier?"


def article_path(article_id: str) -> str:
    """Where an article is, whatever its id holds."""
    return f"/articles/{quote(article_id, safe='')}"


def test_an_answer_has_exactly_the_fields_of_the_contract(http: httpx2.Client) -> None:
    answer = ask(http, FERRY_QUESTION, conversation_id="c-1")
    assert answer.keys() == ANSWER
    assert (answer["answered"], answer["abstain_reason"]) == (True, None)
    assert (answer["question"], answer["standalone_question"]) == (FERRY_QUESTION, FERRY_QUESTION)
    assert answer["conversation_id"] == "c-1"
    statements, scope, timings = answer["statements"], answer["scope"], answer["timings_ms"]
    assert isinstance(statements, list)
    assert isinstance(scope, dict)
    assert isinstance(timings, dict)
    assert all(statement.keys() == STATEMENT for statement in statements)
    assert all(citation.keys() == CITATION for citation in citations_of(answer))
    assert scope.keys() == SCOPE
    assert scope["articles"] == len(NEWS) + 1
    assert timings["total"] >= sum(ms for stage, ms in timings.items() if stage != "total") - 1
    assert answer["answer"] == "Mayor Ines Calder"
    assert answer["answer"] in statements[0]["text"]


def test_the_first_citation_is_the_sentence_that_answers(http: httpx2.Client) -> None:
    first = citations_of(ask(http, FERRY_QUESTION))[0]
    assert (first["marker"], first["article_id"], first["sentence"]) == (1, FERRY.id, 0)
    assert first["quote"] == "Mayor Ines Calder opened the Varnholm ferry pier on Monday."
    told = (first["title"], first["url"], first["source"], first["author"], first["revision"])
    assert told == (FERRY.title, FERRY.url, FERRY.source, FERRY.author, FERRY.revision)
    assert datetime.fromisoformat(str(first["published_at"])) == FERRY.published_at


@pytest.mark.parametrize(
    "question",
    [
        FERRY_QUESTION,
        "How many cherry trees did the frost kill?",
        "What did Tom Ruck deny?",
        "Who bought the Korsund lighthouse?",
        "How many patients did the Amberley clinic treat?",
        "Who denied Russian involvement?",
    ],
)
def test_every_citation_is_verbatim_in_the_article_that_it_names(
    http: httpx2.Client, question: str
) -> None:
    answer = ask(http, question)
    markers = [citation["marker"] for citation in citations_of(answer)]
    assert markers == list(range(1, len(markers) + 1))
    assert markers
    for citation in citations_of(answer):
        path = article_path(str(citation["article_id"]))
        article = http.get(path, params={"revision": str(citation["revision"])}).json()
        start, end, number = citation["start"], citation["end"], citation["sentence"]
        assert article["text"][start:end] == citation["quote"]
        assert article["sentences"][number] == {"start": start, "end": end}
        assert article["revision"] == citation["revision"]


def test_the_risk_of_a_question_decides_whether_it_is_answered(http: httpx2.Client) -> None:
    answered, declined = (ask(http, FERRY_QUESTION, risk=least) for least in (0, 1.0))
    assert (answered["answered"], answered["closest"]) == (True, [])
    assert (declined["answered"], declined["abstain_reason"]) == (False, "weak_evidence")
    assert answered["confidence"] == declined["confidence"]
    as_set = ask(http, FERRY_QUESTION)
    assert as_set["answered"] == ask(http, FERRY_QUESTION, risk="normal")["answered"]
    assert as_set["citations"] == ask(http, FERRY_QUESTION, risk=None)["citations"]


def test_what_came_closest_is_verbatim_and_no_citation(http: httpx2.Client) -> None:
    declined = ask(http, FERRY_QUESTION, risk=1.0)
    assert (declined["statements"], declined["citations"]) == ([], [])
    closest = declined["closest"]
    assert isinstance(closest, list)
    assert 1 <= len(closest) <= 3
    for quote_ in closest:
        assert quote_.keys() == QUOTE
        article = http.get(article_path(quote_["article_id"])).json()
        assert article["text"][quote_["start"] : quote_["end"]] == quote_["quote"]
        assert article["revision"] == quote_["revision"]


def test_a_day_that_ends_a_range_counts_as_a_whole(http: httpx2.Client) -> None:
    question = "How many cherry trees did the frost kill in Selby?"
    one_day = {"since": "2024-04-30", "until": "2024-04-30"}
    assert citations_of(ask(http, question, filters=one_day))[0]["article_id"] == ORCHARD.id
    to_the_hour = {"since": "2024-04-30T18:30:00Z", "until": "2024-04-30T20:30:00+02:00"}
    assert citations_of(ask(http, question, filters=to_the_hour))[0]["article_id"] == ORCHARD.id
    answer = ask(http, question, filters={"until": "2024-04-30T18:00:00Z"})
    assert (answer["answered"], answer["abstain_reason"]) == (False, "outside_dates")


def test_an_article_without_a_date_is_outside_every_range(http: httpx2.Client) -> None:
    question = "Who bought the Korsund lighthouse?"
    assert citations_of(ask(http, question))[0]["article_id"] == LIGHTHOUSE.id
    answer = ask(http, question, filters={"since": "0001-01-01", "until": "9999-12-31"})
    assert answer["abstain_reason"] == "outside_dates"
    assert (answer["statements"], answer["citations"]) == ([], [])


def test_filters_limit_what_is_cited(http: httpx2.Client) -> None:
    by_source = ask(http, "What happened in October?", filters={"source": "HARBOUR post"})
    assert {c["source"] for c in citations_of(by_source)} <= {"Harbour Post"}
    by_id = ask(http, "What did Lena Ortiz say?", filters={"article_id": ORCHARD.id})
    assert {c["article_id"] for c in citations_of(by_id)} == {ORCHARD.id}
    nowhere = ask(http, FERRY_QUESTION, filters={"source": "Nobody's Gazette"})
    assert (nowhere["answered"], nowhere["abstain_reason"]) == (False, "no_match")


def test_an_answer_has_no_more_citations_than_asked_for(http: httpx2.Client) -> None:
    for most in (1, 2, 20):
        assert 1 <= len(citations_of(ask(http, FERRY_QUESTION, max_citations=most))) <= most


def test_white_space_around_a_question_does_not_matter(http: httpx2.Client) -> None:
    assert ask(http, f"\n  {FERRY_QUESTION}\t")["question"] == FERRY_QUESTION


def test_a_search_gives_hits_with_what_found_them(http: httpx2.Client) -> None:
    reply = http.post("/search", json={"query": "ferry pier", "k": 2}).json()
    assert reply.keys() == {"hits", "scope"}
    assert [hit["rank"] for hit in reply["hits"]] == [1, 2]
    first = reply["hits"][0]
    assert first.keys() == HIT
    assert (first["article_id"], first["found_by"]) == (FERRY.id, "both")
    for hit in reply["hits"]:
        article = http.get(article_path(hit["article_id"])).json()
        assert article["text"][hit["start"] : hit["end"]] == hit["text"]


def test_articles_are_listed_newest_first_a_page_at_a_time(http: httpx2.Client) -> None:
    whole = http.get("/articles").json()
    assert whole["total"] == len(NEWS) + 1
    dated = [one["id"] for one in whole["articles"] if one["published_at"]]
    assert dated == [FERRY.id, CLINIC.id, ORCHARD.id]
    pages = [http.get("/articles", params={"limit": 2, "offset": n}).json() for n in range(0, 6, 2)]
    assert [one for page in pages for one in page["articles"]] == whole["articles"]
    ours = http.get("/articles", params={"source": "Valley Herald"}).json()
    assert [one["id"] for one in ours["articles"]] == [ORCHARD.id]


def test_an_article_has_its_text_and_the_sentences_that_cover_it(http: httpx2.Client) -> None:
    for article in NEWS:
        told = http.get(article_path(article.id)).json()
        assert (told["id"], told["text"], told["revision"]) == (
            article.id,
            article.text,
            article.revision,
        )
        quotes = [article.text[one["start"] : one["end"]] for one in told["sentences"]]
        assert "".join("".join(quotes).split()) == "".join(article.text.split())
