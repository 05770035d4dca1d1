"""What a format reader gives: an article that has no id yet, with its title and text checked.

Knows nothing of files and formats. The text that passes here is the text that is stored.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from index.errors import ArticleRefusedError
from index.sources.limits import SourceLimits

_MAX_TITLE_CHARS = 300
_MAX_CONTROL_SHARE = 0.3
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file tells it. `given_id` is None where the file names none.

    An empty `title` stands for the first line of the text. `notes` says what was left out or
    guessed, a sentence each.
    """

    text: str
    title: str = ""
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    given_id: str | None = None
    notes: tuple[str, ...] = ()


def checked(draft: Draft, limits: SourceLimits) -> Draft:
    """The draft with its title on one line, and the text as it was.

    Raises ArticleRefusedError for a text that is empty, too long, binary, or cannot be stored.
    """
    _check_text(draft.text, limits)
    _check_storable("title", draft.title)
    _check_storable("source", draft.source or "")
    _check_storable("author", draft.author or "")
    _check_storable("language", draft.language or "")
    one_line = " ".join(draft.title.split())
    if not one_line:
        return replace(draft, title=clip_title(_first_line(draft.text)))
    title = clip_title(one_line)
    if title == one_line:
        return replace(draft, title=title)
    note = f"the title has {len(one_line)} characters and was cut to {len(title)}"
    return replace(draft, title=title, notes=(*draft.notes, note))


def clip_title(line: str) -> str:
    """The line on one line, in whole words, of at most 300 characters, `…` where it was cut."""
    one_line = " ".join(line.split())
    if len(one_line) <= _MAX_TITLE_CHARS:
        return one_line
    kept = one_line[:_MAX_TITLE_CHARS]
    words, _, rest = kept.rpartition(" ")
    return f"{(words if words else rest[:-1]).rstrip()}…"


def has_control_characters(text: str) -> bool:
    """Whether the text has characters that no name or address has (Unicode categories Cc, Cs)."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _first_line(text: str) -> str:
    return next(line for line in text.splitlines() if line.strip())


def _check_text(text: str, limits: SourceLimits) -> None:
    if not text.strip():
        raise ArticleRefusedError(
            "the text is empty" if not text else "the text is only white space",
            remedy="Leave it out, or give it a text.",
        )
    if len(text) > limits.max_text_chars:
        raise ArticleRefusedError(
            f"the text has {len(text):,} characters, more than the {limits.max_text_chars:,} "
            "allowed",
            remedy="Split it into its articles, one file or JSONL line each.",
        )
    _check_storable("text", text)
    controls = len(_CONTROLS.findall(text))
    if controls > len(text) * _MAX_CONTROL_SHARE:
        raise ArticleRefusedError(
            f"{controls} of its {len(text)} characters are control characters: this is not text",
            remedy="Give the article as text.",
        )


def _check_storable(name: str, value: str) -> None:
    if "\0" in value:
        raise ArticleRefusedError(
            f"'{name}' has a NUL character at character {value.index(chr(0))}",
            remedy="Remove it: no text has one.",
        )
    surrogate = _SURROGATES.search(value)
    if surrogate is not None:
        raise ArticleRefusedError(
            f"'{name}' has half of a surrogate pair at character {surrogate.start()}, "
            "which UTF-8 cannot hold",
            remedy="Write the whole pair or remove the half.",
        )
