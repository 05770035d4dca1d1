"""How soon an article that was handed in is found, and what it costs to add one to a growing index.

Talks to the real `onrecord serve` on 1,000 and on 25,000 articles: `POST /articles` with one
article, then `/search` for its name until it is found. The cost of adding is measured apart,
without a search that grows with the index: from the request until the index that has the article is
current. Knows nothing of how that is done.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from bench.drawn import draw_vectors
from bench.generated import Generated, Generator, record_of, write_articles
from bench.processes import onrecord, run_measured
from bench.results import FreshnessResult, SizeResult
from bench.server import post, served
from bot.evaluation.metrics import percentile
from index.data_dir import DataDir
from index.snapshot import Snapshots

_GIVEN_UP_AFTER_S = 30.0
_POLL_S = 0.001
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class FreshnessPlan:
    """`sizes` of the index, ascending; at each, `found` articles are added to be searched for, and
    `added` to see what adding costs.
    """

    sizes: Sequence[int] = (1_000, 25_000)
    found: int = 200
    added: int = 100


def measure_freshness(folder: Path, generator: Generator, plan: FreshnessPlan) -> FreshnessResult:
    """Freshness and cost at each size, one article to each in turn: a noisy machine hits all alike.

    Each index is filled by `onrecord ingest`, as a user would, but with drawn vectors; what is
    added then is embedded. Raises RuntimeError where an article is not found in half a minute.
    """
    data_dirs = [_filled(folder / str(size), generator, size) for size in plan.sizes]
    first = max(plan.sizes)
    last = first + _WARM_UP + plan.found + plan.added
    found_s: list[list[float]] = [[] for _ in plan.sizes]
    added_s: list[list[float]] = [[] for _ in plan.sizes]
    with ExitStack() as held:
        each = [held.enter_context(_adding_to(data_dir)) for data_dir in data_dirs]
        for article in generator.articles(range(first, last - plan.added)):
            for adding, times in zip(each, found_s, strict=True):
                times.append(adding.until_found(article))
        for article in generator.articles(range(last - plan.added, last)):
            for adding, times in zip(each, added_s, strict=True):
                times.append(adding.until_current(article))
    return FreshnessResult(
        [
            _size_result(size, found[_WARM_UP:], added)
            for size, found, added in zip(plan.sizes, found_s, added_s, strict=True)
        ]
    )


def _filled(folder: Path, generator: Generator, size: int) -> Path:
    """A data directory with so many articles."""
    data_dir, file = folder / "data", folder / "articles.jsonl"
    write_articles(file, generator.articles(range(size)))
    draw_vectors(data_dir, file)
    filled = run_measured(onrecord("ingest", str(file)), data_dir=data_dir)
    print(f"{size} articles: ingested in {filled.wall_s:.0f} s", file=sys.stderr)
    return data_dir


@contextmanager
def _adding_to(data_dir: Path) -> "Iterator[_Adding]":
    with served(data_dir) as server, closing(server.connect()) as connection:
        yield _Adding(connection, Snapshots(DataDir(data_dir).snapshots))


def _size_result(size: int, found_s: Sequence[float], added_s: Sequence[float]) -> SizeResult:
    return SizeResult(
        articles=size,
        found=len(found_s),
        found_p50_s=percentile(found_s, 0.5),
        found_p99_s=percentile(found_s, 0.99),
        found_max_s=max(found_s),
        added=len(added_s),
        add_p50_ms=percentile(added_s, 0.5) * 1000,
    )


@dataclass(frozen=True, slots=True)
class _Adding:
    """Adds articles through one connection."""

    connection: HTTPConnection
    snapshots: Snapshots

    def until_found(self, article: Generated) -> float:
        """Seconds from when the article was acknowledged until a search finds it."""
        post(self.connection, "/articles", record_of(article))
        acknowledged = perf_counter()
        query = {"query": article.name, "k": 3}
        while perf_counter() - acknowledged < _GIVEN_UP_AFTER_S:
            hits = post(self.connection, "/search", query).body["hits"]
            if isinstance(hits, list) and any(hit["article_id"] == article.id for hit in hits):
                return perf_counter() - acknowledged
        message = f"{article.id} is not found after {_GIVEN_UP_AFTER_S} s"
        raise RuntimeError(message)

    def until_current(self, article: Generated) -> float:
        """Seconds from the request until the index that has the article is current."""
        expected = self._articles() + 1
        begun = perf_counter()
        post(self.connection, "/articles", record_of(article))
        while perf_counter() - begun < _GIVEN_UP_AFTER_S:
            if self._articles() >= expected:
                return perf_counter() - begun
            sleep(_POLL_S)
        message = f"{article.id} is not in the index after {_GIVEN_UP_AFTER_S} s"
        raise RuntimeError(message)

    def _articles(self) -> int:
        manifest = self.snapshots.current_manifest()
        return 0 if manifest is None else manifest.articles
