"""Each documented limit of blocks: what just fits passes, one more is refused."""

from collections.abc import Callable

import pytest

from tests.slack.blocks import check_message_blocks, check_view_blocks
from tests.slack.views import checked_view
from tests.slack.wire import Json, RefusedError


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def section(length: int) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def button(**fields: object) -> Json:
    return {
        "type": "actions",
        "elements": [{"type": "button", "text": plain(1), "action_id": "a", **fields}],
    }


def options(count: int, kind: str = "static_select", length: int = 1) -> Json:
    choices = [{"text": plain(length), "value": str(number)} for number in range(count)]
    return {"type": "actions", "elements": [{"type": kind, "action_id": "a", "options": choices}]}


def context(count: int) -> Json:
    return {"type": "context", "elements": [plain(1) for _ in range(count)]}


def container(**fields: object) -> Json:
    return {"type": "container", "title": plain(1), "child_blocks": [section(1)], **fields}


@pytest.mark.parametrize(
    ("block", "most"),
    [
        (section, 3000),
        (lambda size: {"type": "section", "fields": [plain(1)] * size}, 10),
        (lambda size: {"type": "section", "fields": [plain(size)]}, 2000),
        (lambda size: {"type": "header", "text": plain(size)}, 150),
        (lambda size: {"type": "markdown", "text": "x" * size}, 12_000),
        (context, 10),
        (lambda size: {"type": "divider", "block_id": "x" * size}, 255),
        (lambda size: button(text=plain(size)), 75),
        (lambda size: button(value="x" * size), 2000),
        (lambda size: button(action_id="x" * size), 255),
        (lambda size: button(url="https://" + "x" * (size - 8)), 3000),
        (lambda size: button(accessibility_label="x" * size), 75),
        (options, 100),
        (lambda size: options(size, "radio_buttons"), 10),
        (lambda size: options(size, "overflow"), 5),
        (lambda size: options(2, "overflow", size), 75),
        (lambda size: container(title=plain(size)), 150),
        (lambda size: container(child_blocks=[section(1)] * size), 10),
    ],
)
def test_what_just_fits_passes_and_one_more_is_refused(
    block: Callable[[int], Json], most: int
) -> None:
    check_message_blocks([block(most)])
    with pytest.raises(RefusedError):
        check_message_blocks([block(most + 1)])


@pytest.mark.parametrize(
    "block",
    [
        {"type": "guess"},
        {"type": "section"},
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        {"type": "section", "text": plain(1), "colour": "red"},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "actions", "elements": []},
        {"type": "actions", "elements": [plain(1)]},
        {"type": "context", "elements": [{"type": "button", "text": plain(1)}]},
        button(style="loud"),
        button(colour="red"),
        button(url="javascript:1"),
        {"type": "actions", "elements": button()["elements"] * 2},
        container(child_blocks=[{"type": "markdown", "text": "x"}]),
        container(width="huge"),
        {"type": "rich_text", "elements": [{"type": "guess", "elements": []}]},
        "divider",
    ],
)
def test_what_slack_does_not_know_is_refused(block: object) -> None:
    with pytest.raises(RefusedError) as refused:
        check_message_blocks([block])
    assert refused.value.error == "invalid_blocks"


def test_a_message_holds_fifty_blocks_and_so_many_characters() -> None:
    check_message_blocks([section(1)] * 50)
    with pytest.raises(RefusedError):
        check_message_blocks([section(1)] * 51)
    with pytest.raises(RefusedError) as refused:
        check_message_blocks([section(2700)] * 5)
    assert refused.value.error == "msg_blocks_too_long"


def test_a_block_id_stands_once() -> None:
    with pytest.raises(RefusedError):
        check_message_blocks([{"type": "divider", "block_id": "x"}] * 2)


def test_a_view_has_no_blocks_of_messages() -> None:
    check_view_blocks([section(1)] * 100)
    with pytest.raises(RefusedError):
        check_view_blocks([section(1)] * 101)
    with pytest.raises(RefusedError):
        check_view_blocks([{"type": "markdown", "text": "x"}])


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        (lambda size: {"title": plain(size)}, 24),
        (lambda size: {"submit": plain(size)}, 24),
        (lambda size: {"close": plain(size)}, 24),
        (lambda size: {"private_metadata": "x" * size}, 3000),
        (lambda size: {"callback_id": "x" * size}, 255),
    ],
)
def test_a_modal_keeps_its_limits(fields: Callable[[int], Json], most: int) -> None:
    modal: Json = {"type": "modal", "title": plain(1), "blocks": [section(1)]}
    checked_view({**modal, **fields(most)}, "modal")
    with pytest.raises(RefusedError):
        checked_view({**modal, **fields(most + 1)}, "modal")


def test_a_form_needs_a_way_to_send_it_off() -> None:
    asked: Json = {
        "type": "input",
        "label": plain(1),
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    form: Json = {"type": "modal", "title": plain(1), "blocks": [asked]}
    with pytest.raises(RefusedError):
        checked_view(form, "modal")
    checked_view({**form, "submit": plain(1)}, "modal")
