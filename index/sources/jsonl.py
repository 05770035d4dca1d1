"""JSON Lines: one article a line, its text kept exactly as it is given.

A file is read line by line, compressed or not, so that it may have any size. Knows nothing of
other formats; a bad line is told apart from the good ones by its number.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path
from typing import NoReturn

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import ArticleRefusedError
from index.sources.dates import parse_date
from index.sources.draft import Draft
from index.sources.limits import SourceLimits

_SKIP_BYTES = 1 << 20
_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_KINDS = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What line `number` (from 1) of a file holds, or why it holds no article.

    `end` is the position behind it, in the file as it lies there.
    """

    number: int
    outcome: Draft | ArticleRefusedError
    end: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """Where reading begins: behind line `number`, at byte `position`. Not within a gzip file."""

    number: int = 0
    position: int = 0


FROM_THE_START = After()


class _Record(BaseModel):
    """A line's fields; others are ignored. Numbers as dates are let in, to be noted."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | int | float | None = None
    date: str | int | float | None = None
    updated_at: str | int | float | None = None
    language: str | None = None


def read_jsonl(
    path: Path,
    limits: SourceLimits,
    *,
    on_position: Callable[[int], None],
    after: After = FROM_THE_START,
) -> Iterator[Line]:
    """The file's lines, blank ones left out; gzip where the name ends so.

    `on_position` is called with the bytes read of the file, compressed ones where it is so. A
    corrupt gzip file gives what came before, then a refusal. Raises OSError.
    """
    number = after.number
    with path.open("rb") as file:
        file.seek(after.position)
        is_compressed = path.name.lower().endswith(".gz")
        plain = gzip.GzipFile(fileobj=file) if is_compressed else file
        try:
            lines = _raw_lines(plain, limits.max_line_bytes)
            for number, line in enumerate(lines, after.number + 1):
                on_position(file.tell())
                if isinstance(line, ArticleRefusedError) or line.strip():
                    yield Line(number, _outcome(line, is_first=number == 1), file.tell())
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Line(number + 1, _corrupt(error, number))


def parse_line(line: bytes) -> Draft:
    """The article of one line. Raises ArticleRefusedError with the field that is wrong."""
    try:
        record = _Record.model_validate_json(line)
    except ValidationError as error:
        _refuse(error, line)
    notes: list[str] = []
    published_at = _date_of((record.published_at, record.date), notes)
    updated_at = _date_of((record.updated_at,), notes)
    return Draft(
        text=record.text,
        title=record.title or "",
        url=record.url,
        source=record.source,
        author=record.author,
        published_at=published_at,
        updated_at=updated_at,
        language=record.language,
        given_id=record.id,
        notes=tuple(notes),
    )


def _date_of(fields: Sequence[str | int | float | None], notes: list[str]) -> datetime | None:
    """The first whole date of these fields; adds a note where they have only others."""
    written = [field for field in fields if field not in {None, ""}]
    parsed = [parse_date(field) for field in written if isinstance(field, str)]
    date = next((date for date in parsed if date is not None), None)
    if written and date is None:
        notes.append(f"the date {str(written[0])[:80]!a} could not be read and was left out")
    return date


def _outcome(line: bytes | ArticleRefusedError, *, is_first: bool) -> Draft | ArticleRefusedError:
    if isinstance(line, ArticleRefusedError):
        return line
    try:
        if is_first and line.startswith(_OTHER_MARKS):
            raise ArticleRefusedError("the file is UTF-16", remedy="Save it as UTF-8.")
        return parse_line(line.removeprefix(_UTF8_MARK) if is_first else line)
    except ArticleRefusedError as error:
        return error


def _raw_lines(file: BufferedIOBase, max_bytes: int) -> Iterator[bytes | ArticleRefusedError]:
    """Each line, or a refusal in the place of one that is too long, which is never held whole."""
    while line := file.readline(max_bytes + 1):
        if len(line.rstrip(b"\r\n")) <= max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_SKIP_BYTES)
        yield ArticleRefusedError(
            f"the line has more than the {max_bytes:,} bytes allowed",
            remedy="Give one article a line.",
        )


def _refuse(error: ValidationError, line: bytes) -> NoReturn:
    reasons: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        if problem["type"] == "json_invalid":
            raise _not_json(str(problem["ctx"]["error"]), line) from error
        kind = _KINDS.get(type(problem["input"]), "something else")
        if problem["type"] == "missing":
            reasons[field] = f"'{field}' is missing"
        elif field:
            reasons[field] = f"'{field}' must be a string, not {kind}"
        else:
            reasons[field] = f"the line is {kind}, not an object"
    raise ArticleRefusedError(
        "; ".join(reasons.values()), remedy='Write {"text": "...", "title": "..."}.'
    ) from error


def _not_json(problem: str, line: bytes) -> ArticleRefusedError:
    surrogate = _SURROGATE.search(line)
    if surrogate is not None and ("hex escape" in problem or "surrogate" in problem):
        return ArticleRefusedError(
            f"it has half of a surrogate pair (such as {surrogate[0].decode()}), which UTF-8 "
            "cannot hold",
            remedy="Write both halves of the pair, or the character itself.",
        )
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return ArticleRefusedError(
            f"not UTF-8: byte {error.start} of the line is 0x{line[error.start]:02x}",
            remedy="Save the file as UTF-8.",
        )
    where = re.sub(r" line \d+ column", " column", problem)
    return ArticleRefusedError(f"not valid JSON: {where}", remedy="Give one JSON object a line.")


def _corrupt(error: Exception, lines_read: int) -> ArticleRefusedError:
    what = "cut short" if isinstance(error, EOFError) else f"corrupt ({error})"
    return ArticleRefusedError(
        f"the gzip data is {what} after line {lines_read}; what came before was read",
        remedy="Fetch the file again.",
    )
