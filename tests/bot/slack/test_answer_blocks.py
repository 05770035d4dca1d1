import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checking import Checked
from bot.slack.answer_blocks import Shown, Surroundings, answer_message, head, streamed, tail
from bot.slack.blocks import Message
from bot.slack.check_blocks import checked_message
from bot.slack.escaping import fitted, length, literal, markdown, mrkdwn, web_address
from bot.slack.home import Overview, home_view
from bot.slack.modals import ArticlePart, evidence_modal, question_modal
from bot.types import Answer
from index.standing_rows import Standing
from index.stored import StoredArticle
from index.types import Scope
from tests.bot.slack.made import (
    TEXTS,
    URLS,
    WORDS,
    abstentions,
    answers,
    assert_harmless,
    quotes,
    strings_shown,
)
from tests.builders import START
from tests.slack.blocks import check_message_blocks, check_view_blocks

MANY = settings(max_examples=30)
"""Of what is large: answers of many texts."""

FORMS = st.sampled_from([literal, mrkdwn, markdown])
MARKER = re.compile(r"\[(\d+)\]")
STATEMENT_MARKS = re.compile(r" ((?:\[\d+\])+)")


def plainly(message: Message) -> list[object]:
    """The blocks as Slack gets them: JSON."""
    blocks = json.loads(json.dumps(list(message.blocks)))
    assert isinstance(blocks, list)
    return blocks


def words_of(payload: object) -> str:
    return "\n".join(text for _, text in strings_shown(payload))


def markers_of(answer: Answer) -> set[str]:
    used = [*(one.citations for one in answer.statements)]
    used += [one.contradicted_by for one in answer.statements]
    return {str(marker) for markers in used for marker in markers}


@MANY
@given(answers(), st.booleans(), WORDS)
def test_any_answer_is_a_message_that_slack_takes_and_that_does_no_harm(
    answer: Answer, is_private: bool, note: str
) -> None:
    around = {1: Surroundings("<!here> before", "after")}
    message = answer_message(Shown(answer, around, is_private=is_private, note=note))
    blocks = plainly(message)
    check_message_blocks(blocks)
    assert_harmless(message.text, blocks)
    assert length(words_of(blocks)) < 12_000
    assert 0 < length(message.text) <= 4000


@MANY
@given(answers())
def test_no_marker_is_lost_in_blocks_text_or_stream(answer: Answer) -> None:
    message = answer_message(Shown(answer))
    wanted = markers_of(answer)
    assert wanted <= set(MARKER.findall(message.text))
    assert wanted <= set(MARKER.findall("".join(streamed(answer))))
    said, _, sources = words_of(plainly(message)).partition("Sources")
    assert wanted <= set(MARKER.findall(said))
    assert {str(one.marker) for one in answer.citations} <= set(MARKER.findall(sources))


@MANY
@given(answers())
def test_each_statement_is_streamed_with_its_own_markers(answer: Answer) -> None:
    pieces = streamed(answer)[-len(answer.statements) :]
    for statement, piece in zip(answer.statements, pieces, strict=True):
        marks = "".join(f"[{marker}]" for marker in statement.citations)
        assert f" {marks}\n\n" in piece


@MANY
@given(answers() | abstentions())
def test_what_is_streamed_does_no_harm_and_fits(answer: Answer) -> None:
    said = "".join(streamed(answer))
    shown = Shown(answer)
    below = json.loads(json.dumps([*head(shown), *tail(shown)]))
    check_message_blocks(below)
    assert "<" not in said
    assert "](" not in said
    assert length(said) + length(words_of(below)) < 12_000


@MANY
@given(abstentions())
def test_an_abstention_has_no_sources_and_shows_what_came_closest(answer: Answer) -> None:
    message = answer_message(Shown(answer))
    blocks = plainly(message)
    check_message_blocks(blocks)
    assert_harmless(message.text, blocks)
    shown = [block["type"] for block in blocks if isinstance(block, dict)]
    assert "actions" not in shown
    assert message.text == answer.answer


@MANY
@given(
    st.lists(
        st.builds(Checked, TEXTS, st.lists(quotes(), max_size=3), st.lists(quotes(), max_size=3)),
        max_size=5,
    )
)
def test_any_check_is_a_message_that_slack_takes(checked: list[Checked]) -> None:
    message = checked_message(checked)
    blocks = plainly(message)
    check_message_blocks(blocks)
    assert_harmless(message.text, blocks)
    assert length(words_of(blocks)) < 12_000


@given(TEXTS, TEXTS, URLS, st.integers(0, 400), st.integers(0, 400))
def test_any_article_is_a_modal_that_slack_takes(
    title: str, text: str, url: str | None, start: int, more: int
) -> None:
    view = evidence_modal(ArticlePart(title, text, start, start + more, url, title))
    shown = json.loads(json.dumps(view))
    check_view_blocks(shown["blocks"])
    assert_harmless("", shown)


@given(TEXTS)
def test_any_question_can_be_put_better(question: str) -> None:
    check_view_blocks(json.loads(json.dumps(question_modal(question, "a")))["blocks"])


@MANY
@given(st.lists(st.tuples(TEXTS, URLS), max_size=5), st.lists(answers(), max_size=2), TEXTS)
def test_any_home_is_one_that_slack_takes(
    titles: list[tuple[str, str | None]], recent: list[Answer], question: str
) -> None:
    newest = [
        StoredArticle(str(n), "r", title, url, title, None, None, None, None, None, START)
        for n, (title, url) in enumerate(titles)
    ]
    watches = [Standing("1", "o", "p", question, START)]
    overview = Overview(Scope(1, None, None, "1"), newest, recent, watches)
    view = json.loads(json.dumps(home_view(overview)))
    check_view_blocks(view["blocks"])
    assert_harmless("", view)


@given(TEXTS, st.integers(1, 300), FORMS)
def test_a_text_that_is_cut_fits(text: str, most: int, form: object) -> None:
    assert callable(form)
    assert length(fitted(text, most, form)) <= most


@given(TEXTS)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    shown = mrkdwn(text).replace("\u2060", "")
    read = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert read == literal(text).replace("\u2060", "")


@given(URLS | TEXTS)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    address = web_address(url)
    assert address is None or re.fullmatch(r"https?://[^\s<>|]+", address)
