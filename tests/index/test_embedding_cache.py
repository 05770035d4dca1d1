"""Nothing is embedded twice, and whatever happens to the file, the vectors are right."""

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding_cache import SAVED_TOGETHER, CachedEmbedder
from index.types import Float32s

TEXTS = [f"text {number}" for number in range(20)]


class HashEmbedder:
    """Vectors from the sha256 of the text; remembers what it was asked, and can be made to fail."""

    def __init__(self, name: str = "hash@1", *, fails_after: int | None = None) -> None:
        self.id = name
        self.dimension = 8
        self.max_tokens = 256
        self.asked: list[str] = []
        self._fails_after = fails_after

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        if self._fails_after is not None and len(self.asked) + len(texts) > self._fails_after:
            raise KeyboardInterrupt
        self.asked.extend(texts)
        if on_progress is not None and texts:
            on_progress(len(texts))
        return vectors_of(texts)

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        return -vectors_of(texts)


def vectors_of(texts: Sequence[str]) -> Float32s:
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    whole = np.array([list(digest[:8]) for digest in digests], dtype=np.float32).reshape(-1, 8)
    rows = whole + np.float32(1)
    unit: Float32s = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def is_right(embedder: CachedEmbedder, texts: Sequence[str]) -> bool:
    return bool(np.allclose(embedder.embed_passages(texts), vectors_of(texts), atol=1e-6))


@settings(max_examples=30)
@given(rounds=st.lists(st.lists(st.text(max_size=3), max_size=12), min_size=1, max_size=5))
def test_each_text_is_embedded_once_and_order_is_kept(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[str]]
) -> None:
    inner = HashEmbedder()
    path = tmp_path_factory.mktemp("cache") / "vectors.db"
    for texts in rounds:
        done: list[int] = []
        vectors = CachedEmbedder(inner, path).embed_passages(texts, on_progress=done.append)
        assert np.allclose(vectors, vectors_of(texts), atol=1e-6)
        assert sum(done) == len(texts)
    assert sorted(inner.asked) == sorted({text for texts in rounds for text in texts})


def test_another_embedder_does_not_get_the_vectors(tmp_path: Path) -> None:
    CachedEmbedder(HashEmbedder("a@1"), tmp_path / "vectors.db").embed_passages(TEXTS)
    other = HashEmbedder("a@2")
    CachedEmbedder(other, tmp_path / "vectors.db").embed_passages(TEXTS)
    assert sorted(other.asked) == sorted(TEXTS)


def test_queries_are_not_passages(tmp_path: Path) -> None:
    embedder = CachedEmbedder(HashEmbedder(), tmp_path / "vectors.db")
    embedder.embed_passages(TEXTS)
    assert np.allclose(embedder.embed_queries(TEXTS), -vectors_of(TEXTS))


def test_work_done_before_a_break_is_not_done_again(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(3 * SAVED_TOGETHER)]
    broken = HashEmbedder(fails_after=2 * SAVED_TOGETHER)
    with pytest.raises(KeyboardInterrupt):
        CachedEmbedder(broken, tmp_path / "vectors.db").embed_passages(texts)
    after = HashEmbedder()
    assert is_right(CachedEmbedder(after, tmp_path / "vectors.db"), texts)
    assert len(after.asked) == SAVED_TOGETHER


def test_more_texts_than_are_read_at_once_are_all_found(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(2500)]
    CachedEmbedder(HashEmbedder(), tmp_path / "vectors.db").embed_passages(texts)
    again = HashEmbedder()
    assert is_right(CachedEmbedder(again, tmp_path / "vectors.db"), texts)
    assert again.asked == []


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"abc",
        np.ones(7, dtype="<f4").tobytes(),
        np.full(8, np.nan, dtype="<f4").tobytes(),
        np.full(8, np.inf, dtype="<f4").tobytes(),
        np.zeros(8, dtype="<f4").tobytes(),
        "text",
        3.5,
    ],
)
def test_a_vector_that_cannot_be_right_is_made_again(
    tmp_path: Path, stored: bytes | str | float
) -> None:
    path = tmp_path / "vectors.db"
    CachedEmbedder(HashEmbedder(), path).embed_passages(TEXTS)
    digest = hashlib.sha256(TEXTS[3].encode()).hexdigest()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE vectors SET vector = ? WHERE text_sha256 = ?", (stored, digest))
    for expected in ([TEXTS[3]], []):
        inner = HashEmbedder()
        assert is_right(CachedEmbedder(inner, path), TEXTS)
        assert inner.asked == expected


def other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE vectors (something TEXT)")


def torn(path: Path) -> None:
    CachedEmbedder(HashEmbedder(), path).embed_passages([f"text {n}" for n in range(500)])
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "spoil", [other_tables, torn, lambda path: path.write_bytes(b"no database" * 1000)]
)
def test_a_corrupt_file_is_set_aside_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    path = tmp_path / "vectors.db"
    spoil(path)
    with caplog.at_level(logging.WARNING, logger="index.embedding_cache"):
        assert is_right(CachedEmbedder(HashEmbedder(), path), TEXTS)
    assert "embedding_cache_corrupt" in [record.message for record in caplog.records]
    assert (tmp_path / "vectors.db.corrupt").exists()
    inner = HashEmbedder()
    assert is_right(CachedEmbedder(inner, path), TEXTS)
    assert inner.asked == []


def test_a_cache_that_cannot_be_opened_is_done_without_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with caplog.at_level(logging.WARNING, logger="index.embedding_cache"):
        assert is_right(CachedEmbedder(HashEmbedder(), blocked / "vectors.db"), TEXTS)
        assert is_right(CachedEmbedder(HashEmbedder(), tmp_path), TEXTS)
    assert {record.message for record in caplog.records} == {"embedding_cache_unusable"}
    assert tmp_path.is_dir()
