"""Articles, findings and small parts of the corpus side that default all but what a test is about.

`WordEmbedder` and `open_words_workshop` stand where a model would: quick, and the same everywhere.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np

from index.build import take_in
from index.manifest import FORMAT, Manifest, SegmentRecord
from index.parts import NoProgress, make_parts, recipe_of
from index.segment import SegmentParts
from index.snapshot import Snapshots
from index.store import Store
from index.types import Article, Float32s, Found, Refusal
from index.workshop import Workshop

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "The mayor spoke on Monday. The bridge will be rebuilt in May. Ferries run until then."


def article(
    id: str = "bridge",  # noqa: A002  # the field's own name
    text: str = TEXT,
    *,
    title: str = "Bridge to be rebuilt",
    source: str | None = "The Harbour Post",
    published_at: datetime | None = START,
) -> Article:
    return Article(
        id=id,
        title=title,
        text=text,
        url=f"https://news.example/{id}",
        source=source,
        author="A. Writer",
        published_at=published_at,
        language="en",
    )


def found(taken: Article | None = None, *, id_is_given: bool = True, note: str = "") -> Found:
    chosen = taken or article()
    return Found(chosen, f"{chosen.id}.txt", id_is_given, (note,) if note else ())


def refusal(origin: str = "news.jsonl:17", reason: str = "it is not JSON") -> Refusal:
    return Refusal(origin, reason)


class SteppingClock:
    """A clock that is a minute later each time it is read."""

    def __init__(self, start: datetime = START) -> None:
        self._next = start

    def __call__(self) -> datetime:
        now, self._next = self._next, self._next + timedelta(minutes=1)
        return now


class WordEmbedder:
    """An Embedder without a model: a text is the sum of its words' directions.

    Texts that share words are near. `embedded` lists every text it was asked to embed.
    """

    def __init__(
        self,
        *,
        id: str = "words@1",  # noqa: A002  # the field's own name
        dimension: int = 64,
        max_tokens: int = 256,
    ) -> None:
        self.embedded: list[str] = []
        self._id = id
        self._dimension = dimension
        self._max_tokens = max_tokens

    @property
    def id(self) -> str:
        return self._id

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        self.embedded.extend(texts)
        if on_progress is not None:
            on_progress(len(texts))
        vectors = [self._vector(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self._dimension)

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        return self.embed_passages(texts)

    def _vector(self, text: str) -> Float32s:
        vector = np.full(self._dimension, 1e-3)
        for word in re.findall(r"\w+", text.lower()):
            random = np.random.default_rng(crc32(word.encode()))
            vector += random.standard_normal(self._dimension)
        unit: Float32s = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit


class QuietProgress:
    """A Progress that remembers the stages and what each was told to have done."""

    def __init__(self) -> None:
        self.stages: dict[str, int] = {}

    def stage(self, name: str, total: int | None) -> None:  # noqa: ARG002  # the protocol's
        self.stages[name] = 0

    def advance(self, count: int) -> None:
        latest = next(reversed(self.stages))
        self.stages[latest] += count


def open_words_workshop(root: Path, embedder: WordEmbedder | None = None) -> Workshop:
    """A Workshop in `root` that works with a WordEmbedder; close its store afterwards."""
    chosen = embedder or WordEmbedder()
    return Workshop(
        store=Store.open(root / "onrecord.db", clock=SteppingClock()),
        snapshots=Snapshots(root / "snapshots"),
        embedder=chosen,
        embedder_name="words",
        open_quick=lambda _: chosen,
        open_bulk=lambda _: chosen,
    )


def stock(store: Store, *articles: Article) -> None:
    """Stores articles under the ids that they have."""
    take_in(store, [found(each) for each in articles])


def some_articles(count: int, *, first: int = 0) -> list[Article]:
    """Articles that differ: each has its own number in title and text, three sources, a day each,
    every fifth without a date."""
    return [
        replace(
            article(f"story-{n:03d}", title=f"Story number {n}"),
            text=f"Council {n} met on day {n}. It voted for plan {n} of {n % 7}.\n\n"
            f"The mayor of town {n % 11} spoke of ferry {n}. Nobody objected to number {n}.",
            source=f"Paper {n % 3}",
            published_at=None if n % 5 == 4 else START + timedelta(days=n),
        )
        for n in range(first, first + count)
    ]


def segment_parts(
    articles: Sequence[Article], embedder: WordEmbedder | None = None
) -> SegmentParts:
    """What a segment of these articles is written from."""
    chosen = embedder or WordEmbedder()
    return make_parts(articles, len(articles), chosen, NoProgress()).parts


def manifest_of(
    *segments: SegmentRecord, generation: int = 1, withdrawn: Mapping[str, int] | None = None
) -> Manifest:
    """A manifest that is not written yet."""
    return Manifest(
        format=FORMAT,
        version="",
        created_at=START.isoformat(),
        recipe=recipe_of(WordEmbedder()),
        embedder_name="words",
        store_sequence=generation,
        generation=generation,
        articles=0,
        sentences=0,
        chunks=0,
        segments=segments,
        withdrawn=withdrawn or {},
    )


def make_current(snapshots: Snapshots, count: int = 8, *, generation: int = 1) -> str:
    """Writes a snapshot of `some_articles(count)`, makes it current, and gives its version."""
    parts = segment_parts(some_articles(count))
    segments = [snapshots.write_segment(parts, as_of=generation)] if count else []
    version = snapshots.write(manifest_of(*segments, generation=generation)).version
    snapshots.make_current(version)
    return version
