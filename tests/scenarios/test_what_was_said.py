"""A program looks back: how an article changed, what an answer said, whether it still stands.

The server is a real one; articles change in another process, as they do when something is ingested.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import httpx2
import pytest

from bot.answer_store import AnswerStore
from bot.api.models import AnswerModel
from bot.types import Answer
from index.store import Store
from index.types import Notice
from index.withdrawal import withdraw
from tests.bot.given import answer_citing, quote_of
from tests.builders import TEXT, article, stock
from tests.commands import onrecord, serving
from tests.newsroom import FERRY, write_jsonl

LATER = TEXT.replace("in May", "in June")


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A server, and the store that it answers from."""

    http: httpx2.Client
    store: Store

    def give(self, answer: Answer) -> str:
        """Keeps an answer, and gives back its id."""
        AnswerStore(self.store).keep(answer, body_of(answer))
        return answer.answer_id

    def get(self, path: str, **params: str) -> dict[str, object]:
        """The reply to a request that succeeds."""
        reply = self.http.get(path, params=params)
        assert reply.status_code == 200, reply.text
        found = reply.json()
        assert isinstance(found, dict)
        return found

    def affected(self, answer_id: str) -> list[dict[str, object]]:
        """What is told of one answer."""
        told = self.get("/answers/affected", limit="1000")
        assert told["next_since"] is None
        assert isinstance(told["affected"], list)
        return [each for each in told["affected"] if each["answer_id"] == answer_id]


@pytest.fixture(scope="module")
def newsroom(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsroom]:
    data_dir = new_data_dir()
    log = tmp_path_factory.mktemp("what-was-said") / "log"
    with (
        closing(Store.open(data_dir / "onrecord.db")) as store,
        serving(data_dir, log) as server,
        httpx2.Client(base_url=server.base_url, timeout=60) as http,
    ):
        yield Newsroom(http, store)
    assert "Traceback" not in log.read_text()


def body_of(answer: Answer) -> str:
    """An answer as JSON, as it is given."""
    return AnswerModel.of(answer).model_dump_json()


def revisions_path(article_id: str) -> str:
    return f"/articles/{quote(article_id, safe='')}/revisions"


def gone(reply: httpx2.Response) -> bool:
    """Whether a reply says that something was withdrawn."""
    is_problem = reply.headers["content-type"] == "application/problem+json"
    return is_problem and reply.json()["type"] == "urn:onrecord:problem:withdrawn"


# Revisions


def test_revisions_show_how_the_text_changed_with_offsets_in_both(newsroom: Newsroom) -> None:
    for text in (TEXT, LATER):
        stock(newsroom.store, article("changing", text))
    listed = newsroom.get("/articles/changing/revisions")
    assert (listed["article_id"], listed["total"]) == ("changing", 2)
    revisions = listed["revisions"]
    assert isinstance(revisions, list)
    current, former = revisions
    assert (current["is_current"], former["is_current"]) == (True, False)
    assert (former["length"], former["diff"]) == (len(TEXT), None)
    assert current["diff"]["former"] == former["revision"] == article(text=TEXT).revision
    [change] = current["diff"]["changes"]
    assert change["kind"] == "changed"
    for revision, wording in ((former, change["before"]), (current, change["after"])):
        at = newsroom.get("/articles/changing", revision=revision["revision"])
        assert isinstance(at["text"], str)
        assert at["text"][wording["start"] : wording["end"]] == wording["text"]
    assert datetime.fromisoformat(current["stored_at"]).tzinfo == UTC


@pytest.mark.parametrize("article_id", ["a/b", "früh/%41?", "revisions", "a/revisions/b", "/"])
def test_any_id_has_revisions(newsroom: Newsroom, article_id: str) -> None:
    stock(newsroom.store, article(article_id))
    listed = newsroom.get(revisions_path(article_id))
    assert (listed["article_id"], listed["total"]) == (article_id, 1)
    assert newsroom.get(f"/articles/{quote(article_id, safe='')}")["id"] == article_id


def test_slashes_of_an_id_may_stand_as_they_are(newsroom: Newsroom) -> None:
    stock(newsroom.store, article("2026/03/bridge"))
    assert newsroom.get("/articles/2026/03/bridge/revisions")["article_id"] == "2026/03/bridge"


def test_an_id_that_ends_in_revisions_is_reached_with_its_slash_escaped(
    newsroom: Newsroom,
) -> None:
    stock(newsroom.store, article("both"), article("both/revisions", LATER))
    assert newsroom.get("/articles/both/revisions")["article_id"] == "both"
    assert newsroom.get("/articles/both%2Frevisions")["text"] == LATER
    listed = newsroom.get("/articles/both%2Frevisions/revisions")
    assert listed["article_id"] == "both/revisions"


def test_revisions_come_a_page_at_a_time(newsroom: Newsroom) -> None:
    for number in range(3):
        stock(newsroom.store, article("paged", f"{TEXT} Day {number} ended."))
    whole = newsroom.get("/articles/paged/revisions")["revisions"]
    second = newsroom.get("/articles/paged/revisions", limit="1", offset="1")["revisions"]
    assert isinstance(whole, list)
    assert isinstance(second, list)
    assert second == whole[1:2]
    assert newsroom.http.get("/articles/paged/revisions?limit=0").status_code == 422


def test_revisions_of_no_article_and_of_a_withdrawn_one_are_told_apart(newsroom: Newsroom) -> None:
    unknown = newsroom.http.get("/articles/nobody/revisions")
    assert unknown.status_code == 404
    assert unknown.json()["type"] == "urn:onrecord:problem:not-found"
    stock(newsroom.store, article("secret"))
    withdraw(newsroom.store, "secret")
    reply = newsroom.http.get("/articles/secret/revisions")
    assert reply.status_code == 410
    assert gone(reply)


# Answers


def test_an_answer_is_there_as_it_was_given(newsroom: Newsroom) -> None:
    stock(newsroom.store, article("told"))
    answer = answer_citing(quote_of(article("told"), 1))
    answer_id = newsroom.give(answer)
    reply = newsroom.http.get(f"/answers/{answer_id}")
    assert reply.text == body_of(answer)
    assert reply.headers["content-type"] == "application/json"
    assert newsroom.affected(answer_id) == []
    unknown = newsroom.http.get("/answers/nothing")
    assert unknown.status_code == 404
    assert "nothing" in unknown.json()["detail"]


def test_an_answer_whose_sentence_changed_is_told_with_both_wordings(newsroom: Newsroom) -> None:
    stock(newsroom.store, article("moving"))
    answer_id = newsroom.give(answer_citing(*(quote_of(article("moving"), n) for n in (0, 1))))
    stock(newsroom.store, article("moving", LATER))
    [told] = newsroom.affected(answer_id)
    assert (told["marker"], told["what"], told["still_said"]) == (2, "changed", False)
    assert told["quote"] == "The bridge will be rebuilt in May."
    current = told["current"]
    assert isinstance(current, dict)
    assert current["text"] == "The bridge will be rebuilt in June."
    at = newsroom.get("/articles/moving", revision=str(told["current_revision"]))
    assert str(at["text"])[current["start"] : current["end"]] == current["text"]
    # It stays as it was given.
    assert newsroom.http.get(f"/answers/{answer_id}").status_code == 200


def test_a_correction_and_a_retraction_are_told(newsroom: Newsroom) -> None:
    for notice, what in ((Notice.CORRECTION, "corrected"), (Notice.RETRACTION, "retracted")):
        stock(newsroom.store, article(what))
        answer_id = newsroom.give(answer_citing(quote_of(article(what), 1)))
        stock(newsroom.store, replace(article(what, f"{TEXT} Note."), notice=notice))
        assert [told["what"] for told in newsroom.affected(answer_id)] == [what]
        listed = newsroom.get(f"/articles/{what}/revisions")["revisions"]
        assert isinstance(listed, list)
        assert [each["notice"] for each in listed] == [notice.value, None]


def test_an_answer_that_quotes_a_withdrawn_article_is_gone(newsroom: Newsroom) -> None:
    stock(newsroom.store, article("leaked"))
    answer_id = newsroom.give(answer_citing(quote_of(article("leaked"), 1)))
    withdraw(newsroom.store, "leaked")
    reply = newsroom.http.get(f"/answers/{answer_id}")
    assert reply.status_code == 410
    assert gone(reply)
    assert "withdrawn" in reply.json()["detail"]
    [told] = newsroom.affected(answer_id)
    assert (told["what"], told["quote"], told["current"]) == ("withdrawn", None, None)


def test_since_takes_a_moment_or_a_day(newsroom: Newsroom) -> None:
    stock(newsroom.store, article("dated"))
    answer_id = newsroom.give(answer_citing(quote_of(article("dated"), 1)))
    stock(newsroom.store, article("dated", LATER))
    [told] = newsroom.affected(answer_id)
    at = str(told["happened_at"])
    later = newsroom.get("/answers/affected", since=at)["affected"]
    assert isinstance(later, list)
    assert told in later
    assert newsroom.get("/answers/affected", since="9999-12-31")["affected"] == []
    for wrong in ("yesterday", "1", "2024-02-30"):
        reply = newsroom.http.get("/answers/affected", params={"since": wrong})
        assert reply.status_code == 422
        assert "since" in reply.json()["detail"]


def test_what_is_asked_is_kept_and_later_told_as_changed(
    new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    data_dir = new_data_dir()
    first = write_jsonl(tmp_path / "news.jsonl", FERRY)
    assert onrecord("ingest", str(first), data_dir=data_dir).returncode == 0
    with serving(data_dir, tmp_path / "log") as server:
        question = {"question": "Who opened the Varnholm ferry pier?"}
        given = httpx2.post(f"{server.base_url}/ask", json=question, timeout=60).json()
        path = f"{server.base_url}/answers/{given['answer_id']}"
        deadline = monotonic() + 30
        while (kept := httpx2.get(path)).status_code == 404 and monotonic() < deadline:
            pass
        assert kept.json() == given
        changed = replace(FERRY, text=FERRY.text.replace("Ines Calder", "Olga Brandt"))
        with closing(Store.open(data_dir / "onrecord.db")) as store:
            stock(store, changed)
        told = httpx2.get(f"{server.base_url}/answers/affected").json()["affected"]
        assert [(each["answer_id"], each["marker"], each["what"]) for each in told] == [
            (given["answer_id"], 1, "changed")
        ]
        assert told[0]["current"]["text"].startswith("Mayor Olga Brandt opened")
