"""A web archive gives its pages as articles; what is broken in it is told with its place."""

import gzip
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index.sources.find import SourceLimits, find_articles, total_bytes
from index.types import Found, Refusal
from tests.index.sources.builders import PAGE, pdf

URL = "https://fjord.example/2021/12/03/ferry"
TEXT = PAGE.replace("\n", " ")


def web_page(text: str = TEXT, head: str = "") -> bytes:
    """A page whose main text is this."""
    return (
        f'<html lang="en"><head><title>Ferry route agreed</title>{head}</head><body><article>'
        f"<h1>Ferry route agreed</h1><p>{text}</p><p>{text}</p></article></body></html>"
    ).encode()


def record(
    body: bytes,
    *,
    url: str = URL,
    kind: str = "response",
    http: str | None = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n",
    date: str = "2022-01-05T10:00:00Z",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
) -> bytes:
    """A record as it stands in a file, header, block and the empty lines behind it."""
    block = (f"{http}\r\n".encode() if http is not None else b"") + body
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


INFO = record(b"software: test", kind="warcinfo", http=None, content_type="application/warc-fields")


def items_of(path: Path, limits: SourceLimits | None = None) -> list[Found | Refusal]:
    return list(find_articles([path], limits or SourceLimits()))


def archive(folder: Path, *records: bytes, name: str = "crawl.warc") -> Path:
    """The file of these records, each in a gzip member of its own where it is compressed."""
    path = folder / name
    packed = [gzip.compress(each, mtime=0) for each in records] if name.endswith(".gz") else records
    path.write_bytes(b"".join(packed))
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_becomes_the_article_that_it_was_when_it_was_fetched(
    tmp_path: Path, name: str
) -> None:
    (found,) = items_of(archive(tmp_path, INFO, record(web_page()), name=name))
    assert isinstance(found, Found)
    assert found.article.url == URL
    assert found.article.title == "Ferry route agreed"
    assert "Ministers from nine countries" in found.article.text
    assert found.article.published_at == datetime(2021, 12, 3, tzinfo=UTC)
    assert found.article.language == "en"
    assert found.origin == f"{tmp_path / name}@{len(INFO)}"


# warcio leaves it to the interpreter to close its temporary file
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_archive_that_warcio_wrote_is_read(tmp_path: Path) -> None:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    packed = gzip.compress(web_page())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    headers = [
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    ]
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(URL, "response", payload=BytesIO(chunked), http_headers=http)
    )
    (tmp_path / "crawl.warc.gz").write_bytes(out.getvalue())
    (found,) = items_of(tmp_path / "crawl.warc.gz")
    assert isinstance(found, Found)
    assert found.article.title == "Ferry route agreed"


def test_a_file_that_was_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    other = record(web_page(), url="https://fjord.example/2")
    path.write_bytes(gzip.compress(INFO + record(web_page()) + other))
    assert [isinstance(item, Found) for item in items_of(path)] == [True, True]


def test_text_pdf_resources_and_conversions_are_read(tmp_path: Path) -> None:
    plain = record(
        b"Ferry route agreed\n\nThe route will open in spring.",
        url="https://fjord.example/a.txt",
        http="HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
    )
    paper = record(
        pdf(PAGE),
        url="https://fjord.example/a.pdf",
        kind="resource",
        http=None,
        content_type="application/pdf",
    )
    words = record(
        b"Ferry route agreed\nIt will open in spring.",
        url="https://fjord.example/b",
        kind="conversion",
        http=None,
        content_type="text/plain",
    )
    items = items_of(archive(tmp_path, plain, paper, words))
    urls = [item.article.url for item in items if isinstance(item, Found)]
    assert urls == [f"https://fjord.example/{name}" for name in ("a.txt", "a.pdf", "b")]


def test_other_records_and_other_answers_are_left_out_without_a_word(tmp_path: Path) -> None:
    moved = record(b"", http="HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n")
    image = record(b"\x89PNG", http="HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n")
    asked = record(b"", kind="request", http="GET / HTTP/1.1\r\nHost: fjord.example\r\n")
    again = record(b"", kind="revisit", http="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    rules = record(
        b"User-agent: *",
        url="https://fjord.example/robots.txt",
        http="HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
    )
    names = record(b"1.2.3.4", url="dns:fjord.example", http=None, content_type="text/dns")
    path = archive(tmp_path, INFO, moved, image, asked, again, rules, names, record(web_page()))
    (found,) = items_of(path)
    assert isinstance(found, Found)


def test_an_archive_without_pages_says_so(tmp_path: Path) -> None:
    for name, records in (("a.warc", (INFO,)), ("b.warc", ()), ("c.warc.gz", (INFO,))):
        (refusal,) = items_of(archive(tmp_path, *records, name=name))
        assert isinstance(refusal, Refusal)
        assert "holds no page" in refusal.reason


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_broken_record_is_told_with_its_place_and_the_next_are_read(
    tmp_path: Path, name: str
) -> None:
    first, last = record(web_page()), record(web_page(), url="https://fjord.example/2")
    broken = record(web_page()).replace(b"WARC/1.0", b"WAXC/1.0")
    one, refusal, two = items_of(archive(tmp_path, first, broken, last, name=name))
    assert isinstance(one, Found)
    assert isinstance(two, Found)
    assert isinstance(refusal, Refusal)
    assert refusal.origin == f"{tmp_path / name}@{len(first)}"


def test_a_record_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    for name in ("a.warc", "b.warc.gz"):
        path = archive(tmp_path, record(web_page()), record(web_page(), url=f"{URL}2"), name=name)
        path.write_bytes(path.read_bytes()[:-100])
        one, refusal = items_of(path)
        assert isinstance(one, Found)
        assert isinstance(refusal, Refusal)
        assert "cut short" in refusal.reason
        assert f"@{len(record(web_page()))}" in refusal.origin


def test_of_two_captures_of_a_page_the_later_one_stands(tmp_path: Path) -> None:
    old = record(web_page(f"{TEXT} Old."), date="2022-01-05T10:00:00Z")
    new = record(web_page(f"{TEXT} New."), date="2022-01-06T10:00:00Z")
    in_order = items_of(archive(tmp_path, old, new))
    assert [item.article.text[-4:] for item in in_order if isinstance(item, Found)] == [
        "Old.",
        "New.",
    ]
    (only,) = items_of(archive(tmp_path, new, old))
    assert isinstance(only, Found)
    assert only.article.text.endswith("New.")


def test_a_page_over_the_limit_is_refused_and_not_held(tmp_path: Path) -> None:
    zipped = gzip.compress(b"<p>" + b"word " * 2_000_000)
    bomb = record(
        zipped, http="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    )
    large = record(web_page(TEXT * 200), url="https://fjord.example/2")
    limits = SourceLimits(max_file_bytes=20_000)
    refusals = items_of(archive(tmp_path, bomb, large), limits)
    assert len(refusals) == 2
    for refusal in refusals:
        assert isinstance(refusal, Refusal)
        assert "more than the 0.0 MB allowed" in refusal.reason


def test_a_header_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\nX: " + b"0" * 50_000_000))
    (refusal,) = items_of(path)
    assert isinstance(refusal, Refusal)
    assert "header" in refusal.reason


def test_the_bytes_reported_add_up_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong_length = record(web_page(), length=500)
    path = archive(tmp_path, INFO, record(web_page()), wrong_length, record(web_page()))
    reported: list[int] = []
    assert list(find_articles([path], SourceLimits(), on_bytes=reported.append))
    assert sum(reported) == total_bytes([path])
    assert capfd.readouterr() == ("", "")


_WHOLE = INFO + record(web_page()) + record(web_page(), url=f"{URL}2") + record(b"", kind="revisit")
_DAMAGE = st.sampled_from(
    [b"\xff", b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: -5\r\n", b"9" * 20, b"\0", b": "]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), _DAMAGE), max_size=6), st.booleans())
def test_a_damaged_archive_gives_articles_or_refusals(
    tmp_path: Path, damages: list[tuple[float, int, bytes]], is_compressed: bool
) -> None:
    raw = gzip.compress(_WHOLE, mtime=0) if is_compressed else _WHOLE
    for place, removed, inserted in damages:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + removed :]
    path = tmp_path / ("damaged.warc.gz" if is_compressed else "damaged.warc")
    path.write_bytes(raw)
    items = items_of(path)
    assert items
    for item in items:
        assert item.origin.startswith(str(path))
