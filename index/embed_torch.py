"""The Embedder in torch, by sentence-transformers: any model, and fast where the CPU has bf16.

Also writes a model as an ONNX graph. The only module that imports torch and sentence_transformers,
which takes seconds: import it only where it is used. Knows nothing of where exports are kept.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.batches import encodable, plan_batches
from index.errors import ModelError
from index.model_files import ModelFiles, check_weights
from index.onnx_export import Export, ExportRefusedError, Interface
from index.types import Float32s

TOKEN_BUDGET = 1024
"""Tokens of a batch; 512 to 4096 differ little."""

_DEFAULT_WINDOW = 512
_OPSET = 17


class TorchEmbedder:
    """An Embedder that runs in torch on the CPU. Not to be used from several threads at once."""

    def __init__(
        self, files: ModelFiles, *, bf16: bool = False, threads: int | None = None
    ) -> None:
        """Loads the model, in seconds; `threads` sets torch's own number, which is global.

        With `bf16` it takes half the time on CPUs that have bf16 units, five times as long on
        others. Raises ModelError where the files are not a model or not the expected one.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        check_weights(files)
        self._id = files.id
        self._model = _load(files, dtype="bfloat16" if bf16 else "float32")
        self._interface = _interface(self._model)

    @property
    def id(self) -> str:
        """As `ModelFiles.id`."""
        return self._id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._interface.dimension

    @property
    def max_tokens(self) -> int:
        """The model's window, special tokens included."""
        return self._interface.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage: the model's prompt and special tokens included."""
        if not texts:
            return []
        prompted = [self._interface.passage_prompt + encodable(text) for text in texts]
        encoded = self._model.tokenizer(prompted, truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """(n, dimension) float32 unit vectors; a text beyond the window is cut there."""
        return self._embed(texts, self._model.encode_document, on_progress)

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """(n, dimension) float32 unit vectors; a text beyond the window is cut there."""
        return self._embed(texts, self._model.encode_query, None)

    def _embed(
        self,
        texts: Sequence[str],
        encode: Callable[..., object],
        on_progress: Callable[[int], None] | None,
    ) -> Float32s:
        lengths = [min(count, self.max_tokens) for count in self.count_tokens(texts)]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for batch in plan_batches(lengths, token_budget=TOKEN_BUDGET):
            chosen = [encodable(texts[row]) for row in batch]
            made = encode(chosen, batch_size=len(chosen), show_progress_bar=False)
            rows = np.asarray(made, dtype=np.float32)
            vectors[batch] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
            if on_progress is not None:
                on_progress(len(batch))
        return vectors


class _Graph(torch.nn.Module):
    """A model from token ids to unit vectors, all of its modules in one."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return torch.nn.functional.normalize(features["sentence_embedding"], p=2, dim=1)


def write_graph(files: ModelFiles, export: Export) -> Interface:
    """Writes a model's graph and tokenizer into the export's folder; seconds.

    Raises ExportRefusedError where it is not a transformer with mean pooling or cannot be
    traced, ModelError where the files are not a model.
    """
    model = _load(files, dtype="float32", attn_implementation="eager")
    _check_shape(model)
    model.tokenizer.backend_tokenizer.save(str(export.tokenizer))
    ids = torch.tensor([[1, 2, 3, 4, 5], [1, 2, 3, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    by_batch_and_token = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        # The exporter warns that it is the older one, and of branches that tracing makes
        # constant: whether they matter is seen when the graph's vectors are compared.
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                _Graph(model).eval(),
                (ids, mask),
                str(export.graph),
                dynamo=False,
                opset_version=_OPSET,
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_axes={
                    "input_ids": by_batch_and_token,
                    "attention_mask": by_batch_and_token,
                    "vectors": {0: "texts"},
                },
            )
        except (RuntimeError, ValueError, TypeError) as error:
            raise ExportRefusedError(f"tracing failed: {error}") from error
    return _interface(model)


def _check_shape(model: SentenceTransformer) -> None:
    """Raises ExportRefusedError unless the model is a transformer, mean pooling, normalisation."""
    kinds = [type(module).__name__ for module in model]
    if kinds[:2] != ["Transformer", "Pooling"] or kinds[2:] not in ([], ["Normalize"]):
        raise ExportRefusedError(f"its modules are {', '.join(kinds)}")
    if model[1].pooling_mode not in {"mean", ("mean",)}:
        raise ExportRefusedError(f"its pooling is {model[1].pooling_mode}")
    if getattr(model.tokenizer, "backend_tokenizer", None) is None:
        raise ExportRefusedError("its tokenizer is not one of the tokenizers library")
    if not model[1].include_prompt and any(model.prompts.values()):
        raise ExportRefusedError("its pooling leaves the prompt out")


def _load(files: ModelFiles, **model_kwargs: str) -> SentenceTransformer:
    """The model from its folder, which needs no network; code that comes with it is never run."""
    # Its bars would mix with ours.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(files.folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs=dict(model_kwargs),
        )
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ModelError(
            f"the model in {files.folder} cannot be loaded: {error}",
            remedy="check that SentenceTransformer(FOLDER) loads it, or name another model",
        ) from error


def _interface(model: SentenceTransformer) -> Interface:
    """What sentence-transformers does by itself, for those who do without it."""
    default = model.prompts.get(model.default_prompt_name) or ""
    passage = ("document", "passage", "corpus")
    return Interface(
        dimension=model.get_embedding_dimension(),
        max_tokens=model.max_seq_length or _DEFAULT_WINDOW,
        query_prompt=model.prompts.get("query", default) or "",
        passage_prompt=next(
            (model.prompts[name] for name in passage if name in model.prompts), default
        ),
    )
