"""What a bench found, as dataclasses, and as the JSON files that are committed.

Holds no word of any article. Knows nothing of how the figures came about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.evaluation.metrics import Ratio
from bot.evaluation.score import Report

_Results = TypeVar("_Results")


@dataclass(frozen=True, slots=True)
class Made:
    """When, with what command, on what machine and with which versions figures were made.

    `features` names processor features that matter here: AVX-512, bf16, VNNI.
    """

    date: str
    command: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    features: Sequence[str]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeedResult:
    """How many seed questions are right, in all and by kind; `wrong` holds ids."""

    right: Ratio
    by_kind: Mapping[str, Ratio]
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True)
class QualityResults:
    """The figures of the seeds and of every set. `limit` is None where all was asked."""

    made: Made
    reader: str
    limit: int | None
    seeds: SeedResult
    sets: Sequence[Report]


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """What training on so many examples gave, on held-out training questions.

    `sentence` is the share whose sentence came first, `span_f1` that of the answer's words,
    `auroc` that of answerable against unanswerable.
    """

    examples: int
    sentence: float
    span_f1: float
    auroc: float


@dataclass(frozen=True, slots=True)
class DepthPoint:
    """What reading so many hits gave. `ms` is the median time of reading for one question."""

    depth: int
    cited_at_1: float
    ms: float


@dataclass(frozen=True, slots=True)
class DepthResults:
    """cited@1 and time by depth of reading, on at most `limit` questions of each of some sets."""

    made: Made
    limit: int
    sets: Mapping[str, Sequence[DepthPoint]]


@dataclass(frozen=True, slots=True)
class EncodeResult:
    """Encoding the same chunk texts, raw and ours, in alternating blocks of one run.

    Rates are texts per second over all blocks; `block_speedups` are ours over raw, one a block.
    `lowest_cosine` is between the two vectors of one text, the worst of all texts.
    """

    texts: int
    raw_per_s: float
    ours_per_s: float
    block_speedups: Sequence[float]
    lowest_cosine: float


@dataclass(frozen=True, slots=True)
class IngestResult:
    """One ingest from nothing and the same one again. Sizes in MB of 1,000,000 bytes.

    `text_mb` is the articles' UTF-8; `disk_mb` what lies in the data directory by name. `made_by`
    is the command of the run that measured it, which later runs may have kept.
    """

    made_by: str
    articles: int
    chunks: int
    text_mb: float
    first_s: float
    again_s: float
    peak_rss_mb: float
    disk_mb: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one operation on different questions, warm."""

    count: int
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class LatencyResult:
    """In one process, question by question. `stages_p50_ms` are the answer's own timings."""

    encode: Timing
    search: Timing
    ask: Timing
    stages_p50_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """Reading the hits of a question, against the network's bare pass over the same tokens.

    `read_over_forward` is the median of the questions' ratios, each of two turns that follow one
    another.
    """

    reader: str
    read: Timing
    forward: Timing
    read_over_forward: float


@dataclass(frozen=True, slots=True)
class ServeResult:
    """Over HTTP on one kept-alive connection. `verbatim` is checked through GET /articles."""

    ready_s: float
    search: Timing
    ask: Timing
    verbatim: Ratio
    peak_rss_mb: float


@dataclass(frozen=True, slots=True)
class ColdResult:
    """Seconds of a fresh process, the median of `runs`, taken in turns."""

    runs: int
    ask_s: float
    load_s: float


@dataclass(frozen=True, slots=True)
class SpeedResults:
    """All figures of speed, of one run. `reading` is None for a reader without a network."""

    made: Made
    ingest: IngestResult
    encode: EncodeResult
    latency: LatencyResult
    serve: ServeResult
    cold: ColdResult
    reading: ReadingResult | None = None


@dataclass(frozen=True, slots=True)
class SizeResult:
    """Articles added one after the other to an index of so many.

    `found_*` are seconds from when an article was acknowledged until a search found it, of `found`
    articles; `add_p50_ms` is the median time from the request until the index that has it is
    current, of `added` others.
    """

    articles: int
    found: int
    found_p50_s: float
    found_p99_s: float
    found_max_s: float
    added: int
    add_p50_ms: float


@dataclass(frozen=True, slots=True)
class FreshnessResult:
    """The sizes in ascending order."""

    sizes: Sequence[SizeResult]


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """Clients that ask without pause, when all is quiet and while the index is made again.

    `during` is until some seconds after the swap. Of all that was `asked`, `errors` were no
    answers, `mixed` showed something that is not in the index version that they name. The answers
    came from so many `versions` of the index, of so many `embedders`.
    """

    articles: int
    clients: int
    rebuild_s: float
    quiet: Timing
    during: Timing
    asked: int
    errors: int
    mixed: int
    versions: int
    embedders: int


@dataclass(frozen=True, slots=True)
class LiveResults:
    """All figures of an index that lives, of one run."""

    made: Made
    freshness: FreshnessResult
    rebuild: RebuildResult


def write_results(path: Path, results: object) -> None:
    """Writes results as indented JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(TypeAdapter(type(results)).dump_json(results, indent=2) + b"\n")


def read_results(path: Path, kind: type[_Results]) -> _Results | None:
    """The results of a file, or None where there is no such file.

    Raises ValueError for a file that does not have these figures, such as one of an older bench.
    """
    if not path.exists():
        return None
    try:
        return TypeAdapter(kind).validate_json(path.read_bytes())
    except ValidationError as error:
        message = f"{path} is not what this bench writes: measure it again, or delete it"
        raise ValueError(message) from error
