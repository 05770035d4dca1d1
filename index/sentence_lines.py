"""Which lines of a text belong together: paragraphs as stretches of characters, headlines apart.

A line is a paragraph of its own, unless the text is hard-wrapped as wire copy is. Knows nothing
of where sentences end within a paragraph.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.sentence_words import HANGING_WORDS

_WRAP_WIDTHS = range(40, 101)
_LIST_MARK = r"(?:[•·▪◦‣●○■□►▶➤✓✔*+–—-]|\(?\d{1,3}[.)]|\(?[a-z]\))"
_LIST_ITEM = re.compile(rf"{_LIST_MARK}(?:\s|$)")
_LONE_MARK = re.compile(_LIST_MARK)
_INDENT_CHARS = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text in which sentences are sought: `text[start:end]`, never empty.

    It begins and ends with something that is not white space; only hard-wrapped text, and a list
    mark alone on its line, have a line break inside.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text without the white space around it; `block` numbers the stretches
    between blank lines, `indent` counts the white space before it."""

    start: int
    text: str
    indent: int
    block: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, in order; together they cover all that is not white space."""
    lines = tuple(_lines(text))
    joins = _wrapped_pairs(lines)
    found: list[Paragraph] = []
    start: int | None = None
    for number, line in enumerate(lines):
        start = line.start if start is None else start
        if number not in joins and not _is_lone_mark(lines, number):
            found.append(Paragraph(start, line.end))
            start = None
    return tuple(found)


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    block = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            yield _Line(position + indent, stripped, indent, block)
        else:
            block += 1
        position += len(raw)


def _is_lone_mark(lines: Sequence[_Line], number: int) -> bool:
    """Whether the line is a list mark whose item stands on the next line."""
    line = lines[number]
    if len(line.text) > 5 or number + 1 == len(lines) or _LONE_MARK.fullmatch(line.text) is None:
        return False
    follower = lines[number + 1]
    return follower.block == line.block and _LIST_ITEM.match(follower.text) is None


def _wrapped_pairs(lines: Sequence[_Line]) -> frozenset[int]:
    """The numbers of the lines that the next line goes on with: empty unless the text is wrapped.

    A text is wrapped when, of the lines that had no room for the next one's first word, at least
    a third plainly go on: the next begins in lower case, or the line ends in a comma or in a word
    like `the`. The width is that of the longest line between two blank ones.
    """
    widths = _block_widths(lines)
    full = [
        number
        for number, (line, follower) in enumerate(pairwise(lines))
        if _is_full(line, follower, widths[line.block])
    ]
    going_on = sum(_plainly_goes_on(lines[number], lines[number + 1]) for number in full)
    return frozenset(full) if going_on and going_on * 3 >= len(full) else frozenset()


def _block_widths(lines: Iterable[_Line]) -> dict[int, int]:
    widths: dict[int, int] = {}
    for line in lines:
        widths[line.block] = max(widths.get(line.block, 0), len(line.text) + line.indent)
    return widths


def _is_full(line: _Line, follower: _Line, width: int) -> bool:
    if line.block != follower.block or width not in _WRAP_WIDTHS:
        return False
    if follower.indent >= line.indent + _INDENT_CHARS or _LIST_ITEM.match(follower.text):
        return False
    first_word = follower.text.split(None, 1)[0]
    return line.indent + len(line.text) + 1 + len(first_word) > width


def _plainly_goes_on(line: _Line, follower: _Line) -> bool:
    last_word = line.text.rsplit(None, 1)[-1]
    return follower.text[0].islower() or last_word.endswith(",") or last_word in HANGING_WORDS
