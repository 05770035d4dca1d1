"""What every VectorIndex must do, against brute force in float64.

A further implementation joins by a line in IMPLEMENTATIONS; an approximate one will need its
own measure of recall in place of `assert_ranks`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SnapshotError
from index.types import Bools, Float32s
from index.vectors import FlatIndex, VectorIndex, open_vector_index, write_vector_index
from tests.contracts.rankings import assert_ranks

Build = Callable[[Float32s], VectorIndex]


def reopened(vectors: Float32s) -> VectorIndex:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        write_vector_index(path, vectors)
        return open_vector_index(path)


def saved_twice(vectors: Float32s) -> VectorIndex:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        write_vector_index(path, vectors)
        open_vector_index(path).save(path)
        return open_vector_index(path)


IMPLEMENTATIONS: dict[str, Build] = {
    "flat": FlatIndex.build,
    "flat, reopened": reopened,
    "flat, saved by a reopened one": saved_twice,
}


@pytest.fixture(params=IMPLEMENTATIONS, scope="module")
def build(request: pytest.FixtureRequest) -> Build:
    return IMPLEMENTATIONS[request.param]


@st.composite
def whole_numbers(draw: st.DrawFn) -> Float32s:
    """(n, dimension) small whole numbers, so that inner products are exact and often tie: rows
    occur twice, some are zero, and n is large enough for an index to take short cuts."""
    count, dimension = draw(st.integers(0, 300)), draw(st.sampled_from([1, 3, 16, 48]))
    distinct = draw(st.integers(1, 300))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = random.integers(-6, 7, (distinct, dimension))
    rows[random.random(distinct) < draw(st.sampled_from([0.0, 0.3]))] = 0
    return rows[random.integers(0, distinct, count)].astype(np.float32)


@st.composite
def near_copies(draw: st.DrawFn) -> Float32s:
    """(n, dimension) unit vectors at any distance from one another, down to rounding."""
    count, dimension = draw(st.sampled_from([1, 65, 400])), draw(st.sampled_from([2, 16, 33, 384]))
    spread = 10.0 ** draw(st.floats(-8, 1))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    centre = random.standard_normal(dimension)
    return unit(centre + spread * random.standard_normal((count, dimension)))


def unit(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Float32s:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Float32s = (vectors / norms).astype(np.float32)
    return units


def random_units(count: int, dimension: int = 16) -> Float32s:
    return unit(np.random.default_rng(count).standard_normal((count, dimension)))


def masks(count: int) -> st.SearchStrategy[Bools]:
    """None allowed, one, a stretch, any share."""
    draws = st.tuples(st.integers(0, 2**32), st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    scattered = draws.map(lambda seed_share: scattered_mask(count, *seed_share))
    bounds = st.tuples(st.integers(0, count), st.integers(0, count))
    stretch = bounds.map(lambda at: (np.arange(count) >= at[0]) & (np.arange(count) < at[1]))
    return st.one_of(scattered, stretch)


def scattered_mask(count: int, seed: int, share: float) -> Bools:
    return np.random.default_rng(seed).random(count) < share


def true_scores(vectors: Float32s, query: Float32s) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    scores: np.ndarray[tuple[int], np.dtype[np.float64]] = vectors.astype(np.float64) @ query
    return scores


@given(data=st.data(), vectors=whole_numbers(), k=st.integers(1, 30))
def test_the_ranking_is_that_of_brute_force_with_ties_by_smaller_row(
    build: Build, data: st.DataObject, vectors: Float32s, k: int
) -> None:
    query = np.array(
        data.draw(
            st.lists(st.integers(-6, 6), min_size=vectors.shape[1], max_size=vectors.shape[1])
        ),
        dtype=np.float32,
    )
    allowed = data.draw(st.none() | masks(len(vectors)))
    index = build(vectors)
    assert (index.count, index.dimension) == vectors.shape
    eligible = np.ones(len(vectors), dtype=np.bool_) if allowed is None else allowed
    ranking = index.search(query, k, allowed=allowed)
    assert_ranks(ranking, true_scores(vectors, query), eligible, k)


@given(data=st.data(), vectors=near_copies(), k=st.integers(1, 20))
def test_vectors_that_nearly_coincide_are_told_apart(
    build: Build, data: st.DataObject, vectors: Float32s, k: int
) -> None:
    axes = np.eye(vectors.shape[1], dtype=np.float32)[:2]
    query = data.draw(st.sampled_from([vectors[0], vectors[-1], *axes]))
    allowed = data.draw(masks(len(vectors)))
    ranking = build(vectors).search(query, k, allowed=allowed)
    assert_ranks(ranking, true_scores(vectors, query), allowed, k, tolerance=2e-6)


@given(vectors=near_copies(), scale=st.sampled_from([1e-20, 1e-3, 1e3, 1e15]))
def test_lengths_of_vectors_and_query_do_not_matter(
    build: Build, vectors: Float32s, scale: float
) -> None:
    longer = (vectors * np.float32(scale)).astype(np.float32)
    query = vectors[0]
    ranking = build(longer).search(query, 10)
    everything = np.ones(len(vectors), dtype=np.bool_)
    assert_ranks(ranking, true_scores(longer, query), everything, 10, tolerance=2e-6 * scale)


def test_the_nearest_of_a_vector_is_itself(build: Build) -> None:
    vectors = random_units(500)
    index = build(vectors)
    assert [index.search(vector, 1).ids[0] for vector in vectors] == list(range(500))


def test_equal_vectors_tie_wherever_they_stand(build: Build) -> None:
    vectors = np.repeat(random_units(3, 48), 101, axis=0)
    found = build(vectors).search(vectors[150], 30)
    assert found.ids.tolist() == list(range(101, 131))
    assert len(set(found.scores.tolist())) == 1


def test_scores_are_those_that_a_search_gives(build: Build) -> None:
    vectors = random_units(500)
    index = build(vectors)
    found = index.search(vectors[7], 20)
    assert index.scores(vectors[7], found.ids).tolist() == found.scores.tolist()
    assert index.scores(vectors[7], found.ids[:0]).shape == (0,)


def test_concurrent_searches_give_the_answers_of_single_ones(build: Build) -> None:
    queries = random_units(400, 48)
    index, allowed = build(queries), np.arange(400) % 3 > 0
    alone = [index.search(query, 10, allowed=allowed).ids.tolist() for query in queries]
    with ThreadPoolExecutor(8) as pool:
        searches = [pool.submit(index.search, query, 10, allowed=allowed) for query in queries]
        assert [search.result().ids.tolist() for search in searches] == alone


def test_the_index_keeps_its_own_copy(build: Build) -> None:
    vectors = random_units(100)
    index = build(vectors)
    query = vectors[3].copy()
    vectors[:] = 0.0
    assert index.search(query, 1).ids.tolist() == [3]


def test_an_empty_index_finds_nothing(build: Build) -> None:
    index = build(np.empty((0, 8), dtype=np.float32))
    assert index.search(np.ones(8, dtype=np.float32), 5).ids.tolist() == []


@pytest.mark.parametrize(
    ("query", "k", "allowed"),
    [
        (np.full(8, np.nan), 3, None),
        (np.array([1.0] * 7 + [np.inf]), 3, None),
        (np.ones(7), 3, None),
        (np.ones((1, 8)), 3, None),
        (np.ones(8), 0, None),
        (np.ones(8), 3, np.ones(99, dtype=np.bool_)),
        (np.ones(8), 3, np.ones(100, dtype=np.int64)),
    ],
    ids=["nan", "infinite", "short", "two-dimensional", "k", "mask's length", "mask's type"],
)
def test_what_cannot_be_searched_is_a_value_error(
    build: Build, query: Float32s, k: int, allowed: Bools | None
) -> None:
    index = build(random_units(100, 8))
    with pytest.raises(ValueError, match="expected"):
        index.search(query.astype(np.float32), k, allowed=allowed)


@pytest.mark.parametrize(
    "vectors",
    [np.ones(8), np.ones((3, 0)), np.array([[1.0, np.nan]]), np.array([[np.inf, 1.0]])],
    ids=["one-dimensional", "no dimension", "nan", "infinite"],
)
def test_what_cannot_be_indexed_is_a_value_error(build: Build, vectors: Float32s) -> None:
    with pytest.raises(ValueError, match="expected"):
        build(vectors.astype(np.float32))


@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_short_says_what_to_do(share: float) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        write_vector_index(path, random_units(70, 8))
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(SnapshotError) as refused:
            open_vector_index(path)
    assert "onrecord rebuild" in refused.value.remedy


@given(content=st.binary(max_size=300))
def test_a_file_of_something_else_is_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(content)
        with pytest.raises(SnapshotError, match="vectors cannot be read"):
            open_vector_index(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="none cannot be read"):
        open_vector_index(tmp_path / "none")


@pytest.mark.parametrize("stored", [faiss.IndexFlatL2(8), faiss.IndexHNSWFlat(8, 4)])
def test_a_file_of_another_kind_of_index_is_refused(tmp_path: Path, stored: faiss.Index) -> None:
    faiss.write_index(stored, str(tmp_path / "other"))
    with pytest.raises(SnapshotError, match=f"holds {type(stored).__name__}.*expected a flat"):
        open_vector_index(tmp_path / "other")


def test_a_file_that_cannot_be_written_is_a_snapshot_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be written"):
        write_vector_index(tmp_path / "no folder" / "vectors", random_units(3))
