"""Markdown files: the words as a reader sees them, without markup.

The only module that imports markdown_it. A paragraph, a heading, a list item and a table row
each become one line. Knows nothing of files.
"""

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.sources.dates import parse_date
from index.sources.decoding import decode
from index.sources.draft import Draft
from index.sources.front_matter import split_front_matter
from index.sources.limits import SourceLimits

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)

_MAX_NESTING = 100


def read_markdown(raw: bytes, limits: SourceLimits) -> Draft:  # noqa: ARG001 - as every reader
    """The rendered body, with the fields of its front matter.

    The title is the front matter's, else the first heading, else the first line.
    """
    decoded = decode(raw)
    page = split_front_matter(decoded.text)
    rendering = _Rendering(page.body)
    fields = page.fields
    written = (
        fields.get("published_at") or fields.get("date"),
        fields.get("updated_at") or fields.get("updated"),
    )
    dates = [None if date is None else parse_date(date) for date in written]
    notes = tuple(
        f"the date {text[:80]!a} could not be read and was left out"
        for text, date in zip(written, dates, strict=True)
        if text is not None and date is None
    )
    return Draft(
        text=rendering.text,
        title=fields.get("title") or rendering.first_heading,
        url=fields.get("url"),
        source=fields.get("source"),
        author=fields.get("author"),
        published_at=dates[0],
        updated_at=dates[1],
        language=fields.get("language"),
        given_id=fields.get("id"),
        notes=(*decoded.notes, *notes),
    )


class _Rendering:
    """A Markdown text as lines. Blocks are apart by a blank line, list items and rows are not."""

    def __init__(self, source: str) -> None:
        # 100 ms to import, for few files
        from markdown_it import MarkdownIt  # noqa: PLC0415

        self.first_heading = ""
        self._parts: list[str] = []
        self._cells: list[str] | None = None
        self._list_depth = 0
        # by default what is nested deeper than 20 would be dropped
        parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
        tokens = parser.parse(source)
        for before, token in zip([None, *tokens], tokens, strict=False):
            self._take(token, in_heading=before is not None and before.type == "heading_open")
        self.text = re.sub(r"\n{3,}", "\n\n", "".join(self._parts)).strip("\n")

    def _take(self, token: "Token", *, in_heading: bool) -> None:
        if token.type == "inline":
            words = _words(token.children or [])
            self._take_line(words)
            if in_heading and not self.first_heading:
                self.first_heading = words
        elif token.type in {"fence", "code_block"}:
            self._take_line(token.content.rstrip("\n"))
        elif token.type == "html_block":
            self._take_line(html.unescape(_TAG.sub("", token.content)).strip())
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close":
            self._parts.append("\t".join(self._cells or []) + "\n")
            self._cells = None
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            self._list_depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._list_depth -= 1
            self._end_block()
        elif token.type == "table_close":
            self._end_block()

    def _take_line(self, line: str) -> None:
        if self._cells is not None:
            self._cells.append(line)
        elif line:
            self._parts.append(f"{line}\n")
            self._end_block()

    def _end_block(self) -> None:
        if self._list_depth == 0:
            self._parts.append("\n")


def _words(tokens: Sequence["Token"]) -> str:
    """The words of one line; an image gives its description, inline HTML nothing."""
    return "".join(
        {"softbreak": " ", "hardbreak": "\n", "html_inline": ""}.get(token.type, token.content)
        for token in tokens
    ).strip()
