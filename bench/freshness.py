"""How soon an article that was handed in is found, and what it costs to add one to a growing index.

Talks to the real `onrecord serve` on 1,000 and on 25,000 articles: `POST /articles` with one
article, then `/search` for its name until it is found. The cost of adding is measured apart,
without a search that grows with the index: from the request until the index that has the article is
current. Knows nothing of how that is done.
"""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from bench.drawn import draw_vectors
from bench.generated import Generator, record_of, write_articles
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


def measure_freshness(data_dir: Path, generator: Generator, plan: FreshnessPlan) -> FreshnessResult:
    """Freshness and cost at each size.

    The index is filled by `onrecord ingest`, as a user would, but with drawn vectors; what is added
    then is embedded. Raises RuntimeError where an article is not found within half a minute.
    """
    sizes = []
    at_each = _WARM_UP + plan.found + plan.added
    for stage, size in enumerate(plan.sizes):
        file = data_dir.parent / "articles.jsonl"
        write_articles(file, generator.articles(range(size)))
        draw_vectors(data_dir, file)
        filled = run_measured(onrecord("ingest", str(file)), data_dir=data_dir)
        print(f"{size} articles: ingested in {filled.wall_s:.0f} s", file=sys.stderr)
        first = max(plan.sizes) + stage * at_each
        articles = generator.articles(range(first, first + at_each))
        with served(data_dir) as server, closing(server.connect()) as connection:
            adding = _Adding(connection, Snapshots(DataDir(data_dir).snapshots))
            records = [record_of(article) | {"name": article.name} for article in articles]
            for record in records[:_WARM_UP]:
                adding.until_found(record)
            found_s = [adding.until_found(one) for one in records[_WARM_UP : -plan.added]]
            added_s = [adding.until_current(one) for one in records[-plan.added :]]
        sizes.append(
            SizeResult(
                articles=size,
                found_p50_s=percentile(found_s, 0.5),
                found_p99_s=percentile(found_s, 0.99),
                found_max_s=max(found_s),
                found=len(found_s),
                add_p50_ms=percentile(added_s, 0.5) * 1000,
                added=len(added_s),
            )
        )
        print(sizes[-1], file=sys.stderr)
    return FreshnessResult(sizes)


@dataclass(frozen=True, slots=True)
class _Adding:
    """Adds articles through one connection."""

    connection: HTTPConnection
    snapshots: Snapshots

    def until_found(self, record: dict[str, str]) -> float:
        """Seconds from when the article was acknowledged until a search finds it."""
        self._post(record)
        acknowledged = perf_counter()
        query = {"query": record["name"], "k": 3}
        while perf_counter() - acknowledged < _GIVEN_UP_AFTER_S:
            hits = post(self.connection, "/search", query).body["hits"]
            if isinstance(hits, list) and any(hit["article_id"] == record["id"] for hit in hits):
                return perf_counter() - acknowledged
        message = f"{record['id']} is not found after {_GIVEN_UP_AFTER_S} s"
        raise RuntimeError(message)

    def until_current(self, record: dict[str, str]) -> float:
        """Seconds from the request until the index that has the article is current."""
        expected = self._articles() + 1
        begun = perf_counter()
        self._post(record)
        while perf_counter() - begun < _GIVEN_UP_AFTER_S:
            if self._articles() >= expected:
                return perf_counter() - begun
            sleep(_POLL_S)
        message = f"{record['id']} is not in the index after {_GIVEN_UP_AFTER_S} s"
        raise RuntimeError(message)

    def _post(self, record: dict[str, str]) -> None:
        article = {name: value for name, value in record.items() if name != "name"}
        post(self.connection, "/articles", article)

    def _articles(self) -> int:
        manifest = self.snapshots.current_manifest()
        return 0 if manifest is None else manifest.articles
