"""Text to sentences with exact offsets: nupunkt's judgement under rules of our own for news.

The only module that imports nupunkt. Knows nothing of articles, chunks or models; offsets are
characters into the text it was given.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol, cast

from index.sentence_lines import Paragraph, paragraphs
from index.sentence_rules import candidates, ends_sentence
from index.types import Sentence

SENTENCES_VERSION = "1"
"""Goes into the snapshot's manifest: raised whenever any text would be split differently."""

MAX_SENTENCE_CHARS = 800
"""No sentence is longer. News sentences stay under half of it; what is longer is a table, a list
without marks or a transcript, which would fill a model's window by itself."""

_MIN_PIECE_CHARS = 400
_MIN_REST_CHARS = 100
_MAX_CLUSTER_CHARS = 32
_STRONG_CLAUSE_MARK = re.compile(r"(?:[;:]|\s[–—-]+)(?=\s)")
_WEAK_CLAUSE_MARK = re.compile(r"[,،、，)\]](?=\s)|[、，]")
_SPACE = re.compile(r"\s")
_ONE_SPACE_EACH = str.maketrans(
    dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029", " ")
)


class _Tokenizer(Protocol):
    """What we use of nupunkt's tokenizer."""

    def span_tokenize(self, text: str) -> Iterator[tuple[int, int]]: ...


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order, disjoint, at most MAX_SENTENCE_CHARS long.

    No sentence is empty or begins or ends with white space, and together they cover all that is
    not white space. Any str is taken, lone surrogates included. Costs time linear in the text:
    about 3 ms for an article of 5,000 characters.
    """
    return tuple(
        Sentence(start, end)
        for paragraph in paragraphs(text)
        for start, end in _paragraph_spans(text, paragraph)
    )


def _paragraph_spans(text: str, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    flat = text[paragraph.start : paragraph.end].translate(_ONE_SPACE_EACH)
    start = 0
    for end in (*_inner_ends(flat), len(flat)):
        start = _skip_space(flat, start)
        for piece_start, piece_end in _pieces(flat, start, end):
            yield paragraph.start + piece_start, paragraph.start + piece_end
        start = end


def _inner_ends(flat: str) -> Iterator[int]:
    """Where sentences end within a paragraph, its own end left out."""
    opinion: Sequence[int] | None = None
    for candidate in candidates(flat):
        verdict = ends_sentence(candidate)
        if verdict is None:
            opinion = _punkt_ends(flat) if opinion is None else opinion
            nearest = bisect_left(opinion, candidate.end - len(candidate.mark))
            verdict = nearest < len(opinion) and opinion[nearest] <= candidate.resumes
        if verdict:
            yield candidate.end


def _punkt_ends(flat: str) -> Sequence[int]:
    return [end for _, end in _punkt().span_tokenize(flat)]


@cache
def _punkt() -> _Tokenizer:
    # Imported here: nupunkt and its model take 0.1 s, which a cold `onrecord ask` never needs.
    from nupunkt import load_default_model  # noqa: PLC0415

    return cast("_Tokenizer", load_default_model())


def _pieces(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`flat[start:end]`, cut where it is longer than MAX_SENTENCE_CHARS."""
    while end - start > MAX_SENTENCE_CHARS:
        cut = _cut_within(flat, start, end)
        yield start, start + len(flat[start:cut].rstrip())
        start = _skip_space(flat, cut)
    if start < end:
        yield start, start + len(flat[start:end].rstrip())


def _cut_within(flat: str, start: int, end: int) -> int:
    """Where to cut: after the last clause mark that leaves both pieces a fair size, else at the
    last white space, else at the limit."""
    limit = min(start + MAX_SENTENCE_CHARS, end - _MIN_REST_CHARS)
    for pattern in (_STRONG_CLAUSE_MARK, _WEAK_CLAUSE_MARK, _SPACE):
        found = list(pattern.finditer(flat, start + _MIN_PIECE_CHARS, limit))
        if found:
            return found[-1].end()
    return _between_characters(flat, limit)


def _between_characters(flat: str, cut: int) -> int:
    """The nearest place at or before `cut` that does not part what is seen as one character."""
    for place in range(cut, cut - _MAX_CLUSTER_CHARS, -1):
        if not _joins_backwards(flat[place]) and flat[place - 1] != "\u200d":
            return place
    return cut


def _joins_backwards(char: str) -> bool:
    is_modifier = "\U0001f3fb" <= char <= "\U0001f3ff" or char == "\u200d"
    return is_modifier or "\udc00" <= char <= "\udfff" or unicodedata.category(char)[0] == "M"


def _skip_space(flat: str, start: int) -> int:
    while start < len(flat) and flat[start].isspace():
        start += 1
    return start
