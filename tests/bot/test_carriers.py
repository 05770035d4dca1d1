"""An answer cites a story once, says who else carries it, and takes no copy for a confirmation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.render import answer_as_text
from bot.types import Answer, Question
from index.types import Article, Filters
from index.withdrawal import withdraw
from tests.bot.bots import Newsroom, assert_sound, open_newsroom
from tests.builders import START
from tests.index.copies.stories import text_of, told
from tests.newsroom import NEWS

SAID = "Mayor Ines Calder opened the Varnholm ferry pier on Monday."
QUESTION = "Who opened the Varnholm ferry pier?"
REST = text_of(3)


def report(id_: str, source: str | None, day: int, text: str) -> Article:
    when = START + timedelta(days=day)
    return replace(told(id_, text), source=source, published_at=when)


AGENCY = report("agency", "The Agency", 0, f"{SAID}\n\n{REST}")
HERALD = report("herald", "Herald", 1, f"{SAID}\n\n{REST}")
# It has the story and words the answer otherwise.
GAZETTE = report(
    "gazette", "Gazette", 2, f"On Monday the Varnholm ferry pier was opened.\n\n{REST}"
)
NOBODY = report("nobody", None, 3, f"SELBY (Agency)\n\n{SAID}\n\n{REST}")
APART = report("apart", "Apart", 4, f"{SAID} {text_of(4)}")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("carriers")) as opened:
        opened.publish(*NEWS[1:], HERALD, GAZETTE, NOBODY, AGENCY, APART)
        yield opened


def ask(newsroom: Newsroom, filters: Filters = Filters()) -> Answer:  # noqa: B008
    answer = newsroom.bot.ask(Question(QUESTION, filters=filters))
    assert_sound(answer, newsroom)
    for citation in answer.citations:
        for copy in citation.also_carried_by:
            text = newsroom.bot.article_text(copy.article_id, copy.revision)
            assert text[copy.start : copy.end] == citation.quote
    return answer


def test_the_canonical_article_is_cited_and_copies_with_the_sentence_are_named(
    newsroom: Newsroom,
) -> None:
    answer = ask(newsroom)
    saying = {c.article_id: c for c in answer.citations if c.quote == SAID}
    assert set(saying) == {"agency", "apart"}
    assert [one.article_id for one in saying["agency"].also_carried_by] == ["herald", "nobody"]
    assert not saying["apart"].also_carried_by


def test_a_filter_that_leaves_only_a_copy_has_it_cited(newsroom: Newsroom) -> None:
    citation = ask(newsroom, Filters(source="herald")).citations[0]
    assert (citation.article_id, list(citation.also_carried_by)) == ("herald", [])


def test_nothing_outside_the_filters_is_named(newsroom: Newsroom) -> None:
    citation = ask(newsroom, Filters(as_of=START + timedelta(days=1))).citations[0]
    assert citation.article_id == "agency"
    assert [one.article_id for one in citation.also_carried_by] == ["herald"]


def test_the_text_says_who_else_carries_it(newsroom: Newsroom) -> None:
    shown = answer_as_text(ask(newsroom))
    assert "    also carried by Herald, https://news.example/nobody\n" in shown


def test_a_copy_that_was_deleted_is_not_named(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(AGENCY, HERALD)
        assert ask(newsroom).citations[0].also_carried_by
        withdraw(newsroom.workshop.store, "herald")
        assert not ask(newsroom).citations[0].also_carried_by
