"""Texts to vectors: the Embedder protocol and how one is opened.

Knows nothing of articles, chunks or where the vectors go.
"""

import logging
import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from index.errors import ModelError
from index.model_files import ModelFiles, check_weights, find_model
from index.onnx_export import (
    Export,
    ExportRecord,
    ExportRefusedError,
    export_of,
    exporting,
    publish,
    read_record,
    read_refusal,
    write_record,
)
from index.types import Float32s

MIN_COSINE = 0.9999
"""An exported model whose vectors are further than this from torch's is not used."""

_log = logging.getLogger(__name__)

# Lengths, cases, scripts and white space that a graph or a tokenizer could get wrong.
_PROBES = (
    "",
    "Rain.",
    "  Who DENIED it,\tand when?  ",
    "Çelik “said” 5½ million — “no”, at 10:30 p.m.\n\nОтказ. 拒絶 🙂",
    "The council voted nine to four for the new bridge over the river. " * 12,
    "word " * 3000,
)


class Purpose(StrEnum):
    """What an embedder is opened for."""

    BULK = "bulk"
    """Thousands of texts: may take seconds to open."""
    INTERACTIVE = "interactive"
    """A question and a few sentences: opens at once."""


class Embedder(Protocol):
    """A text embedding model. Two embedders with the same `id` give comparable vectors."""

    @property
    def id(self) -> str:
        """Names the model and its weights, e.g. `all-MiniLM-L6-v2@53aa51172d14`."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The model's window, special tokens included; what is beyond it is not read."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, nothing cut; special tokens and prompt included."""

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Float32s:
        """Vectors of article text: (n, dimension) float32, each of unit length.

        `on_progress` is called with the number of texts done since the last call.
        """

    def embed_queries(self, texts: Sequence[str]) -> Float32s:
        """Vectors of queries: (n, dimension) float32, each of unit length."""


def open_embedder(
    model: str, models_dir: Path, purpose: Purpose, *, threads: int | None = None
) -> Embedder:
    """The embedder of a setting (see `find_model`); the same `id` whatever the purpose.

    The first time, exports the model into `models_dir`, which imports torch and takes about 20 s;
    after that no torch is needed, but in bulk on a CPU with bf16 units, and for models that
    cannot be exported. `threads` is for a share of the machine. Raises ModelError.
    """
    files = find_model(model)
    export = export_of(models_dir, files.id)
    record = _ready_record(files, export, trust_times=purpose is Purpose.INTERACTIVE)
    if record is None or (purpose is Purpose.BULK and has_bf16_units()):
        # Seconds of imports, which a question must not pay.
        from index.embed_torch import TorchEmbedder  # noqa: PLC0415

        return TorchEmbedder(
            files, bf16=purpose is Purpose.BULK and has_bf16_units(), threads=threads
        )
    # 0.2 s, which `onrecord --help` must not pay.
    from index.embed_onnx import OnnxEmbedder  # noqa: PLC0415

    return OnnxEmbedder(export, record, threads=threads or usable_cpus())


def has_bf16_units(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this CPU multiplies bf16 in hardware; without, bf16 is slower than float32.

    False where the kernel does not tell, such as on macOS.
    """
    try:
        lines = cpuinfo.read_text("utf-8").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return not {"avx512_bf16", "amx_bf16", "bf16"}.isdisjoint(flags.split())


def usable_cpus() -> int:
    """CPUs this process may use, which a container can limit; all of them where that is unknown."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ready_record(files: ModelFiles, export: Export, *, trust_times: bool) -> ExportRecord | None:
    """The record of the model's export, made now where need be; None where it cannot be made."""
    record = read_record(export, trust_times=trust_times)
    if record is not None:
        return record
    refusal = read_refusal(export)
    try:
        if refusal is None:
            with exporting(export):
                record = read_record(export, trust_times=trust_times)
                if record is None:
                    publish(export, partial(_make_export, files))
                    record = read_record(export, trust_times=True)
    except ExportRefusedError as refused:
        refusal = str(refused)
    except OSError as error:
        raise ModelError(
            f"the model cannot be exported to {export.folder}: {error.strerror}",
            remedy="free some space, or set ONRECORD_DATA_DIR to a folder that you may write to",
        ) from error
    if record is None:
        _log.warning("model_not_exported", extra={"embedder": files.id, "reason": refusal})
    return record


def _make_export(files: ModelFiles, export: Export) -> None:
    """Writes an export and compares its vectors with torch's.

    Raises ExportRefusedError where they differ.
    """
    # Only here is torch certain to be needed.
    from index.embed_onnx import OnnxEmbedder  # noqa: PLC0415
    from index.embed_torch import TorchEmbedder, write_graph  # noqa: PLC0415

    _log.info("model_export_started", extra={"embedder": files.id})
    weights_sha256 = check_weights(files)
    write_record(export, files.id, weights_sha256, write_graph(files, export))
    record = read_record(export, trust_times=True)
    if record is None:
        raise ModelError(
            f"the export of {files.id} in {export.folder} could not be read back",
            remedy="check that the disk is not full, then try again",
        )
    try:
        made = OnnxEmbedder(export, record, threads=1)
    except ModelError as error:
        raise ExportRefusedError(str(error)) from error
    reference = TorchEmbedder(files)
    cosines = [
        np.sum(made.embed_passages(_PROBES) * reference.embed_passages(_PROBES), axis=1),
        np.sum(made.embed_queries(_PROBES) * reference.embed_queries(_PROBES), axis=1),
    ]
    if np.min(cosines) < MIN_COSINE or made.count_tokens(_PROBES) != reference.count_tokens(
        _PROBES
    ):
        raise ExportRefusedError(f"its vectors have cosine {np.min(cosines):.5f} to torch's")
    _log.info("model_exported", extra={"embedder": files.id})
