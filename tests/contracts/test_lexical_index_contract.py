"""What every LexicalIndex must do, against BM25 as the textbooks have it.

A further implementation joins by a line in IMPLEMENTATIONS.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.lexical import Bm25Index, LexicalIndex, LexicalPart, open_lexical_index
from index.postings import Postings, merge_postings, open_postings, write_lexical_index
from index.types import Bools
from tests.contracts.rankings import assert_ranks

Build = Callable[[Sequence[str]], LexicalIndex]

WORDS = ["mayor", "mayors", "bridge", "denied", "denies", "flood", "river", "1,200", "Zoë", "東京"]
K1, B = 0.9, 0.4


def written_and_opened(texts: Sequence[str]) -> LexicalIndex:
    with TemporaryDirectory() as folder:
        write_lexical_index(Path(folder) / "lexical", texts)
        return open_lexical_index(Path(folder) / "lexical")


def in_several_parts(texts: Sequence[str]) -> LexicalIndex:
    """As after several ingests: three segments, one of them empty."""
    return Bm25Index([LexicalPart(postings) for postings in split_postings(texts)])


def merged(texts: Sequence[str]) -> LexicalIndex:
    """As after a merge of these segments."""
    with TemporaryDirectory() as folder:
        merge_postings(Path(folder), [(postings, None) for postings in split_postings(texts)])
        return open_lexical_index(Path(folder))


def split_postings(texts: Sequence[str]) -> list[Postings]:
    middle = len(texts) // 2
    return [postings_of(some) for some in (texts[:middle], [], texts[middle:])]


def postings_of(texts: Sequence[str]) -> Postings:
    with TemporaryDirectory() as folder:
        write_lexical_index(Path(folder), texts)
        return open_postings(Path(folder))


IMPLEMENTATIONS: dict[str, Build] = {
    "numpy": written_and_opened,
    "segments": in_several_parts,
    "merged": merged,
}


@pytest.fixture(params=IMPLEMENTATIONS, scope="module")
def build(request: pytest.FixtureRequest) -> Build:
    return IMPLEMENTATIONS[request.param]


def textbook_bm25(documents: Sequence[Sequence[str]], query: Sequence[str]) -> NDArray[np.float64]:
    """The score of each document, given as its terms, for the distinct terms of a query."""
    average_length = sum(len(document) for document in documents) / max(len(documents), 1)
    scores = []
    for document in documents:
        counts, score = Counter(document), 0.0
        for term in set(query):
            if counts[term]:
                frequency = sum(term in other for other in documents)
                idf = log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
                norm = K1 * (1 - B + B * len(document) / average_length)
                score += idf * counts[term] * (K1 + 1) / (counts[term] + norm)
        scores.append(score)
    return np.array(scores)


def texts_of(words: Sequence[str], max_words: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=max_words).map(" ".join)


corpora = st.lists(texts_of(WORDS, 15), max_size=25)
queries = texts_of([*WORDS, "unheard-of"], 6)


@given(data=st.data(), texts=corpora, query=queries, k=st.integers(1, 30))
def test_the_ranking_is_that_of_the_textbook(
    build: Build, data: st.DataObject, texts: list[str], query: str, k: int
) -> None:
    index = build(texts)
    count = len(texts)
    masks = st.lists(st.booleans(), min_size=count, max_size=count)
    drawn = data.draw(st.none() | masks)
    allowed: Bools | None = None if drawn is None else np.array(drawn, dtype=np.bool_)
    scores = textbook_bm25([index.terms(text) for text in texts], index.terms(query))
    eligible = scores > 0 if allowed is None else (scores > 0) & allowed
    ranking = index.search(query, k, allowed=allowed)
    assert index.count == count
    assert_ranks(ranking, scores, eligible, k, tolerance=1e-5)


@given(texts=corpora)
def test_document_frequencies_are_counts_of_documents(build: Build, texts: list[str]) -> None:
    index = build(texts)
    documents = [set(index.terms(text)) for text in texts]
    for term in {*index.terms(" ".join(WORDS)), "absent"}:
        assert index.document_frequency(term) == sum(term in terms for terms in documents)


@given(query=st.text(max_size=60), texts=st.lists(st.text(max_size=60), max_size=5))
def test_no_text_and_no_query_is_an_error(build: Build, query: str, texts: list[str]) -> None:
    index = build([*texts, query])
    found = index.search(query, 10).ids.tolist()
    assert (len(texts) in found) == bool(index.terms(query))


@pytest.mark.parametrize(
    "query",
    ['"', "*", "title:foo AND (", "bridge*", "-bridge", '"river bridge"~2', "bridge^9", "NOT x"],
)
def test_nothing_in_a_query_is_an_operator(build: Build, query: str) -> None:
    index = build(["bridge", "the river is not what the title says, and foo", "mayor", "9 or 2"])
    bare = "".join(char if char.isalnum() else " " for char in query)
    ranking, expected = index.search(query, 9), index.search(bare, 9)
    assert ranking.ids.tolist() == expected.ids.tolist()
    assert ("bridge" in query) == (0 in ranking.ids)


@pytest.mark.parametrize("query", ["", "   ", "?!", "unheard", "\x00", "\ud800", "🌊"])
def test_a_query_without_known_words_finds_nothing(build: Build, query: str) -> None:
    assert build(["The mayor denied it.", ""]).search(query, 5).ids.tolist() == []


def test_an_index_of_nothing_finds_nothing(build: Build) -> None:
    for index in (build([]), build(["", "..."])):
        assert index.search("mayor", 5).ids.tolist() == []
        assert index.document_frequency("mayor") == 0


def test_what_a_mask_excludes_takes_no_place_and_changes_no_score(build: Build) -> None:
    index = build(["flood flood flood", "flood and river", "flood", "mayor"])
    everything = index.search("flood", 4)
    allowed = np.array([False, True, True, True])
    found = index.search("flood", 2, allowed=allowed)
    assert everything.ids[0] == 0
    assert found.ids.tolist() == [2, 1]
    assert set(found.scores.tolist()) <= set(everything.scores.tolist())


def test_function_words_count_only_where_a_query_has_no_others(build: Build) -> None:
    index = build(["Who was that by the river?", "The mayor."])
    assert index.search("Who was the mayor?", 5).ids.tolist() == [1]
    assert index.search("Who was that?", 5).ids.tolist() == [0]


def test_concurrent_searches_give_the_answers_of_single_ones(build: Build) -> None:
    index = build([f"flood {word} {number}" for number in range(40) for word in WORDS])
    asked = [f"denying floods {word} {number}" for number in range(20) for word in WORDS]
    alone = [index.search(query, 10).ids.tolist() for query in asked]
    with ThreadPoolExecutor(8) as pool:
        searches = [pool.submit(index.search, query, 10) for query in asked]
        assert [search.result().ids.tolist() for search in searches] == alone


@pytest.mark.parametrize(
    ("k", "allowed"),
    [(0, None), (3, np.ones(3, dtype=np.bool_)), (3, np.ones(2, dtype=np.int8))],
    ids=["k", "mask's length", "mask's type"],
)
def test_what_cannot_be_searched_is_a_value_error(
    build: Build, k: int, allowed: Bools | None
) -> None:
    with pytest.raises(ValueError, match="expected"):
        build(["river", "mayor"]).search("mayor", k, allowed=allowed)
