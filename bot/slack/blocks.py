"""Block Kit, as far as it is used here, within its limits. Texts of others are escaped here.

A block is JSON of Slack's, built once and never read again; that is why it is a mapping. Knows
Slack's limits; knows nothing of answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.escaping import fitted, literal, mrkdwn, web_address

Block = Mapping[str, Any]
"""A block, an element or a view as Slack's API takes it."""

MOST_SECTION_CHARS = 3000
MOST_VALUE_CHARS = 2000
MOST_TEXT_CHARS = 3000
"""Of a message's `text`; Slack takes more, and cuts it for notifications."""

_MOST_HEADER_CHARS = 150
_MOST_BUTTON_CHARS = 75
_MOST_TITLE_CHARS = 24
_MOST_OPTION_CHARS = 75


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: `text` for notifications and screen readers, and the blocks."""

    text: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a rich text, untrusted; linked where `url` is an address that can be."""

    text: str
    url: str | None = None
    bold: bool = False
    italic: bool = False
    most_chars: int = 1000


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `value` comes back as it is when somebody presses it."""

    action: str
    label: str
    value: str
    is_primary: bool = False


def section(markup: str, button: Button | None = None) -> Block:
    """A section of mrkdwn that is escaped already: our words, or `mrkdwn` of others'."""
    block: dict[str, Any] = {"type": "section", "text": _markup(markup)}
    return block if button is None else block | {"accessory": button_element(button)}


def context(markup: str) -> Block:
    """Small print, of mrkdwn that is escaped already."""
    return {"type": "context", "elements": [_markup(markup)]}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text, _MOST_HEADER_CHARS)}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(buttons: Sequence[Button], name: str) -> Block:
    """A row of buttons, 25 at most."""
    elements = [button_element(button) for button in buttons[:25]]
    return {"type": "actions", "block_id": name, "elements": elements}


def rich(*parts: Block) -> Block:
    """A rich text block of `paragraph`s and `quotation`s: its texts are never parsed."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(runs: Sequence[Run]) -> Block:
    """Words one after the other."""
    return {"type": "rich_text_section", "elements": _elements(runs)}


def quotation(runs: Sequence[Run]) -> Block:
    """Words with a bar at their left."""
    return {"type": "rich_text_quote", "elements": _elements(runs)}


def button_element(button: Button) -> Block:
    """A button by itself, to stand beside a section. Raises ValueError for too long a value."""
    if len(button.value) > MOST_VALUE_CHARS:
        raise ValueError(f"a button holds {MOST_VALUE_CHARS} characters, not {len(button.value)}")
    element: dict[str, Any] = {
        "type": "button",
        "action_id": button.action,
        "text": plain_text(button.label, _MOST_BUTTON_CHARS),
        "value": button.value,
    }
    return element | {"style": "primary"} if button.is_primary else element


def feedback(action: str, value: str) -> Block:
    """Slack's own pair of buttons for what one thinks of an answer."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": action,
                "positive_button": {
                    "text": plain_text("Right", _MOST_BUTTON_CHARS),
                    "accessibility_label": "This answer is right",
                    "value": f"right:{value}",
                },
                "negative_button": {
                    "text": plain_text("Not right", _MOST_BUTTON_CHARS),
                    "accessibility_label": "Something is wrong with this answer",
                    "value": f"wrong:{value}",
                },
            }
        ],
    }


def radio_buttons(name: str, label: str, options: Mapping[str, str]) -> Block:
    """An input of a modal: one of several; `options` are labels by value."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, MOST_VALUE_CHARS),
        "element": {
            "type": "radio_buttons",
            "action_id": name,
            "options": [
                {"text": plain_text(shown, _MOST_OPTION_CHARS), "value": value}
                for value, shown in options.items()
            ],
        },
    }


def text_input(name: str, label: str, *, initial: str = "", required: bool = False) -> Block:
    """An input of a modal: some lines of text, up to 1,000 characters."""
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": 1000,
    }
    if initial:
        element["initial_value"] = initial[:1000]
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, MOST_VALUE_CHARS),
        "element": element,
        "optional": not required,
    }


def modal(title: str, blocks: Sequence[Block], callback: str, **others: str) -> Block:
    """A modal; `others` are `submit` and `private_metadata`."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(title, _MOST_TITLE_CHARS),
        "close": plain_text("Close", _MOST_TITLE_CHARS),
        "blocks": list(blocks[:100]),
    }
    if "submit" in others:
        view["submit"] = plain_text(others["submit"], _MOST_TITLE_CHARS)
    if "private_metadata" in others:
        view["private_metadata"] = others["private_metadata"]
    return view


def plain_text(text: str, most: int) -> Block:
    """A text object that is not parsed. Slack reads its escapes, and pings by none."""
    return {"type": "plain_text", "text": fitted(text, most, mrkdwn) or " ", "emoji": False}


def _markup(markup: str) -> Block:
    # Verbatim: Slack looks for no addresses or names in it.
    text = markup[:MOST_SECTION_CHARS] or " "
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _elements(runs: Sequence[Run]) -> list[Block]:
    return [_element(run) for run in runs if run.text] or [{"type": "text", "text": " "}]


def _element(run: Run) -> Block:
    text = fitted(run.text, run.most_chars, _spaced) or " "
    styles = {name: True for name in ("bold", "italic") if getattr(run, name)}
    element: dict[str, Any] = {"type": "text", "text": text}
    address = web_address(run.url)
    if address is not None:
        element = {"type": "link", "url": address, "text": text}
    return element | {"style": styles} if styles else element


def _spaced(text: str) -> str:
    """Literal, with the space and line breaks at the ends, which part runs from each other."""
    body = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{literal(body)}{after}" if body else text
