"""Text from outside in a form in which it means nothing to Slack: no ping, no link, no markup.

Article text, titles, names and questions are untrusted. Pure; knows nothing of blocks.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.render import plain

Form = Callable[[str], str]
"""A text to how it is written in one of Slack's formats."""

MAX_URL_CHARS = 400
"""Longer addresses are not linked: a message holds only so many characters."""

_READ_AHEAD = 4
"""Times the room that there is: white space is folded, so that more of a text may fit."""

_JOINER = "\u2060"
"""Takes no room and is not seen; what it stands in is no control sequence any more."""

_SHOUTS = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_CONTROL = re.compile(r"<(?=[!@#])")
_MARKDOWN = re.compile(r"([\\`*_~\[\]|])")
_LINE_OPENING = re.compile(r"^(\d{0,9})(?=[#+=.)-])")
_NOT_IN_URL = re.compile(r"[\s<>|\"\\^`{}\x00-\x20\x7f-\uffff]")


def literal(text: str) -> str:
    """For rich text elements, which parse nothing; control sequences are broken up all the same."""
    return _CONTROL.sub(f"<{_JOINER}", _quietly(plain(text)))


def mrkdwn(text: str) -> str:
    """For mrkdwn and for a message's `text`."""
    escaped = _quietly(plain(text)).replace("&", "&amp;")
    return escaped.replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """For streams, which are Markdown."""
    marked = _MARKDOWN.sub(r"\\\1", _quietly(plain(text)))
    # A link even where a backslash should not count for one: "](" never stays together.
    marked = marked.replace("](", f"]{_JOINER}(").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_OPENING.sub(r"\1\\", marked)


def web_address(url: str | None) -> str | None:
    """The address where it is http(s) and cannot be taken for anything else."""
    if url is None or not 0 < len(url) <= MAX_URL_CHARS or _NOT_IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def length(text: str) -> int:
    """Characters as Slack may count them: those beyond the first plane are two."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitted(text: str, most: int, form: Form) -> str:
    """The text in that form, cut so that what comes out has no more than `most` characters."""
    begun = text[: _READ_AHEAD * most]  # whatever its form, more is not looked at
    whole = form(begun)
    if length(whole) <= most and len(begun) == len(text):
        return whole
    low, high = 0, len(begun)
    while low < high:
        middle = (low + high + 1) // 2
        if length(form(_cut(begun, middle))) <= most:
            low = middle
        else:
            high = middle - 1
    return form(_cut(begun, low)) if most else ""


def _cut(text: str, chars: int) -> str:
    return f"{text[:chars].rstrip()}…"


def _quietly(text: str) -> str:
    return _SHOUTS.sub(f"@{_JOINER}", text)
