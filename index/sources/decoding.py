"""Bytes to text: UTF-8, UTF-16 and UTF-32 by their marks, a legacy encoding only when it is sure.

The only module that imports charset_normalizer. Knows nothing of formats; an HTML page passes in
the encoding it declares.
"""

import codecs
import re
from dataclasses import dataclass

from index.errors import ArticleRefusedError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encodings that pages are written in; other names that Python knows are tricks, like UTF-7.
_ON_THE_WEB = re.compile(
    r"utf_?(8|16|16_?le|16_?be)|iso_?8859_?\d{1,2}|latin_?[1-9]|(windows|cp)_?12[5]\d|us_?ascii|ascii"
    r"|koi8_[ru]|gb(k|2312|18030)|big5(_?hkscs)?|shift_?jis|euc_?(jp|kr)|iso_2022_jp|macintosh"
    r"|tis_?620|cp(866|874|932|949)",
)
_BINARY_SAMPLE = 65_536
_MAX_CONTROL_SHARE = 0.05
# Found on paragraphs of seven languages: right guesses have no chaos and a coherence of 0.65 or
# more, and the next reading trails by 0.048 or more; a single accented word has neither.
_MAX_CHAOS = 0.02
_MIN_COHERENCE = 0.5
_MIN_LEAD = 0.04


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with line ends as `\\n`, and a note where its encoding was guessed."""

    text: str
    notes: tuple[str, ...] = ()


def decode(raw: bytes, *, declared: str | None = None) -> Decoded:
    """The text of the bytes; a byte order mark goes before `declared`, and that before UTF-8.

    Raises ArticleRefusedError, naming the byte offset, where the encoding cannot be told.
    """
    if not raw:
        raise ArticleRefusedError("the file is empty", remedy="Leave it out.")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(_with_newlines(_strictly(raw, encoding)))
    _check_not_binary(raw)
    if declared is not None and not _is_utf8(declared):
        try:
            return Decoded(_with_newlines(raw.decode(declared)))
        except (LookupError, ValueError):  # not known, or a false declaration
            pass
    try:
        return Decoded(_with_newlines(raw.decode("utf-8")))
    except UnicodeDecodeError as error:
        return _guessed(raw, error)


def is_web_encoding(name: str) -> bool:
    """Whether web pages and feeds are written in an encoding of this name."""
    plain = name.strip().lower().replace("-", "_")
    return _ON_THE_WEB.fullmatch(plain) is not None


def _guessed(raw: bytes, error: UnicodeDecodeError) -> Decoded:
    # 70 ms to import, and nearly every file is UTF-8
    from charset_normalizer import from_bytes  # noqa: PLC0415

    readings = list(from_bytes(raw, enable_fallback=False))
    refusal = ArticleRefusedError(
        f"not UTF-8: byte {error.start} is 0x{raw[error.start]:02x}, and its encoding cannot be "
        "told for sure",
        remedy="Convert it, for example with `iconv -f windows-1252 -t utf-8`.",
    )
    if not readings:
        raise refusal from error
    best = readings[0]
    if best.chaos > _MAX_CHAOS or best.coherence < _MIN_COHERENCE:
        raise refusal from error
    text = str(best)
    for rival in readings[1:]:
        is_close = rival.chaos <= _MAX_CHAOS and rival.coherence > best.coherence - _MIN_LEAD
        if is_close and str(rival) != text:
            raise refusal from error
    note = f"not UTF-8 (byte {error.start}); read as {best.encoding}, a guess"
    return Decoded(_with_newlines(text), (note,))


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleRefusedError(
            f"its byte order mark says {encoding}, but byte {error.start} is not: {error.reason}",
            remedy="Save it again as UTF-8.",
        ) from error


def _check_not_binary(raw: bytes) -> None:
    offset = raw.find(b"\0")
    if offset >= 0:
        raise ArticleRefusedError(
            f"byte {offset} is NUL: this is binary, or UTF-16 without a byte order mark",
            remedy="Save it as UTF-8 text.",
        )
    sample = raw[:_BINARY_SAMPLE]
    controls = len(sample) - len(sample.translate(None, delete=_CONTROL_BYTES))
    if controls > len(sample) * _MAX_CONTROL_SHARE:
        raise ArticleRefusedError(
            f"{controls} of its first {len(sample)} bytes are control characters: this is binary",
            remedy="Give the article as text.",
        )


# ESC starts the character sets of ISO-2022; tab, newlines and form feed are text.
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
