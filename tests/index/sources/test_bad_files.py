"""Whatever bytes a file has, the run goes on: each gives articles or refusals that name it."""

import gzip
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.sources.find import SourceLimits, find_articles, total_bytes
from index.sources.folder import ENDINGS
from index.types import Found, Refusal
from tests.index.sources.builders import PAGE, pdf, rewritten

_OPENINGS = {
    ".txt": (b"", b"\xff\xfe", b"\xef\xbb\xbf", b"Some words. ", b"\xff\xfe\0\0"),
    ".md": (b"", b"# Title\n", b"---\ntitle: ", b"---\n&a [*a]\n---\n", b"- " * 50, b"> " * 300),
    ".html": (b"", b"<html><body><p>", b'<meta charset="utf-7">', b"<div>" * 500, b"<!DOCTYPE "),
    ".jsonl": (b"", b'{"text": "', b'{"text": "A."}\n', b"[" * 500, b'{"text": "A.", "date": '),
    ".pdf": (
        b"",
        b"%PDF-1.4\n",
        b"%PDF-1.7\n1 0 obj\n<< /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n",
        b"%PDF-1.4\nxref\n0 99999999\n",
    ),
    ".warc": (
        b"",
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n",
        b"WARC/1.0\r\nContent-Length: 9999999999\r\n\r\n",
        b"\r\n\r\nWARC/1.1\r\n\r\n",
    ),
}
_PIECES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            b"<table><tr><td>",
            b"</p>",
            b"\\ud800",
            b'"}\n',
            b"\0",
            b"startxref\n0\n%%EOF",
            b"***",
            b"&#0;",
        ]
    ),
)


@st.composite
def _files(draw: st.DrawFn) -> tuple[str, bytes]:
    ending = draw(st.sampled_from(ENDINGS))
    plain = {".htm": ".html", ".jsonl.gz": ".jsonl", ".warc.gz": ".warc"}.get(ending, ending)
    pieces = draw(st.lists(_PIECES, max_size=4))
    raw = b"".join([draw(st.sampled_from(_OPENINGS[plain])), *pieces])
    if ending.endswith(".gz") and draw(st.booleans()):
        packed = gzip.compress(raw, mtime=0)
        raw = packed[: draw(st.integers(0, len(packed)))]
    return f"news{ending}", raw


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(_files())
def test_any_bytes_give_articles_or_refusals_that_name_the_file(file: tuple[str, bytes]) -> None:
    name, raw = file
    reported: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        items = list(find_articles([path], SourceLimits(), on_bytes=reported.append))
        assert sum(reported) == total_bytes([path]) == len(raw)
    assert items
    for item in items:
        assert item.origin.startswith(str(path))
        if isinstance(item, Refusal):
            assert item.reason.endswith(".")
            item.reason.encode()
        else:
            _assert_can_be_stored(item)


_WHOLE = {
    ".pdf": rewritten(pdf(PAGE, PAGE), {"/Title": "Ferry route agreed"}),
    ".html": f"<html><body><article><p>{PAGE * 3}</p></article></body></html>".encode(),
    ".jsonl.gz": gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n' * 20, mtime=0),
}
_DAMAGE = st.sampled_from([b"\xff", b"9999999999", b"<<", b"/Kids [2 0 R]", b"-1", b"<div>" * 30])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(_WHOLE)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), _DAMAGE), min_size=1, max_size=10),
)
def test_a_damaged_file_gives_articles_or_refusals(
    ending: str, damages: list[tuple[float, int, bytes]]
) -> None:
    raw = _WHOLE[ending]
    for place, removed, inserted in damages:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + removed :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"news{ending}"
        path.write_bytes(raw)
        items = list(find_articles([path], SourceLimits()))
    assert items
    for item in items:
        assert item.origin.startswith(str(path))
        if isinstance(item, Found):
            _assert_can_be_stored(item)


def _assert_can_be_stored(found: Found) -> None:
    article = found.article
    assert article.text.strip()
    assert article.title.strip()
    fields = (article.id, article.title, article.text, article.source or "", article.author or "")
    assert "\0" not in "".join(fields)
    "".join((*fields, article.url or "", article.language or "", *found.notes)).encode()
