"""Plain text files: the text as it is decoded, and nothing else.

Knows no markup and no metadata; the title is the first line.
"""

from index.sources.decoding import decode
from index.sources.draft import Draft
from index.sources.limits import SourceLimits


def read_plain(raw: bytes, limits: SourceLimits) -> Draft:  # noqa: ARG001 - as every reader
    """The file's text, exactly, with line ends as `\\n`."""
    decoded = decode(raw)
    return Draft(text=decoded.text, notes=decoded.notes)
