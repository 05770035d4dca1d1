"""Vectors by text on disk, so that nothing is embedded twice.

The file is disposable: whatever is wrong with it costs time, never an answer. Knows nothing of
models, nor of what the texts are.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from index.embed import Embedder
from index.types import Float32s

SAVED_TOGETHER = 256
"""Texts embedded between two writes to disk, some seconds of work: all that a kill can lose."""

_READ_TOGETHER = 1000
_BUSY_TIMEOUT_S = 10.0
_UNIT_TOLERANCE = 1e-3
# SQLITE_ERROR is what a file of other tables gives.
_NOT_A_CACHE = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT NOT NULL, text_sha256 TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (embedder, text_sha256)
) WITHOUT ROWID
"""

_log = logging.getLogger(__name__)


class CachedEmbedder:
    """Wraps an Embedder; vectors of passages are kept by (embedder id, sha256 of the text)."""

    def __init__(self, embedder: Embedder, cache_path: Path) -> None:
        self._embedder = embedder
        self._vectors = VectorFile(cache_path, embedder.id, embedder.dimension)

    @property
    def id(self) -> str:
        """As the wrapped embedder's."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """As the wrapped embedder's."""
        return self._embedder.dimension

    @property
    def max_tokens(self) -> int:
        """As the wrapped embedder's."""
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the wrapped embedder's."""
        return self._embedder.count_tokens(texts)

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """(n, dimension) float32 unit vectors; `on_progress` counts what was kept too.

        What is missing is embedded once however often it occurs, the longest first so that texts
        of like length go together, and is saved every `SAVED_TOGETHER` texts.
        """
        rows_by_digest: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            rows_by_digest.setdefault(_digest(text), []).append(row)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        missing = set(rows_by_digest)
        for digest, vector in self._vectors.read(list(rows_by_digest)):
            vectors[rows_by_digest[digest]] = vector
            missing.discard(digest)
            if on_progress is not None:
                on_progress(len(rows_by_digest[digest]))
        todo = [(digest, rows_by_digest[digest]) for digest in rows_by_digest if digest in missing]
        todo.sort(key=lambda entry: -len(texts[entry[1][0]]))
        for first in range(0, len(todo), SAVED_TOGETHER):
            part = todo[first : first + SAVED_TOGETHER]
            made = self._embedder.embed_passages(
                [texts[rows[0]] for _, rows in part], on_progress=on_progress
            )
            self._vectors.write(
                {digest: vector for (digest, _), vector in zip(part, made, strict=True)}
            )
            for (_, rows), vector in zip(part, made, strict=True):
                vectors[rows] = vector
            repeated = sum(len(rows) - 1 for _, rows in part)
            if on_progress is not None and repeated:
                on_progress(repeated)
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """As the wrapped embedder's, nothing kept."""
        return self._embedder.embed_queries(texts)


class VectorFile:
    """Vectors of one embedder in an SQLite file, by the sha256 of their texts.

    A corrupt file is set aside as `*.corrupt` and a new one begun; a file that cannot be used now
    (locked, read-only, disk full) is done without. Both are logged, nothing is raised.
    """

    def __init__(self, path: Path, embedder_id: str, dimension: int) -> None:
        self._path = path
        self._embedder_id = embedder_id
        self._dimension = dimension

    def read(self, digests: Sequence[str]) -> Iterator[tuple[str, Float32s]]:
        """Those of `digests` that are kept, each with its (dimension,) vector.

        A vector of another length, with NaN, or not of unit length counts as not kept.
        """
        for first in range(0, len(digests), _READ_TOGETHER):
            for digest, stored in self._select(digests[first : first + _READ_TOGETHER]):
                vector = np.frombuffer(stored, dtype="<f4") if len(stored) % 4 == 0 else None
                if vector is not None and self._is_sound(vector):
                    yield digest, vector.astype(np.float32, copy=False)

    def write(self, vectors: Mapping[str, Float32s]) -> None:
        """Keeps vectors by the digests of their texts, in one transaction."""
        rows = [
            (self._embedder_id, digest, vector.astype("<f4").tobytes())
            for digest, vector in vectors.items()
        ]
        with self._tolerating_faults(), self._connection() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _select(self, digests: Sequence[str]) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        with self._tolerating_faults(), self._connection() as connection:
            # CROSS: the digests are looked up one by one, and the table is never read through.
            rows = connection.execute(
                "SELECT text_sha256, vector FROM json_each(?) CROSS JOIN vectors"
                " ON text_sha256 = value WHERE embedder = ? AND typeof(vector) = 'blob'",
                (json.dumps(list(digests)), self._embedder_id),
            )
            found.extend(rows)
        return found

    def _is_sound(self, vector: Float32s) -> bool:
        if vector.shape != (self._dimension,):
            return False
        # False for NaN as well.
        return bool(abs(float(np.linalg.norm(vector)) - 1.0) < _UNIT_TOLERANCE)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            # A power cut may lose the last vectors, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
            yield connection

    @contextmanager
    def _tolerating_faults(self) -> Iterator[None]:
        """Turns faults of the file into log lines, and sets a file aside that is not ours."""
        try:
            yield
        except sqlite3.Error as error:
            fields = {"path": str(self._path), "reason": str(error)}
            if error.sqlite_errorcode & 0xFF in _NOT_A_CACHE:
                _log.warning("embedding_cache_corrupt", extra=fields)
                self._set_aside()
            else:
                _log.warning("embedding_cache_unusable", extra=fields)
        except OSError as error:
            _log.warning(
                "embedding_cache_unusable", extra={"path": str(self._path), "reason": str(error)}
            )

    def _set_aside(self) -> None:
        name = self._path.name
        try:
            self._path.replace(self._path.with_name(f"{name}.corrupt"))
            for suffix in ("-wal", "-shm"):
                self._path.with_name(name + suffix).unlink(missing_ok=True)
        except OSError as error:
            _log.warning(
                "embedding_cache_unusable", extra={"path": str(self._path), "reason": str(error)}
            )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
