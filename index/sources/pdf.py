"""PDF files: the text of their pages, as far as the file says it.

The only module that imports pypdf. Knows nothing of layout beyond lines: columns come in the
order in which the file draws them, running heads stay in the text.
"""

import re
import statistics
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import ArticleRefusedError
from index.sources.byline import read_byline
from index.sources.dates import parse_date
from index.sources.decoding import decode
from index.sources.draft import Draft
from index.sources.limits import SourceLimits
from index.sources.quiet import quiet

if TYPE_CHECKING:
    from pypdf import PdfReader

_NO_TITLE = re.compile(
    r"untitled.*|microsoft word\b.*|.*\.(docx?|pdf|indd|qxd|rtf|odt|tex|html?|txt)"
    r"|(print|layout) ?\d*",
    re.IGNORECASE,
)
_TOP_CHARS = 5_000
_SOFT_HYPHEN = "\u00ad"
# A line shorter than this share of a page's usual line ends its paragraph.
_FULL_LINE_SHARE = 0.75


def read_pdf(raw: bytes, limits: SourceLimits) -> Draft:
    """The pages' text, lines joined to paragraphs, pages apart by a blank line.

    Raises ArticleRefusedError for a file that is encrypted, has too many pages, or no text;
    anything else that pypdf raises passes through.
    """
    # 300 ms to import, for few files
    from pypdf import PdfReader  # noqa: PLC0415

    if not raw:
        decode(raw)  # refuses it as every empty file
    with quiet("pypdf"):
        return _read(PdfReader(BytesIO(raw)), limits)


def unwrap(page: str) -> str:
    """The page's text with one paragraph a line.

    A line that is nearly as long as the page's usual line goes on in the next; a hyphen between
    two small letters at its end is taken as the printer's and removed.
    """
    lines = [line.strip() for line in page.replace(_SOFT_HYPHEN + "\n", "-\n").splitlines()]
    lengths = [len(line) for line in lines if line]
    full = statistics.median(lengths) * _FULL_LINE_SHARE if lengths else 0
    paragraphs = [""]
    goes_on = False
    for line in lines:
        if not goes_on:
            paragraphs.append(line)
        elif re.search(r"[a-zß-öø-ÿ]-$", paragraphs[-1]) and line[:1].islower():
            paragraphs[-1] = f"{paragraphs[-1][:-1]}{line}"
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}".strip()
        goes_on = bool(line) and len(line) >= full
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _read(reader: "PdfReader", limits: SourceLimits) -> Draft:
    # an owner's password alone leaves a file readable: then the empty one opens it
    if reader.is_encrypted and not reader.decrypt(""):
        raise _encrypted()
    if len(reader.pages) > limits.max_pdf_pages:
        raise ArticleRefusedError(
            f"the PDF has {len(reader.pages):,} pages, more than the "
            f"{limits.max_pdf_pages:,} allowed",
            remedy="Split it into its articles.",
        )
    text = _text_of_pages((page.extract_text() for page in reader.pages), limits)
    return _with_metadata(reader, text)


def _encrypted() -> ArticleRefusedError:
    return ArticleRefusedError("the PDF is encrypted", remedy="Save it without its protection.")


def _text_of_pages(pages: Iterable[str], limits: SourceLimits) -> str:
    texts: list[str] = []
    length = 0
    for page in pages:
        # what pypdf gives for characters that a font does not map; shown as missing, not hidden
        text = unwrap(re.sub(r"[\x00\ud800-\udfff]", "\ufffd", page))
        length += len(text)
        if text:
            texts.append(text)
        if length > limits.max_text_chars:
            break
    if not texts:
        raise ArticleRefusedError(
            "the PDF has no text: it is a scan, or empty",
            remedy="Run it through text recognition first.",
        )
    return "\n\n".join(texts)


def _with_metadata(reader: "PdfReader", text: str) -> Draft:
    byline = read_byline(text[:_TOP_CHARS].splitlines())
    metadata = reader.metadata
    if metadata is None:
        return Draft(text, published_at=byline.published_at, updated_at=byline.updated_at)
    title = _sane(metadata.title)
    created_at = _sane_date(metadata.creation_date_raw) if byline.published_at is None else None
    notes = () if created_at is None else ("the date is that of the PDF's creation",)
    return Draft(
        text=text,
        title="" if title is None or _NO_TITLE.fullmatch(title) else title,
        author=_sane(metadata.author),
        published_at=byline.published_at or created_at,
        updated_at=byline.updated_at,
        notes=notes,
    )


def _sane(value: object) -> str | None:
    """A printable value with a word in it, or None."""
    if not isinstance(value, str):
        return None
    line = " ".join(value.split())
    return line if line.isprintable() and re.search(r"[^\W\d_]{2}", line) else None


def _sane_date(value: object) -> datetime | None:
    """The date of `D:20211203170400+01'00'`; None where its day is not written out."""
    if not isinstance(value, str):
        return None
    match = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(.*)", value)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    offset = re.match(r"([+-])(\d\d)'?(\d\d)?", zone or "")
    suffix = "" if offset is None else f"{offset[1]}{offset[2]}:{offset[3] or '00'}"
    time = f"T{hour}:{minute}:{second or '00'}{suffix}" if hour else ""
    return parse_date(f"{year}-{month}-{day}{time}")
