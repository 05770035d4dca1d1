import gc
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.embed_memo import MemoEmbedder
from index.types import Float32s
from tests.builders import WordEmbedder

words = st.sampled_from("ferry bridge mayor council plan vote".split())
calls = st.lists(st.lists(words, max_size=5), max_size=6)


class WatchedEmbedder(WordEmbedder):
    """A WordEmbedder that can say which of the arrays it returned are still in use."""

    def __init__(self) -> None:
        super().__init__()
        self.returned: list[weakref.ref[Float32s]] = []

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        vectors = super().embed_passages(texts, on_progress=on_progress)
        self.returned.append(weakref.ref(vectors))
        return vectors


@given(calls=calls, capacity=st.integers(1, 4))
def test_vectors_are_those_of_the_wrapped_embedder(calls: list[list[str]], capacity: int) -> None:
    plain = WordEmbedder()
    memo = MemoEmbedder(WordEmbedder(), passages=capacity, queries=capacity)
    for texts in calls:
        np.testing.assert_array_equal(memo.embed_passages(texts), plain.embed_passages(texts))
        np.testing.assert_array_equal(memo.embed_queries(texts), plain.embed_queries(texts))


@given(calls=calls)
def test_nothing_is_embedded_twice_while_there_is_room(calls: list[list[str]]) -> None:
    inner = WordEmbedder()
    memo = MemoEmbedder(inner)
    for texts in calls:
        memo.embed_passages(texts)
    assert sorted(inner.embedded) == sorted({text for texts in calls for text in texts})


def test_what_was_used_least_lately_is_forgotten_first() -> None:
    inner = WordEmbedder()
    memo = MemoEmbedder(inner, passages=2)
    for text in ("ferry", "bridge", "ferry", "mayor", "ferry", "bridge"):
        memo.embed_passages([text])
    assert inner.embedded == ["ferry", "bridge", "mayor", "bridge"]


def test_queries_and_passages_are_remembered_apart() -> None:
    inner = WordEmbedder()
    memo = MemoEmbedder(inner)
    memo.embed_passages(["ferry"])
    memo.embed_queries(["ferry"])
    assert inner.embedded == ["ferry", "ferry"]


def test_progress_counts_what_is_remembered_too() -> None:
    memo = MemoEmbedder(WordEmbedder())
    memo.embed_passages(["ferry"])
    done: list[int] = []
    memo.embed_passages(["ferry", "bridge", "ferry"], on_progress=done.append)
    assert sum(done) == 3


def test_no_texts_give_no_vectors_of_the_right_width() -> None:
    memo = MemoEmbedder(WordEmbedder(dimension=7))
    assert memo.embed_passages([]).shape == (0, 7)
    assert memo.embed_queries([]).dtype == np.float32


def test_a_caller_that_changes_its_vectors_changes_nobody_elses() -> None:
    memo = MemoEmbedder(WordEmbedder())
    memo.embed_passages(["ferry", "bridge"])[:] = 0
    expected = WordEmbedder().embed_passages(["ferry"])
    np.testing.assert_array_equal(memo.embed_passages(["ferry"]), expected)


def test_remembering_one_vector_does_not_keep_the_others_in_memory() -> None:
    inner = WatchedEmbedder()
    memo = MemoEmbedder(inner, passages=1)
    memo.embed_passages(["ferry", "bridge", "mayor"])
    gc.collect()
    assert [reference() for reference in inner.returned] == [None]


def test_it_says_of_itself_what_the_wrapped_one_says() -> None:
    inner = WordEmbedder(id="x@1", dimension=5, max_tokens=300)
    memo = MemoEmbedder(inner)
    assert (memo.id, memo.dimension, memo.max_tokens) == ("x@1", 5, 300)
    assert memo.count_tokens(["one two"]) == inner.count_tokens(["one two"])


def test_several_threads_get_the_right_vectors() -> None:
    memo = MemoEmbedder(WordEmbedder(), passages=3)
    texts = "ferry bridge mayor council plan vote".split() * 20
    expected = WordEmbedder().embed_passages(texts)
    with ThreadPoolExecutor(4) as threads:
        vectors = list(threads.map(lambda text: memo.embed_passages([text])[0], texts))
    np.testing.assert_array_equal(np.stack(vectors), expected)
