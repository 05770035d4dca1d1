"""The words of the corpus side, as frozen dataclasses.

Offsets are always characters into one revision's text, `text[start:end]`, end exclusive.
This module imports nothing of ours and knows nothing of files, models or databases.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]


def revision_of(text: str) -> str:
    """The name of the revision that has this text: the sha256 of its UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Notice(StrEnum):
    """What an article says of itself: that it was corrected, or that it is taken back."""

    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Article:
    """One news story, as ingested. `text` is cleaned once, by the source, and never again.

    `published_at` and `updated_at` are aware and in UTC; a date without a time is midnight UTC;
    None is unknown. `notice` is set where the text itself says that it corrects or retracts.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    updated_at: datetime | None = None
    notice: Notice | None = None

    @property
    def revision(self) -> str:
        """The sha256 of the text. Costs one pass over it."""
        return revision_of(self.text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be taken as an article, and why, in a sentence for the user.

    `origin` names the file, and the line where there is one: `news.jsonl:17`.
    """

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a source found, and where. `origin` is as in `Refusal`.

    `id_is_given` is False where the id was derived from the path or the content; only then may
    the same text under another id count as the same article. `notes` says what was guessed or
    left out, a sentence each: a date that could not be read, an encoding that was a guess.
    """

    article: Article
    origin: str
    id_is_given: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of citation: `article_text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of retrieval: sentences `first` to `last` (exclusive) of one article.

    `embedded_text` is what the models see (title, date, body); it is never quoted.
    `fits` is False where a single sentence is longer than the model's window, so that the
    embedder reads only its beginning; the lexical index always has all of it.
    """

    first: int
    last: int
    embedded_text: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; applied before ranking. None means no limit.

    `since`, `until` and `as_of` are aware, in UTC, inclusive; `as_of` leaves out what was published
    later than then. An article without a date is outside every date limit, unless `keeps_undated`:
    then it is within `since` and `until`.
    """

    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    source: str | None = None
    article_id: str | None = None
    keeps_undated: bool = False

    def without_dates(self) -> "Filters":
        """The same without any limit of time."""
        return replace(self, since=None, until=None, as_of=None, keeps_undated=False)

    @property
    def has_dates(self) -> bool:
        """Whether dates are limited at all."""
        return not (self.since is None and self.until is None and self.as_of is None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Chunk numbers with their scores, best first; ties by smaller number.

    `ids`: (k,) int64; `scores`: (k,) float32, higher is better, on the index's own scale.
    """

    ids: Int64s
    scores: Float32s


class FoundBy(StrEnum):
    """Which index found a hit."""

    DENSE = "dense"
    LEXICAL = "lexical"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that carries a story: what it is called, and which revision is meant."""

    article_id: str
    revision: str
    title: str
    url: str | None
    source: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """What two or more articles carry word for word, or nearly; `id` is the canonical one's.

    `carriers` are those that a search's filters let through, the one that was published first in
    front.
    """

    id: str
    carriers: Sequence[Carrier]


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found: sentences `first` to `last` (exclusive) of `article`.

    `sentences` are all sentences of the article's text. `score` is the fused score, 0 to 1;
    `dense_score` is the cosine to the query; `lexical_score` is None where no word is shared.
    `story` is None where no other article carries the same.
    """

    article: Article
    revision: str
    sentences: Sequence[Sentence]
    first: int
    last: int
    score: float
    rank: int
    found_by: FoundBy
    dense_score: float
    lexical_score: float | None
    story: Story | None = None

    @property
    def start(self) -> int:
        """Where the chunk begins in the revision's text."""
        return self.sentences[self.first].start

    @property
    def end(self) -> int:
        """Where the chunk ends in the revision's text, exclusive."""
        return self.sentences[self.last - 1].end

    @property
    def text(self) -> str:
        """The chunk, verbatim."""
        return self.article.text[self.start : self.end]


SCOPE_SOURCES = 10


@dataclass(frozen=True, slots=True)
class Scope:
    """What was searched, or can be.

    `articles` is all that the snapshot holds, `matching` those within the filters; the dates and
    sources are of all. `sources` are those with the most articles, SCOPE_SOURCES at most, of
    `source_count`.
    """

    articles: int
    first_published_at: datetime | None
    last_published_at: datetime | None
    index_version: str | None
    matching: int = 0
    sources: Sequence[str] = ()
    source_count: int = 0
