"""A PDF gives the text of its pages, or says why it cannot."""

from datetime import UTC, datetime

import pytest

from index.errors import ArticleRefusedError
from index.sources.limits import SourceLimits
from index.sources.pdf import read_pdf, unwrap
from tests.index.sources.builders import PAGE, pdf, rewritten


def test_lines_are_joined_to_paragraphs_and_pages_stand_apart() -> None:
    assert read_pdf(pdf(PAGE, "Second page."), SourceLimits()).text == (
        "Ministers from nine countries met in Oslo on Friday to agree on a ferry route across the "
        "northern fjords that has been planned for years.\n"
        "The route will open in spring, the council said on its website.\n\nSecond page."
    )


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", ""),
        ("One line.", "One line."),
        (
            "a full line of text here\nand its next one is full\nend",
            "a full line of text here and its next one is full end",
        ),
        (
            "the ministers of well-\nKnown parties agreed here",
            "the ministers of well- Known parties agreed here",
        ),
        (
            "a line that ends softly\u00ad\nhyphenated in the middle",
            "a line that ends softlyhyphenated in the middle",
        ),
    ],
)
def test_unwrapping_joins_full_lines_only(page: str, expected: str) -> None:
    assert unwrap(page) == expected


def test_sane_metadata_is_taken_and_the_date_noted() -> None:
    metadata = {
        "/Title": "Ferry route agreed",
        "/Author": "Ada Lind",
        "/CreationDate": "D:20211203170400+01'00'",
    }
    draft = read_pdf(rewritten(pdf(PAGE), metadata), SourceLimits())
    assert (draft.title, draft.author) == ("Ferry route agreed", "Ada Lind")
    assert draft.published_at == datetime(2021, 12, 3, 16, 4, tzinfo=UTC)
    assert "creation" in draft.notes[0]


@pytest.mark.parametrize(
    "title", ["untitled", "Microsoft Word - final2.docx", "page_7.indd", "12345", "", "\x01\x02ab"]
)
def test_metadata_that_says_nothing_is_left(title: str) -> None:
    metadata = {"/Title": title, "/Author": "", "/CreationDate": "D:2021"}
    draft = read_pdf(rewritten(pdf(PAGE), metadata), SourceLimits())
    assert (draft.title, draft.author, draft.published_at) == ("", None, None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (pdf(""), "no text"),
        (pdf("a", "b", "c"), "3 pages"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleRefusedError, match=reason):
        read_pdf(raw, SourceLimits(max_pdf_pages=2))


CIPHERS = ("RC4-128", "AES-128", "AES-256")


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_file_with_a_password_is_refused(algorithm: str) -> None:
    raw = rewritten(pdf(PAGE), {}, password="secret", algorithm=algorithm)  # noqa: S106
    with pytest.raises(ArticleRefusedError, match="encrypted"):
        read_pdf(raw, SourceLimits())


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_file_that_only_its_owner_may_change_is_read(algorithm: str) -> None:
    raw = rewritten(
        pdf(PAGE),
        {},
        password="",
        owner_password="secret",  # noqa: S106
        algorithm=algorithm,
    )
    assert "Ministers from nine countries" in read_pdf(raw, SourceLimits()).text
