"""The words of a story as copies are compared by: lower case, without marks, without boilerplate.

Boilerplate is what agencies and sites put around any story: who reported and edited it, rights,
invitations to share and subscribe. Knows lines and words; knows nothing of shingles or articles.
"""

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"\w+")

_MOST_WORDS = 60
"""A line that is longer says something of its own, whatever else it says."""

_OPENS_WITH = (
    r"(additional |further )?(reporting|writing|editing|compiled|edited) by\b",
    r"our standards\b",
    r"(copyright\b|©)",
    r"(advertisement|related|recommended|see also|also read|read (more|also|next)|more on)\b",
    r"(share|print|email|save) (this|on|via|article|story)\b",
    r"(subscribe|sign up|log in|follow us|click here|download (the|our))\b",
    r"(file )?(photo|image)( credit)?:",
)
_HOLDS = (
    r"\ball rights reserved\b",
    r"\bmay not be (published|reproduced|redistributed)\b",
    r"\bcontributed to this (report|story|article)\b",
    r"\bthis (story|article) (was first published|first appeared|originally appeared)\b",
    r"\b(sign up for|subscribe to) (our|the|this)\b",
    r"\b(terms of (use|service)|privacy policy)\b",
)
_BOILERPLATE = re.compile(
    rf"^\W*({'|'.join(_OPENS_WITH)})|{'|'.join(_HOLDS)}",
    re.IGNORECASE,
)


def words_of(text: str) -> Sequence[str]:
    """The words of a text in order, those of boilerplate lines left out; all of them where nothing
    else would be left.
    """
    own = (line for line in text.splitlines() if not _is_boilerplate(line))
    return _words("\n".join(own)) or _words(text)


def _is_boilerplate(line: str) -> bool:
    return _BOILERPLATE.search(line) is not None and len(line.split()) <= _MOST_WORDS


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
