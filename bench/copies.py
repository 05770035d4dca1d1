"""How well copies are found: copies that were made are stored among a set's own articles, and the
stories that come out are held against what they were made of.

Run by `python -m bench --copies`. What a set itself holds of copies, a person has read:
`bench/real_copies.json`.
"""

import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from bench.copy_cost import CostPlan, measure_cost
from bench.copy_kinds import FLOORED, MadeCopy, make_copies
from bench.copy_results import CopyKind, CopyResults, CopySet
from bench.places import Places
from bench.results import Made
from bot.evaluation.dataset import file_of
from bot.evaluation.metrics import Ratio
from bot.settings import Settings
from index.build import take_in
from index.copies.finding import MeaningOf, find_copies
from index.copies.stories import stories_of
from index.embed import Embedder, Purpose, open_embedder
from index.parts import NoProgress, make_parts
from index.sources.find import find_articles
from index.sources.limits import SourceLimits
from index.store import Store
from index.types import Article, Float32s, Found

Pair = tuple[str, str]
"""Two article ids, the smaller first."""


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """A copy of each article of each set, at most `limit`; so many of them reworded. The first
    `lend` articles are not stored: they lend their titles and paragraphs. Thresholds are chosen on
    the sets in `train`.
    """

    settings: Settings
    sets: Sequence[str] = ("train/selqa", "train/squadshifts_newwiki", "realtimeqa")
    reworded: int = 100
    limit: int | None = None
    lend: int = 100
    cost_of: str = "train/selqa"
    cost: CostPlan = field(default_factory=CostPlan)
    seed: int = 12


def measure_copies(places: Places, plan: CopyPlan, made: Made) -> CopyResults:
    """The figures of every set, and the cost. Minutes: what words leave in doubt is embedded."""
    embedder = open_embedder(plan.settings.embedder, places.work / "models", Purpose.INTERACTIVE)
    real = read_real_copies(places.real_copies)
    sets = []
    for name in plan.sets:
        found = articles_of(places.sets / name)
        articles, lenders = found[plan.lend :], found[: plan.lend]
        some = articles[: plan.limit]
        copies = make_copies(some, lenders, plan.reworded, seed=plan.seed)
        sets.append(measure_set(name, articles, copies, embedder, real.get(name, ())))
        print(sets[-1], file=sys.stderr, flush=True)
    costs = measure_cost(articles_of(places.sets / plan.cost_of), plan.cost)
    return CopyResults(made, sets, costs)


def read_real_copies(path: Path) -> Mapping[str, Sequence[Pair]]:
    """By set, the pairs of its own articles that a person has read and found to be copies."""
    if not path.exists():
        return {}
    return TypeAdapter(dict[str, list[Pair]]).validate_json(path.read_bytes())


def articles_of(folder: Path) -> Sequence[Article]:
    """The articles of a set, as they are ingested."""
    found = find_articles([file_of(folder, "articles")], SourceLimits())
    return [one.article for one in found if isinstance(one, Found)]


def measure_set(
    name: str,
    articles: Sequence[Article],
    copies: Sequence[MadeCopy],
    embedder: Embedder,
    known: Collection[Pair],
) -> CopySet:
    """Finds the copies in a store of its own, and counts the pairs that are right, those `known`
    among them.
    """
    own = {one.id for one in articles}
    real = [pair for pair in known if own.issuperset(pair)]  # the lenders are not stored
    everything = [*articles, *(one.article for one in copies)]
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "a.db")) as store:
        take_in(store, (Found(one, one.id, id_is_given=True) for one in everything))
        find_copies(store, [one.id for one in everything], _meanings(everything, embedder))
        stories = stories_of(store.engine, [one.id for one in everything])
    found = {
        pair
        for story in stories.values()
        for pair in combinations(sorted(one.id for one in story.articles), 2)
    }
    groups = _groups(articles, copies, real)
    wrong = {pair for pair in found if groups[pair[0]] != groups[pair[1]]}
    return CopySet(
        name=name,
        articles=len(articles),
        kinds=[_kind(kind, copies, found, wrong) for kind in dict.fromkeys(c.kind for c in copies)],
        pair_f1=_pair_f1([c for c in copies if c.kind in FLOORED], found, wrong),
        merged=Ratio(len({id_ for pair in wrong for id_ in pair if own >= set(pair)}), len(own)),
        real_pairs=len(real),
        merged_pairs=sorted(pair for pair in wrong if own >= set(pair)),
    )


def _meanings(articles: Sequence[Article], embedder: Embedder) -> MeaningOf:
    """As the index has them; only those are embedded that are asked for."""
    by_id = {article.id: article for article in articles}
    known: dict[str, Float32s] = {}

    def meaning_of(article_id: str) -> Float32s | None:
        if article_id not in known:
            parts = make_parts([by_id[article_id]], 1, embedder, NoProgress()).parts
            known[article_id] = parts.vectors.mean(axis=0)
        return known[article_id]

    return meaning_of


def _groups(
    articles: Sequence[Article], copies: Sequence[MadeCopy], real: Collection[Pair]
) -> Mapping[str, str]:
    """What each article is of: the first of the articles that are all one story."""
    group = {article.id: article.id for article in articles}
    for one, other in real:
        first, second = group[one], group[other]
        group.update({id_: first for id_, known in group.items() if known == second})
    return group | {copy.article.id: group[copy.original] for copy in copies}


def _kind(
    kind: str, copies: Sequence[MadeCopy], found: Collection[Pair], wrong: Collection[Pair]
) -> CopyKind:
    own = [copy for copy in copies if copy.kind == kind]
    ids = {copy.article.id for copy in own}
    right = sum(_pair(copy) in found for copy in own)
    return CopyKind(kind, Ratio(right, len(own)), sum(not ids.isdisjoint(pair) for pair in wrong))


def _pair_f1(copies: Sequence[MadeCopy], found: Collection[Pair], wrong: Collection[Pair]) -> float:
    """Of pairs of an original and its copy; every wrong pair of the store counts against it."""
    right = sum(_pair(copy) in found for copy in copies)
    return 2 * right / (right + len(wrong) + len(copies))


def _pair(copy: MadeCopy) -> Pair:
    one, other = sorted((copy.original, copy.article.id))
    return one, other
