"""A line's text is kept exactly; a bad line is refused by its number and the others are read."""

import gzip
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.find import SourceLimits, find_articles
from index.types import Found, Refusal

# Words before it, because what is mostly control characters is refused.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda text: f"{'Word ' * (len(text) + 1)}{text}"
)


def _write(folder: Path, *lines: str | bytes, name: str = "news.jsonl") -> Path:
    path = folder / name
    raw = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    path.write_bytes(gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw)
    return path


def _found(path: Path, limits: SourceLimits | None = None) -> list[Found | Refusal]:
    return list(find_articles([path], limits or SourceLimits()))


@given(
    st.lists(_TEXTS, min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([".jsonl", ".jsonl.gz"]),
)
def test_texts_come_back_exactly(texts: list[str], is_ascii: bool, ending: str) -> None:
    records = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    lines = [json.dumps(record, ensure_ascii=is_ascii) for record in records]
    with tempfile.TemporaryDirectory() as folder:
        found = _found(_write(Path(folder), *lines, name=f"news{ending}"))
    assert [item.article.text for item in found if isinstance(item, Found)] == texts


def test_all_fields_are_taken_and_others_ignored(tmp_path: Path) -> None:
    record = {
        "id": "a/1",
        "title": "Ferry  route\nagreed",
        "text": " It was agreed.\r\n",
        "url": "https://fjord.example/1",
        "source": "The Fjord Post",
        "author": "Ada Lind",
        "date": "3 December 2021",
        "language": "en",
        "tags": ["sea"],
    }
    (found,) = _found(_write(tmp_path, json.dumps(record)))
    assert isinstance(found, Found)
    article = found.article
    assert article.id == "a/1"
    assert article.title == "Ferry route agreed"
    assert article.text == " It was agreed.\r\n"
    assert (article.url, article.source) == ("https://fjord.example/1", "The Fjord Post")
    assert (article.author, article.language) == ("Ada Lind", "en")
    assert article.published_at == datetime(2021, 12, 3, tzinfo=UTC)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "A"}', "'text' is missing"),
        ('{"text": 7}', "'text' must be a string, not a number"),
        ('{"text": null}', "'text' must be a string, not null"),
        ('{"text": "A.", "id": 7}', "'id' must be a string, not a number"),
        ('{"text": "A.", "author": ["B"]}', "'author' must be a string, not a list"),
        ('{"text": "A.", "date": true}', "'date' must be a string, not true or false"),
        ('["text"]', "the line is a list, not an object"),
        ('"text"', "the line is a string, not an object"),
        ('{"text": "A."', "not valid JSON"),
        ("{'text': 'A.'}", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        (r'{"text": "A\ud800."}', "half of a surrogate pair"),
        (r'{"text": "A\ud800\u0041."}', "half of a surrogate pair"),
        (r'{"text": "A\udc00."}', "half of a surrogate pair"),
        (r'{"text": "A\u0000."}', "NUL"),
        (r'{"text": "A.", "title": "B\u0000"}', "'title' has a NUL"),
        ('{"text": ""}', "empty"),
        (r'{"text": " \n"}', "white space"),
        (r'{"text": "\u0001\u0002\u0003a"}', "control characters"),
        ('{"text": "A.", "id": ""}', "'id' is empty"),
        (b'{"text": "caf\xe9"}', "not UTF-8: byte 13"),
    ],
)
def test_a_bad_line_is_refused_by_number_and_reason(
    tmp_path: Path, line: str | bytes, reason: str
) -> None:
    good = '{"text": "Good."}'
    path = _write(tmp_path, good, "", line, '{"text": "Also good."}')
    first, refused, last = _found(path)
    assert isinstance(first, Found)
    assert isinstance(last, Found)
    assert isinstance(refused, Refusal)
    assert refused.origin == f"{path}:3"
    assert reason in refused.reason
    assert last.origin == f"{path}:4"


@pytest.mark.parametrize("date", ['"last week"', '"03/04/2021"', "1638489600", "1.5"])
def test_a_date_that_cannot_be_read_is_noted_and_the_article_taken(
    tmp_path: Path, date: str
) -> None:
    (found,) = _found(_write(tmp_path, f'{{"text": "A.", "published_at": {date}}}'))
    assert isinstance(found, Found)
    assert found.article.published_at is None
    assert date.strip('"') in found.notes[0]


def test_the_second_date_counts_where_the_first_cannot_be_read(tmp_path: Path) -> None:
    (found,) = _found(_write(tmp_path, '{"text": "A.", "published_at": "", "date": "2021-12-03"}'))
    assert isinstance(found, Found)
    assert found.article.published_at == datetime(2021, 12, 3, tzinfo=UTC)


def test_a_date_of_change_is_taken_or_noted(tmp_path: Path) -> None:
    lines = ['{"text": "A.", "updated_at": "2021-12-04"}', '{"text": "B.", "updated_at": "soon"}']
    first, second = _found(_write(tmp_path, *lines))
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert first.article.updated_at == datetime(2021, 12, 4, tzinfo=UTC)
    assert second.article.updated_at is None
    assert "soon" in second.notes[0]


def test_a_line_over_the_limit_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    limits = SourceLimits(max_line_bytes=100)
    lines = [
        json.dumps({"text": "x" * size}) for size in (10, 100, 3_000_000, 100 - len('{"text": ""}'))
    ]
    items = _found(_write(tmp_path, *lines), limits)
    assert [type(item) for item in items] == [Found, Refusal, Refusal, Found]
    assert items[2].origin.endswith("news.jsonl:3")
    assert items[3].origin.endswith("news.jsonl:4")


def test_a_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    (refused,) = _found(_write(tmp_path, '{"text": "abcdef"}'), SourceLimits(max_text_chars=5))
    assert isinstance(refused, Refusal)
    assert "6 characters" in refused.reason


@pytest.mark.parametrize("kept_share", [0.3, 0.6, 0.95])
def test_a_gzip_file_cut_short_keeps_what_came_before(tmp_path: Path, kept_share: float) -> None:
    lines = [
        json.dumps({"text": f"Article {n * n * 7919 % 10_007} of the day."}) for n in range(2000)
    ]
    path = _write(tmp_path, *lines, name="news.jsonl.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept_share)])
    *taken, refused = _found(path)
    assert isinstance(refused, Refusal)
    assert "cut short" in refused.reason
    assert refused.origin == f"{path}:{len(taken) + 1}"
    assert len(taken) > 2000 * (kept_share - 0.25)
    assert all(isinstance(item, Found) for item in taken)


def test_a_corrupt_gzip_file_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, '{"text": "A."}', "", name="news.jsonl.gz")
    whole = bytearray(path.read_bytes())
    whole[-8] ^= 0xFF  # of the checksum
    path.write_bytes(bytes(whole))
    found, refused = _found(path)
    assert isinstance(found, Found)
    assert isinstance(refused, Refusal)
    assert "corrupt" in refused.reason
    path.write_bytes(b'{"text": "A."}')
    (refused,) = _found(path)
    assert isinstance(refused, Refusal)
    assert "Not a gzipped file" in refused.reason


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    (found,) = _found(_write(tmp_path, b"\xef\xbb\xbf" + b'{"text": "A."}\r\n'))
    assert isinstance(found, Found)
    (refused, *_) = _found(_write(tmp_path, '\ufeff{"text": "A."}'.encode("utf-16-le")))
    assert isinstance(refused, Refusal)
    assert "UTF-16" in refused.reason


@pytest.mark.parametrize("raw", [b"", b"\n \n"])
def test_a_file_without_lines_is_refused(tmp_path: Path, raw: bytes) -> None:
    (refused,) = _found(_write(tmp_path, raw))
    assert isinstance(refused, Refusal)
    assert refused.origin.endswith("news.jsonl")
    assert "no articles" in refused.reason
