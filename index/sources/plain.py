"""Plain text files: the text as it is decoded, and the dates that its first lines give.

Knows no markup and no other metadata; the title is the first line.
"""

from index.sources.byline import read_byline
from index.sources.decoding import Decoded, decode
from index.sources.draft import Draft
from index.sources.limits import SourceLimits

_TOP_CHARS = 5_000


def read_plain(raw: bytes, limits: SourceLimits) -> Draft:  # noqa: ARG001 - as every reader
    """The file's text, exactly, with line ends as `\\n`."""
    return draft_of_text(decode(raw))


def draft_of_text(decoded: Decoded) -> Draft:
    """The text that was decoded as an article."""
    dates = read_byline(decoded.text[:_TOP_CHARS].splitlines())
    return Draft(
        text=decoded.text,
        published_at=dates.published_at,
        updated_at=dates.updated_at,
        notes=decoded.notes,
    )
