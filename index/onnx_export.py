"""Models exported to ONNX, each in its own folder: recorded, verified, made visible at once.

Knows files and digests, nothing of torch or onnxruntime.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from index.model_files import file_sha256

EXPORT_FORMAT = 1
"""Raised whenever the graph, its inputs or the record change: older exports are made again."""

_log = logging.getLogger(__name__)


class ExportRefusedError(Exception):
    """This model cannot be had as a graph, or the graph gives other vectors."""


@dataclass(frozen=True, slots=True)
class Interface:
    """What must be known of a model to use its graph. Prompts are put before each text."""

    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """What lies in a folder of an export, and what it was made from.

    `graph_bytes` and `graph_mtime_ns` are the file's as it was written: while they are the same,
    the file is taken to be the same without reading it.
    """

    export_format: int
    id: str
    weights_sha256: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    graph_sha256: str
    graph_bytes: int
    graph_mtime_ns: int
    tokenizer_sha256: str


@dataclass(frozen=True, slots=True)
class Export:
    """The export of one model, there or not."""

    folder: Path

    @property
    def graph(self) -> Path:
        """From `input_ids` and `attention_mask`, both (n, tokens) int64, to unit vectors."""
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """In the format of the tokenizers library."""
        return self.folder / "tokenizer.json"

    @property
    def record(self) -> Path:
        """Written last: without it there is no export."""
        return self.folder / "export.json"

    @property
    def refusal(self) -> Path:
        """Beside the folder, where the model cannot be exported: says why."""
        return self.folder.with_name(f"{self.folder.name}.refused")


def export_of(models_dir: Path, embedder_id: str) -> Export:
    """Where the export of a model belongs, by its `Embedder.id`."""
    return Export(models_dir / embedder_id.replace("/", "--"))


def read_record(export: Export, *, trust_times: bool) -> ExportRecord | None:
    """The record of a whole and unchanged export of today's format; None where there is none.

    With `trust_times` the graph is not read while its size and time are as recorded. That finds
    what happens to files by accident, such as a half-made copy; whoever forges a time could
    forge the record too. Without it, or where they differ, the graph is hashed: 0.1 s per 100 MB.
    """
    try:
        record = _decoded(export.record.read_bytes())
        if record is None or file_sha256(export.tokenizer) != record.tokenizer_sha256:
            return None
        stat = export.graph.stat()
        is_as_written = (stat.st_size, stat.st_mtime_ns) == (
            record.graph_bytes,
            record.graph_mtime_ns,
        )
        if not (trust_times and is_as_written) and file_sha256(export.graph) != record.graph_sha256:
            _log.warning("model_export_corrupt", extra={"path": str(export.graph)})
            return None
    except OSError:
        return None
    return record


def write_record(
    export: Export, embedder_id: str, weights_sha256: str, interface: Interface
) -> None:
    """Completes an export whose graph and tokenizer are written, and puts it on the disk."""
    for path in (export.graph, export.tokenizer):
        _sync(path)
    stat = export.graph.stat()
    record = ExportRecord(
        export_format=EXPORT_FORMAT,
        id=embedder_id,
        weights_sha256=weights_sha256,
        **asdict(interface),
        graph_sha256=file_sha256(export.graph),
        graph_bytes=stat.st_size,
        graph_mtime_ns=stat.st_mtime_ns,
        tokenizer_sha256=file_sha256(export.tokenizer),
    )
    export.record.write_text(json.dumps(asdict(record), indent=2), encoding="utf-8")
    _sync(export.record)


def read_refusal(export: Export) -> str | None:
    """Why this model cannot be exported, where that was found out in today's format."""
    try:
        first, _, reason = export.refusal.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return reason if first == str(EXPORT_FORMAT) else None


@contextmanager
def exporting(export: Export) -> Iterator[None]:
    """Holds the right to make this export: one process at a time, the others wait.

    The lock is the operating system's and ends with the process, kill -9 included.
    """
    export.folder.parent.mkdir(parents=True, exist_ok=True)
    with export.folder.with_name(f"{export.folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish(export: Export, make: Callable[[Export], None]) -> None:
    """Has `make` fill a folder aside, then puts it in place in one step.

    To be called while `exporting`. When `make` raises ExportRefusedError, leaves its reason as
    `read_refusal` and raises it again; whatever ends it, no half-made export is ever seen.
    """
    aside = Export(export.folder.with_name(f"{export.folder.name}.part"))
    shutil.rmtree(aside.folder, ignore_errors=True)
    aside.folder.mkdir()
    try:
        make(aside)
        shutil.rmtree(export.folder, ignore_errors=True)
        aside.folder.rename(export.folder)
    except ExportRefusedError as refused:
        export.refusal.write_text(f"{EXPORT_FORMAT}\n{refused}", encoding="utf-8")
        raise
    finally:
        shutil.rmtree(aside.folder, ignore_errors=True)


def _decoded(raw: bytes) -> ExportRecord | None:
    """None for anything but a record of today's format."""
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    expected = {field.name: field.type for field in fields(ExportRecord)}
    if (
        not isinstance(found, dict)
        or {key: type(value) for key, value in found.items()} != expected
    ):
        return None
    record = ExportRecord(**found)
    return record if record.export_format == EXPORT_FORMAT else None


def _sync(path: Path) -> None:
    """Puts a file's content on the disk, so that a power cut does not leave it empty."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
