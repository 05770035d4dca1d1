"""What a snapshot knows about its chunks: which sentences of which article each one is.

Kept as flat arrays, so that opening costs milliseconds and filters are array operations. Knows
nothing of texts or vectors.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import Article, Bools, Chunk, Filters, Notice, Sentence

_ARRAYS = "chunks.npz"
_ARTICLES = "articles.jsonl"
_ARTICLE_FIELDS = tuple(field.name for field in fields(Article) if field.name != "text")
_DATES = ("published_at", "updated_at")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One article of a snapshot, without its text."""

    id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: datetime | None
    language: str | None
    updated_at: datetime | None
    notice: Notice | None

    @classmethod
    def of(cls, article: Article) -> "CatalogEntry":
        """The entry of an article. Costs one pass over its text."""
        values = {name: getattr(article, name) for name in _ARTICLE_FIELDS}
        return cls(revision=article.revision, **values)

    def article(self, text: str) -> Article:
        """The whole article, given its revision's text."""
        return Article(text=text, **{name: getattr(self, name) for name in _ARTICLE_FIELDS})


@dataclass(frozen=True, slots=True)
class ChunkPlace:
    """Where chunk number n stands: sentences `first` to `last` (exclusive) of an article."""

    article: int
    first: int
    last: int


class Catalog:
    """The articles and chunks of one snapshot, by number. Immutable."""

    def __init__(self, entries: Sequence[CatalogEntry], arrays: dict[str, NDArray[np.int32]]):
        self.entries = entries
        self._arrays = arrays
        self._published = np.array(
            [np.nan if e.published_at is None else e.published_at.timestamp() for e in entries],
            dtype=np.float64,
        )
        dates = [e.published_at for e in entries if e.published_at is not None]
        self._range = (min(dates), max(dates)) if dates else (None, None)
        self.sentences_of = lru_cache(maxsize=4096)(self._sentences_of)

    @property
    def chunk_count(self) -> int:
        """Number of chunks."""
        return len(self._arrays["chunk_article"])

    @property
    def chunk_articles(self) -> NDArray[np.int32]:
        """The number of each chunk's article, (chunk_count,) int32."""
        return self._arrays["chunk_article"]

    @property
    def sentences_per_article(self) -> NDArray[np.int32]:
        """How many sentences each article has, (articles,) int32."""
        return np.diff(self._arrays["article_sentences"])

    @cached_property
    def source_counts(self) -> Mapping[str, int]:
        """How many articles each source has."""
        return Counter(entry.source for entry in self.entries if entry.source)

    @property
    def sentence_count(self) -> int:
        """Number of sentences."""
        return len(self._arrays["sentence_start"])

    def place(self, chunk: int) -> ChunkPlace:
        """The place of a chunk."""
        return ChunkPlace(
            article=int(self._arrays["chunk_article"][chunk]),
            first=int(self._arrays["chunk_first"][chunk]),
            last=int(self._arrays["chunk_last"][chunk]),
        )

    def published_range(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last known date of publication."""
        return self._range

    def allowed(self, filters: Filters) -> Bools | None:
        """Which chunks a search may rank, (chunk_count,) bool; None where all of them."""
        if filters == Filters():
            return None
        return self.matching(filters)[self._arrays["chunk_article"]]

    def matching(self, filters: Filters) -> Bools:
        """Which articles are within the filters, (articles,) bool."""
        articles = np.ones(len(self.entries), dtype=np.bool_)
        if filters.since is not None:
            articles &= self._published >= filters.since.timestamp()
        if filters.until is not None:
            articles &= self._published <= filters.until.timestamp()
        if filters.keeps_undated:
            articles |= np.isnan(self._published)
        if filters.as_of is not None:
            articles &= self._published <= filters.as_of.timestamp()
        if filters.source is not None:
            wanted = filters.source.casefold()
            articles &= self._where((e.source or "").casefold() == wanted for e in self.entries)
        if filters.article_id is not None:
            articles &= self._where(e.id == filters.article_id for e in self.entries)
        return articles

    def save(self, folder: Path) -> None:
        """Writes the catalog's files into `folder`."""
        np.savez(folder / _ARRAYS, **self._arrays)  # type: ignore[arg-type]
        with (folder / _ARTICLES).open("w", encoding="utf-8") as file:
            for entry in self.entries:
                record = asdict(entry)
                for name in _DATES:
                    if record[name] is not None:
                        record[name] = record[name].isoformat()
                file.write(json.dumps(record, ensure_ascii=False) + "\n")

    @classmethod
    def open(cls, folder: Path) -> "Catalog":
        """Reads what `save` wrote; the caller has verified the files' digests."""
        entries = []
        for line in (folder / _ARTICLES).read_text(encoding="utf-8").split("\n"):
            if line:
                record = json.loads(line)
                for name in _DATES:
                    if record[name] is not None:
                        record[name] = datetime.fromisoformat(record[name])
                if record["notice"] is not None:
                    record["notice"] = Notice(record["notice"])
                entries.append(CatalogEntry(**record))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return cls(entries, {name: arrays[name] for name in arrays.files})

    def _where(self, claims: Iterable[bool]) -> Bools:
        return np.fromiter(claims, dtype=np.bool_, count=len(self.entries))

    def _sentences_of(self, article: int) -> tuple[Sentence, ...]:
        first, last = self._arrays["article_sentences"][article : article + 2]
        starts = self._arrays["sentence_start"][first:last].tolist()
        ends = self._arrays["sentence_end"][first:last].tolist()
        return tuple(map(Sentence, starts, ends))


class CatalogBuilder:
    """Collects articles with their sentences and chunks, in order, into a Catalog."""

    def __init__(self) -> None:
        self._entries: list[CatalogEntry] = []
        self._chunks: list[tuple[int, int, int]] = []
        self._sentences: list[tuple[int, int]] = []
        self._article_sentences: list[int] = [0]

    def add(
        self, article: Article, sentences: Iterable[Sentence], chunks: Iterable[Chunk]
    ) -> CatalogEntry:
        """Appends one article; its chunks get the next numbers."""
        number = len(self._entries)
        entry = CatalogEntry.of(article)
        self._entries.append(entry)
        self._sentences.extend((s.start, s.end) for s in sentences)
        self._article_sentences.append(len(self._sentences))
        self._chunks.extend((number, chunk.first, chunk.last) for chunk in chunks)
        return entry

    def add_live(self, catalog: Catalog, live: Bools | None) -> None:
        """Appends the live articles of another catalog, in order; `live` is (articles,) bool."""
        places: dict[int, list[tuple[int, int]]] = {}
        for chunk in range(catalog.chunk_count):
            place = catalog.place(chunk)
            places.setdefault(place.article, []).append((place.first, place.last))
        for number, entry in enumerate(catalog.entries):
            if live is None or live[number]:
                own = len(self._entries)
                self._entries.append(entry)
                self._sentences.extend((s.start, s.end) for s in catalog.sentences_of(number))
                self._article_sentences.append(len(self._sentences))
                self._chunks.extend((own, first, last) for first, last in places.get(number, []))

    def catalog(self) -> Catalog:
        """What has been added so far."""
        chunks = np.array(self._chunks, dtype=np.int32).reshape(-1, 3)
        sentences = np.array(self._sentences, dtype=np.int32).reshape(-1, 2)
        return Catalog(
            self._entries,
            {
                "chunk_article": chunks[:, 0],
                "chunk_first": chunks[:, 1],
                "chunk_last": chunks[:, 2],
                "sentence_start": sentences[:, 0],
                "sentence_end": sentences[:, 1],
                "article_sentences": np.array(self._article_sentences, dtype=np.int32),
            },
        )
