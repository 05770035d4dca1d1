"""Promise number one: what is not in the stored revision, byte for byte, is never said."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.types import AbstainReason, Question
from tests.bot.bots import Newsroom, TellingReader, open_newsroom
from tests.newsroom import FERRY, NEWS

QUESTION = "Who opened the Varnholm ferry pier?"
LIE = "UPDATE revisions SET text = replace(text, 'Ines Calder', 'Olga Brandt') WHERE article_id = ?"
# A second report, whose words match the question less well.
REPORT = replace(
    FERRY,
    id="report",
    title="Rain on the quay",
    text="The pier in Varnholm was opened at noon by the council of Ines Calder. It rained.",
)


def said_by(newsroom: Newsroom) -> str:
    """Everything that an answer to the question says, in one text."""
    return repr(newsroom.bot.ask(QUESTION))


def test_an_article_that_was_tampered_with_is_not_quoted(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(*NEWS)
        assert "Ines Calder" in said_by(newsroom)
        newsroom.tamper(LIE, FERRY.id)
        answer = newsroom.bot.ask(QUESTION)
    assert (answer.answered, answer.abstain_reason) == (False, AbstainReason.WEAK_EVIDENCE)
    assert (answer.statements, answer.citations) == ([], [])
    assert "Brandt" not in repr(answer)


def test_a_sentence_that_came_close_is_not_shown_when_it_was_tampered_with(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(FERRY, REPORT)
        before = newsroom.bot.ask(Question(QUESTION, risk=1.0))
        assert FERRY.id in [quote.article_id for quote in before.closest]
        newsroom.tamper(LIE, FERRY.id)
        after = newsroom.bot.ask(Question(QUESTION, risk=1.0))
    assert "Brandt" not in repr(after)
    assert [q for q in after.closest if q.article_id == FERRY.id] == []
    assert set(after.closest) <= set(before.closest)


@pytest.mark.parametrize("at", [0, 1, -1])
def test_one_character_anywhere_in_the_article_is_enough(tmp_path: Path, at: int) -> None:
    text = list(FERRY.text)
    text[at] = "x"
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(FERRY)
        newsroom.tamper("UPDATE revisions SET text = ?", "".join(text))
        assert not newsroom.bot.ask(QUESTION).answered


def test_the_rest_of_the_evidence_is_used(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(*NEWS, REPORT)
        before = newsroom.bot.ask(QUESTION)
        assert {FERRY.id, REPORT.id} <= {c.article_id for c in before.citations}
        assert before.citations[0].article_id == FERRY.id
        newsroom.tamper(LIE, FERRY.id)
        after = newsroom.bot.ask(QUESTION)
    assert after.answered
    assert {citation.article_id for citation in after.citations} == {REPORT.id}
    assert after.answer == after.statements[0].text
    assert REPORT.text.startswith(after.answer)


def test_a_short_answer_is_not_given_when_its_evidence_was_dropped(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, reader=TellingReader(0.9)) as newsroom:
        newsroom.publish(FERRY, REPORT)
        assert "Ines" in newsroom.bot.ask(QUESTION).answer
        newsroom.tamper("UPDATE revisions SET text = replace(text, 'Mayor', 'Baker')")
        answer = newsroom.bot.ask(QUESTION)
    assert answer.answered
    assert "Baker" not in repr(answer)
    assert answer.answer in answer.statements[0].text
    assert REPORT.text.startswith(answer.statements[0].text)


def test_an_article_whose_text_is_gone_is_not_quoted(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(*NEWS)
        newsroom.tamper("DELETE FROM revisions WHERE article_id = ?", FERRY.id)
        answer = newsroom.bot.ask(QUESTION)
    assert FERRY.id not in [citation.article_id for citation in answer.citations]


def test_an_older_revision_still_resolves_after_an_update(tmp_path: Path) -> None:
    changed = replace(FERRY, text=FERRY.text.replace("Ines Calder", "Olga Brandt"))
    with open_newsroom(tmp_path) as newsroom:
        newsroom.publish(*NEWS)
        old = newsroom.bot.ask(QUESTION).citations[0]
        newsroom.publish(changed)
        new = newsroom.bot.ask(QUESTION).citations[0]
        text = newsroom.bot.article_text(old.article_id, old.revision)
    assert text[old.start : old.end] == old.quote
    assert "Olga Brandt" in new.quote
    assert (old.article_id, changed.revision) == (new.article_id, new.revision)
