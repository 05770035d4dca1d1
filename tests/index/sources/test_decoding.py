"""Bytes become the text that was meant, or a refusal that says where they fail."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleRefusedError
from index.sources.decoding import decode

_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1
)
_GERMAN = (
    "Der Bürgermeister sagte am Freitag, die Brücke müsse für zwei Jahre geschlossen bleiben. "
    "„Wir können das nicht ändern“, erklärte er vor dem Stadtrat in Köln."
)


@given(_TEXTS)
def test_utf_8_comes_back_with_or_without_its_mark(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(codecs.BOM_UTF8 + text.encode()).text == text


@given(_TEXTS, st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_wide_encodings_come_back_by_their_marks(text: str, encoding: str) -> None:
    assert decode(f"\ufeff{text}".encode(encoding)).text == text


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_every_line_end_becomes_a_newline(line_end: str) -> None:
    assert decode(f"One.{line_end}Two.{line_end}".encode()).text == "One.\nTwo.\n"


def test_a_legacy_encoding_that_is_sure_is_read_and_noted() -> None:
    decoded = decode(_GERMAN.encode("cp1252"))
    assert decoded.text == _GERMAN
    assert "a guess" in decoded.notes[0]


def test_a_legacy_encoding_that_is_not_sure_is_refused_with_its_offset_and_a_remedy() -> None:
    with pytest.raises(ArticleRefusedError, match=r"byte 3 is 0xe9") as refused:
        decode("café".encode("latin-1"))
    assert "iconv" in refused.value.remedy


def test_a_declared_encoding_is_believed_unless_the_bytes_say_otherwise() -> None:
    assert decode("Łódź".encode("iso-8859-2"), declared="iso-8859-2").text == "Łódź"
    assert decode("Łódź".encode(), declared="no-such-encoding").text == "Łódź"
    assert decode("Łódź".encode(), declared="ascii").text == "Łódź"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a\x00\x01", "byte 6 is NUL"),
        ("No mark here".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\x01\x02\x03\x04abc", "control characters"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "byte order mark says utf-16"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleRefusedError, match=reason):
        decode(raw)
