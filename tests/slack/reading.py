"""What people see of a message: its words and markers, whom it pings, where its links lead.

Reads what was posted as Slack does. Knows nothing of how it came about.
"""

import re
from collections.abc import Iterator

from tests.slack.wire import parts_of
from tests.slack.world import Message

_MARKER = re.compile(r"\[(\d+)\]")
_PING = re.compile(r"<[!@#][^>]*>")
_MARKUP_LINK = re.compile(r"<([a-z]+:[^|>]*)")
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]*)\)")
_PINGING = ("user", "usergroup", "broadcast", "channel", "team")


def words_in(blocks: object) -> str:
    """The words of blocks, in order, a piece a line."""
    return "\n".join(_words(blocks))


def seen(message: Message) -> str:
    """All words of a message as they stand on the screen."""
    streamed = [message.stream.text] if message.stream else []
    return _unescaped("\n".join([*streamed, words_in(message.blocks)]))


def markers_in(text: str) -> set[int]:
    """The citations that a text refers to."""
    return {int(number) for number in _MARKER.findall(text)}


def pings_in(message: Message) -> list[str]:
    """Whoever would be notified by a message, as it is written in it."""
    found = [ping for text in _parsed_texts(message) for ping in _PING.findall(text)]
    for kind in _PINGING:
        found += [str(part) for part in parts_of(message.blocks, kind)]
    return found


def links_in(message: Message) -> list[str]:
    """Where the links of a message lead, buttons included."""
    found = [link for text in _parsed_texts(message) for link in _MARKUP_LINK.findall(text)]
    found += [link for text in _markdown_texts(message) for link in _MARKDOWN_LINK.findall(text)]
    found += [str(part["url"]) for part in parts_of(message.blocks, "link")]
    found += [str(part["url"]) for part in parts_of(message.blocks, "button") if "url" in part]
    return found


def bold_in(blocks: object) -> str:
    """The words of rich text that stand out."""
    parts = parts_of(blocks, "text")
    return "".join(str(part["text"]) for part in parts if part.get("style", {}).get("bold"))


def _parsed_texts(message: Message) -> list[str]:
    """What Slack looks for markup in: the fallback, and everything that is not plain or rich."""
    marked = [str(part["text"]) for part in parts_of(message.blocks, "mrkdwn")]
    return [message.text, *marked, *_markdown_texts(message)]


def _markdown_texts(message: Message) -> list[str]:
    streamed = [message.stream.text] if message.stream else []
    return streamed + [str(part["text"]) for part in parts_of(message.blocks, "markdown")]


def _words(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for inner in part:
            yield from _words(inner)
    elif isinstance(part, dict):
        if part.get("type") in {"rich_text_section", "rich_text_quote"}:
            yield "".join(str(leaf.get("text", "")) for leaf in part["elements"])
            return
        if isinstance(part.get("text"), str):
            yield str(part["text"])
            return
        for inner in part.values():
            yield from _words(inner)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
