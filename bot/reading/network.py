"""The trained network in onnxruntime: pairs of tokens in, scores of tokens out.

What was trained lies beside this file; word embeddings come from the packaged MiniLM, which it
was trained on top of. Knows nothing of hits, sentences or answers. Needs no torch.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from safetensors.numpy import load_file

from bot.reading.pairs import Pair
from index.batches import plan_batches, side_by_side
from index.errors import ModelError
from index.model_files import file_sha256, find_model
from index.onnx_session import Session, open_session
from index.types import Float32s, Int64s

FORMAT = 1
TOKEN_BUDGET = 512
"""Tokens of a batch: two or three chunks, which then stay in a core's cache."""

_WEIGHTS = Path(__file__).with_name("weights")
_EMBEDDINGS = "embeddings.{}_embeddings.weight"
_REMEDY = "install onrecord again, or set ONRECORD_READER=similarity to do without the model"


@dataclass(frozen=True, slots=True)
class PairScores:
    """Scores of one pair's passage tokens, each (last - first,) float32, unnormalised.

    The `no_...` ones are [CLS]'s: what "there is no answer here" scores on the same scale.
    `answerable` is the log-odds that the passage answers at all.
    """

    start: Float32s
    end: Float32s
    evidence: Float32s
    no_start: float
    no_end: float
    no_evidence: float
    answerable: float


class Network:
    """Runs the trained graph, float32, on the CPU. Loads at the first use; safe from threads.

    Each batch runs on one thread, and `threads` batches side by side.
    """

    def __init__(self, folder: Path = _WEIGHTS, *, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._loading = Lock()

    @cached_property
    def version(self) -> str:
        """Names the weights: the first digits of the graph's sha256."""
        return str(self._record["graph_sha256"])[:12]

    def run(self, pairs: Sequence[Pair]) -> list[PairScores]:
        """The scores of each pair, in order. Raises ModelError where the weights cannot be used."""
        loaded = self._loaded
        found: list[PairScores | None] = [None] * len(pairs)
        for rows, scores in self._run_all(loaded, pairs):
            for row, scored in zip(rows.tolist(), scores, strict=True):
                found[row] = _of_passage(pairs[row], scored)
        return [one for one in found if one is not None]

    def _run_all(
        self, loaded: "_Loaded", pairs: Sequence[Pair]
    ) -> Iterator[tuple[Int64s, Float32s]]:
        batches = plan_batches([len(pair.ids) for pair in pairs], token_budget=TOKEN_BUDGET)
        inputs = ([pairs[row] for row in rows] for rows in batches)
        made = side_by_side(loaded.scores, inputs, lanes=min(self._threads, len(batches)))
        yield from zip(batches, made, strict=True)

    @cached_property
    def _record(self) -> dict[str, object]:
        path = self._folder / "reader.json"
        try:
            record = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read: {error}", remedy=_REMEDY) from error
        if not isinstance(record, dict) or not _has_format(record):
            raise ModelError(f"{path} is not of format {FORMAT}", remedy=_REMEDY)
        return record

    @property
    def _loaded(self) -> "_Loaded":
        with self._loading:
            return self._session

    @cached_property
    def _session(self) -> "_Loaded":
        graph = self._folder / "reader.onnx"
        base = find_model("")
        weights = base.folder / "model.safetensors"
        _require(graph, str(self._record["graph_sha256"]))
        _require(weights, str(self._record["base_sha256"]))
        return _Loaded.of(graph, weights)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """`words` (vocabulary, width) and `places` (positions, width); `kinds` (2, width), float32."""

    session: Session
    words: Float32s
    places: Float32s
    kinds: Float32s

    @classmethod
    def of(cls, graph: Path, weights: Path) -> "_Loaded":
        try:
            session = open_session(graph)
            tensors = load_file(weights)
            parts = [tensors[_EMBEDDINGS.format(n)] for n in ("word", "position", "token_type")]
        # onnxruntime raises nothing more narrow.
        except Exception as error:
            raise ModelError(f"{graph} cannot be loaded: {error}", remedy=_REMEDY) from error
        return cls(session, *parts)

    def scores(self, pairs: Sequence[Pair]) -> Float32s:
        """(n, longest, 4) float32."""
        longest = max(len(pair.ids) for pair in pairs)
        embedded = np.zeros((len(pairs), longest, self.words.shape[1]), dtype=np.float32)
        mask = np.zeros((len(pairs), longest), dtype=np.int64)
        for row, pair in enumerate(pairs):
            length = len(pair.ids)
            embedded[row, :length] = self.words[pair.ids] + self.places[:length]
            embedded[row, : pair.first] += self.kinds[0]
            embedded[row, pair.first : length] += self.kinds[1]
            mask[row, :length] = 1
        found: Float32s = self.session.run(["scores"], {"embedded": embedded, "mask": mask})[0]
        return found


def _has_format(record: Mapping[str, object]) -> bool:
    return record.get("format") == FORMAT and {"graph_sha256", "base_sha256"} <= record.keys()


def _of_passage(pair: Pair, scores: Float32s) -> PairScores:
    none, passage = scores[0], scores[pair.first : pair.last]
    return PairScores(
        start=passage[:, 0],
        end=passage[:, 1],
        evidence=passage[:, 2],
        no_start=float(none[0]),
        no_end=float(none[1]),
        no_evidence=float(none[2]),
        answerable=float(none[3]),
    )


def _require(path: Path, sha256: str) -> None:
    try:
        seen = file_sha256(path)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}", remedy=_REMEDY) from error
    if seen != sha256:
        raise ModelError(f"{path} has sha256 {seen[:12]}, expected {sha256[:12]}", remedy=_REMEDY)
