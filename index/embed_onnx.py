"""The Embedder in onnxruntime, from an exported model: starts at once and needs no torch.

Knows nothing of how exports are made.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from tokenizers import Encoding, Tokenizer

from index.batches import encodable, plan_batches, side_by_side
from index.errors import ModelError
from index.onnx_export import Export, ExportRecord
from index.onnx_session import open_session
from index.types import Float32s, Int64s

TOKEN_BUDGET = 256
"""Tokens of a batch. What a batch needs then stays in a core's cache: 1024 take 1.1 times as
long, 4096 take 1.5 times."""

WINDOW = 2048
"""Texts that are tokenised and sorted together, which bounds memory."""


class OnnxEmbedder:
    """An Embedder for the CPU, float32. Safe to use from several threads.

    Each batch runs on one thread, and `threads` batches run side by side: no core waits for
    another within a batch, and nothing spins between questions.
    """

    def __init__(self, export: Export, record: ExportRecord, *, threads: int) -> None:
        """Loads the graph, 0.3 s. Raises ModelError where onnxruntime does not take it."""
        self._record = record
        self._threads = threads
        try:
            self._session = open_session(export.graph)
            self._counter = Tokenizer.from_file(str(export.tokenizer))
        # Both libraries raise nothing more narrow.
        except Exception as error:
            raise ModelError(
                f"the exported model in {export.folder} cannot be loaded: {error}",
                remedy=f"delete {export.folder}; it will be made again",
            ) from error
        self._counter.no_truncation()
        self._counter.no_padding()
        self._cutter = Tokenizer.from_str(self._counter.to_str())
        self._cutter.enable_truncation(record.max_tokens)

    @property
    def id(self) -> str:
        """The exported model's."""
        return self._record.id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._record.dimension

    @property
    def max_tokens(self) -> int:
        """The model's window, special tokens included."""
        return self._record.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage: the model's prompt and special tokens included."""
        return [len(encoding) for encoding in self._encode(self._counter, texts)]

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """(n, dimension) float32 unit vectors; a text beyond the window is cut there."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), WINDOW):
            encodings = self._encode(self._cutter, texts[first : first + WINDOW])
            for rows, made in self._run_all(encodings):
                vectors[first + rows] = made
                if on_progress is not None:
                    on_progress(len(rows))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """(n, dimension) float32 unit vectors; a text beyond the window is cut there."""
        prompted = [self._record.query_prompt + encodable(text) for text in texts]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for rows, made in self._run_all(self._cutter.encode_batch(prompted)):
            vectors[rows] = made
        return vectors

    def _encode(self, tokenizer: Tokenizer, texts: Sequence[str]) -> list[Encoding]:
        return tokenizer.encode_batch(
            [self._record.passage_prompt + encodable(text) for text in texts]
        )

    def _run_all(self, encodings: Sequence[Encoding]) -> Iterator[tuple[Int64s, Float32s]]:
        """Positions into `encodings` with their vectors, batch by batch."""
        lengths = [len(encoding) for encoding in encodings]
        batches = plan_batches(lengths, token_budget=TOKEN_BUDGET)
        inputs = (_padded([encodings[row] for row in rows]) for rows in batches)
        made = side_by_side(self._run, inputs, lanes=min(self._threads, len(batches)))
        yield from zip(batches, made, strict=True)

    def _run(self, inputs: dict[str, Int64s]) -> Float32s:
        vectors: Float32s = self._session.run(["vectors"], inputs)[0]
        return vectors


def _padded(encodings: Sequence[Encoding]) -> dict[str, Int64s]:
    """What the graph takes: ids and mask, both (n, longest) int64, zeros after a text's end."""
    longest = max(len(encoding) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding)] = encoding.ids
        mask[row, : len(encoding)] = 1
    return {"input_ids": ids, "attention_mask": mask}
