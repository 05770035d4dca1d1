"""How much of a file is read before it is refused.

Knows nothing of formats; each reader takes what concerns it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """Sizes beyond which a file, a line or a text is refused.

    `max_file_bytes` holds for files of one article, `max_markup_bytes` for those in HTML and
    Markdown, whose parsing costs some 50 times their size in memory and 2 to 10 s a megabyte; a
    JSONL file may have any size, because it is read line by line.
    """

    max_file_bytes: int = 50_000_000
    max_markup_bytes: int = 10_000_000
    max_line_bytes: int = 20_000_000
    max_text_chars: int = 2_000_000
    max_pdf_pages: int = 2_000
