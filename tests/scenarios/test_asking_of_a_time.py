"""Time words in a question limit the search, visibly, and whoever asks can undo it; `as_of` too."""

from pathlib import Path

import httpx2
import pytest

from tests.asking import ask, citations_of, filters_of, records_of
from tests.commands import onrecord
from tests.newsroom import LIGHTHOUSE, ORCHARD

QUESTION = "How many cherry trees did the frost kill in Selby{}?"


def test_time_words_limit_the_search_and_the_answer_shows_how(http: httpx2.Client) -> None:
    answer = ask(http, QUESTION.format(" in April 2024"))
    assert citations_of(answer)[0]["article_id"] == ORCHARD.id
    (words,) = records_of(answer, "time_words")
    assert words["text"] == "in April 2024"
    start = str(answer["question"]).index("in April 2024")
    assert (words["start"], words["end"]) == (start, start + len("in April 2024"))
    filters = filters_of(answer)
    assert (words["since"], words["until"]) == (filters["since"], filters["until"])
    assert filters["since"] == "2024-04-01T00:00:00Z"


def test_an_article_of_another_time_does_not_answer_until_time_words_are_ignored(
    http: httpx2.Client,
) -> None:
    question = QUESTION.format(" in March 2023")
    limited = ask(http, question)
    assert (limited["answered"], limited["abstain_reason"]) == (False, "outside_dates")
    undone = ask(http, question, ignore_time_words=True)
    assert citations_of(undone)[0]["article_id"] == ORCHARD.id
    assert (undone["time_words"], filters_of(undone)["since"]) == ([], None)


def test_an_article_without_a_date_stays_within_time_words(http: httpx2.Client) -> None:
    answer = ask(http, "Who bought the Korsund lighthouse in 2019?")
    assert citations_of(answer)[0]["article_id"] == LIGHTHOUSE.id
    assert filters_of(answer)["keeps_undated"] is True


@pytest.mark.parametrize(("as_of", "answered"), [("2024-04-29", False), ("2024-04-30", True)])
def test_nothing_published_after_as_of_is_used(
    http: httpx2.Client, as_of: str, *, answered: bool
) -> None:
    answer = ask(http, QUESTION.format(""), filters={"as_of": as_of})
    quotes = [*citations_of(answer), *records_of(answer, "closest")]
    quoted = [quote["article_id"] for quote in quotes]
    assert (ORCHARD.id in quoted) is answered


def test_the_terminal_shows_what_time_words_were_taken_for(news_data_dir: Path) -> None:
    question = QUESTION.format(" in March 2023")
    told = onrecord("ask", question, data_dir=news_data_dir).stdout
    assert "“in March 2023” limits the search to articles published from 2023-03-01" in told
    told = onrecord("ask", question, "--ignore-time-words", data_dir=news_data_dir).stdout
    assert "limits the search" not in told
    assert "40 cherry trees" in told
    vague = onrecord("ask", QUESTION.format(" last summer"), data_dir=news_data_dir).stdout
    assert "“last summer” limits nothing" in vague
    early = onrecord(
        "ask", QUESTION.format(""), "--as-of", "2024-04-01", data_dir=news_data_dir
    ).stdout
    assert "40 cherry trees" not in early
