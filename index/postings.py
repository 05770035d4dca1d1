"""Which documents hold which term how often: counted, kept in a file, read again, merged.

Knows nothing of scores. Documents are numbers; what a term is, terms.py knows.
"""

import io
import zipfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.terms import stems_of, words_of
from index.types import Bools, Int64s

_FILE: Final = "bm25.npz"
_ARRAYS: Final = ("vocabulary", "starts", "documents", "counts", "lengths")
_REMEDY: Final = "run `onrecord rebuild`: it makes the index again from the stored articles"
_BROKEN_FILE: Final = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile)


@dataclass(frozen=True, eq=False)
class Postings:
    """Counts of terms, sorted by term, then by document. Immutable.

    Term t of `vocabulary` (sorted) has the rows `starts[t]:starts[t + 1]` of `documents` and
    `counts`. `lengths` is (count,): how many terms each document has.
    """

    vocabulary: Sequence[str]
    starts: Int64s
    documents: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @property
    def count(self) -> int:
        """Number of documents."""
        return len(self.lengths)

    def rows(self, term: str) -> slice:
        """Where a term's documents and counts are; an empty slice for one that occurs nowhere."""
        number = self._numbers.get(term)
        if number is None:
            return slice(0, 0)
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {term: number for number, term in enumerate(self.vocabulary)}


def write_lexical_index(folder: Path, texts: Iterable[str]) -> None:
    """Writes the counts over `texts`, document n being the n-th, to a folder made if missing.

    The same texts give the same bytes. Takes about 40 bytes of memory a word while it runs.
    """
    _write(folder, _count_terms(texts))


def merge_postings(folder: Path, parts: Sequence[tuple[Postings, Bools | None]]) -> None:
    """Writes one file of the live documents of several, in order: the bytes that
    `write_lexical_index` gives for their texts. Each part comes with its (count,) mask of live
    documents, None for all. Terms of dead documents alone are gone. A second for 5 million rows.
    """
    terms, documents, counts, lengths = [], [], [], []
    vocabulary = sorted(set().union(*(postings.vocabulary for postings, _ in parts)))
    number_of = {term: number for number, term in enumerate(vocabulary)}
    first = 0
    for postings, mask in parts:
        live = np.ones(postings.count, dtype=np.bool_) if mask is None else mask
        kept = live[postings.documents]
        numbers = np.array([number_of[term] for term in postings.vocabulary], dtype=np.int64)
        terms.append(np.repeat(numbers, np.diff(postings.starts))[kept])
        documents.append((first + np.cumsum(live) - 1)[postings.documents[kept]])
        counts.append(postings.counts[kept])
        lengths.append(postings.lengths[live])
        first += int(np.count_nonzero(live))
    term, document = _joined(terms), _joined(documents)
    order = np.lexsort((document, term))
    present, own = np.unique(term, return_inverse=True)
    merged = Postings(
        vocabulary=[vocabulary[number] for number in present.tolist()],
        starts=np.searchsorted(own[order], np.arange(len(present) + 1)),
        documents=document[order].astype(np.int32),
        counts=_joined(counts)[order].astype(np.int32),
        lengths=_joined(lengths).astype(np.int32),
    )
    _write(folder, merged)


def open_postings(folder: Path) -> Postings:
    """What was written to `folder`, where nothing is changed. 50 ms for 23,000 chunks.

    Every byte is read and checked (CRC-32). Raises SnapshotError where the file is missing, cut
    short or changed.
    """
    path = folder / _FILE
    try:
        postings = _read(path)
        _require_consistent(postings)
    except _BROKEN_FILE as error:
        message = f"{path} cannot be read as a lexical index: {error}"
        raise SnapshotError(message, remedy=_REMEDY) from error
    return postings


def _write(folder: Path, postings: Postings) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / _FILE,
        vocabulary=np.frombuffer("\n".join(postings.vocabulary).encode(), dtype=np.uint8),
        starts=postings.starts,
        documents=_narrowed(postings.documents),
        counts=_narrowed(postings.counts),
        lengths=postings.lengths,
    )


def _count_terms(texts: Iterable[str]) -> Postings:
    numbers_of_words: dict[str, int] = {}  # each distinct word is stemmed once, not each time
    words, lengths = array("i"), array("i")
    for text in texts:
        found = words_of(text)
        lengths.append(len(found))
        words.extend([numbers_of_words.setdefault(w, len(numbers_of_words)) for w in found])
    stems = stems_of(list(numbers_of_words))
    vocabulary = sorted(set(stems))
    number_of_term = {term: number for number, term in enumerate(vocabulary)}
    term_of_word = np.array([number_of_term[stem] for stem in stems], dtype=np.int64)
    terms = term_of_word[np.frombuffer(words, dtype=np.int32)]
    documents = np.repeat(np.arange(len(lengths)), np.frombuffer(lengths, dtype=np.int32))
    keys, counts = np.unique(terms * len(lengths) + documents, return_counts=True)
    terms, documents = np.divmod(keys, max(len(lengths), 1))
    return Postings(
        vocabulary=vocabulary,
        starts=np.searchsorted(terms, np.arange(len(vocabulary) + 1)),
        documents=documents.astype(np.int32),
        counts=counts.astype(np.int32),
        lengths=np.frombuffer(lengths, dtype=np.int32),
    )


def _narrowed(numbers: NDArray[np.int32]) -> NDArray[np.unsignedinteger]:
    """The same numbers in the smallest unsigned type that holds them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _read(path: Path) -> Postings:
    with zipfile.ZipFile(path) as archive:
        if any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist()):
            raise ValueError("it is compressed, which ours never is")
        # Whole members first: their checksums are right before anything believes a header.
        members = {name: archive.read(f"{name}.npy") for name in _ARRAYS}
    arrays = {name: np.load(io.BytesIO(raw)) for name, raw in members.items()}
    joined = arrays["vocabulary"].tobytes().decode()
    return Postings(
        vocabulary=joined.split("\n") if joined else [],
        starts=arrays["starts"],
        documents=arrays["documents"].astype(np.int32),
        counts=arrays["counts"].astype(np.int32),
        lengths=arrays["lengths"],
    )


def _joined(arrays: Sequence[NDArray[np.integer]]) -> Int64s:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays]).astype(np.int64)


def _require_consistent(postings: Postings) -> None:
    """Raises ValueError where the arrays cannot belong together."""
    rows = len(postings.documents)
    numbers = (postings.starts.size, postings.starts[-1], len(postings.counts))
    if numbers != (len(postings.vocabulary) + 1, rows, rows):
        raise ValueError(f"its arrays do not belong together: {numbers} for {rows} postings")
    if postings.documents.max(initial=-1) >= len(postings.lengths):
        raise ValueError(f"it names documents beyond its {len(postings.lengths)}")
