"""Hits that say the same in copies of one story become one, of the canonical article.

A sentence that this one does not have stays with the copy that was found, or with an earlier one
that has it: what only a copy adds is not lost. Knows nothing of scores.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from index.catalog import CatalogEntry
from index.copies.stories import StoredStory, stories_of
from index.snapshot import Snapshot
from index.store import Store
from index.types import Article, Bools, Carrier, Hit, Sentence, Story

_TRIED = 4
"""So many of a story's articles are looked at for the words of a hit, the canonical one first."""


@dataclass(frozen=True, slots=True)
class _Member:
    """An article of a story as the snapshot has it, with its sentences' words."""

    article: Article
    revision: str
    sentences: Sequence[Sentence]
    wordings: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """So many sentences of an article, from number `first`."""

    member: _Member
    first: int
    length: int

    def instead_of(self, hit: Hit, story: Story) -> Hit:
        """The hit, of these sentences."""
        return replace(
            hit,
            article=self.member.article,
            revision=self.member.revision,
            sentences=self.member.sentences,
            first=self.first,
            last=self.first + self.length,
            story=story,
        )


def without_copies(
    hits: Sequence[Hit], store: Store, snapshot: Snapshot, allowed: Bools | None
) -> Sequence[Hit]:
    """The hits in order, each story's words once, and with the story that they are of.

    `allowed` is (chunks,) bool, None for all: what no filter lets through is not put in the place
    of a hit. Costs one read of the store where nothing is a copy.
    """
    stories = stories_of(store.engine, {hit.article.id for hit in hits})
    if not stories:
        return hits
    shelf = _Shelf(store, snapshot, allowed, stories)
    said: dict[str, set[str]] = {}
    kept: list[Hit] = []
    for moved in (run for hit in hits for run in shelf.in_first_words(hit)):
        if moved.story is not None:
            known = said.setdefault(moved.story.id, set())
            words = _wordings(moved.article, moved.sentences[moved.first : moved.last])
            if known.issuperset(words):
                continue
            known.update(words)
        kept.append(replace(moved, rank=len(kept) + 1))
    return kept


class _Shelf:
    """The stories of some hits, with those of their articles that may stand for the others."""

    def __init__(
        self,
        store: Store,
        snapshot: Snapshot,
        allowed: Bools | None,
        stories: Mapping[str, StoredStory],
    ) -> None:
        numbers = _numbers_within(snapshot, allowed, stories)
        entries = {id_: snapshot.catalog.entry(number) for id_, number in numbers.items()}
        self._stories = {
            id_: Story(
                story.canonical.id,
                [_carrier(entries[one.id]) for one in story.articles if one.id in entries],
            )
            for id_, story in stories.items()
        }
        tried = {
            (carrier.article_id, carrier.revision)
            for story in self._stories.values()
            for carrier in story.carriers[:_TRIED]
        }
        self._members = {
            id_: _member(entries[id_], snapshot.catalog.sentences_of(numbers[id_]), text)
            for (id_, _), text in store.texts(sorted(tried)).items()
        }

    def in_first_words(self, hit: Hit) -> Iterator[Hit]:
        """The hit's sentences where they stand first, in as many runs as that takes."""
        story = self._stories.get(hit.article.id)
        if story is None:
            yield hit
            return
        earlier = self._earlier_than(hit, story)
        words = _wordings(hit.article, hit.sentences[hit.first : hit.last])
        at = own = 0
        while at < len(words):
            run = _run_in(earlier, words[at:])
            if run is None:
                at += 1
                continue
            if own < at:
                yield replace(hit, story=story, first=hit.first + own, last=hit.first + at)
            yield run.instead_of(hit, story)
            at = own = at + run.length
        if own < at:
            yield replace(hit, story=story, first=hit.first + own)

    def _earlier_than(self, hit: Hit, story: Story) -> Sequence[_Member]:
        """The articles that are looked at before the hit's own."""
        ids = [carrier.article_id for carrier in story.carriers]
        before = ids[: ids.index(hit.article.id)] if hit.article.id in ids else ids
        return [self._members[id_] for id_ in before[:_TRIED] if id_ in self._members]


def _numbers_within(
    snapshot: Snapshot, allowed: Bools | None, stories: Mapping[str, StoredStory]
) -> Mapping[str, int]:
    """The numbers of the stories' articles that can be found, by id."""
    ids = {article.id for story in stories.values() for article in story.articles}
    numbers = dict(_live_numbers(snapshot, ids))
    if allowed is None:
        return numbers
    of_chunks = snapshot.catalog.chunk_articles
    within = np.unique(of_chunks[allowed])
    return {id_: number for id_, number in numbers.items() if number in within}


def _live_numbers(snapshot: Snapshot, ids: set[str]) -> Iterator[tuple[str, int]]:
    first = 0
    for segment, part in zip(snapshot.segments, snapshot.parts, strict=True):
        for id_ in ids & segment.numbers.keys():
            own = segment.numbers[id_]
            if part.live_articles is None or part.live_articles[own]:
                yield id_, first + own
        first += len(segment.catalog.entries)


def _carrier(entry: CatalogEntry) -> Carrier:
    return Carrier(
        article_id=entry.id,
        revision=entry.revision,
        title=entry.title,
        url=entry.url,
        source=entry.source,
        published_at=entry.published_at,
    )


def _member(entry: CatalogEntry, sentences: Sequence[Sentence], text: str) -> _Member:
    article = entry.article(text)
    return _Member(article, entry.revision, sentences, _wordings(article, sentences))


def _wordings(article: Article, sentences: Sequence[Sentence]) -> list[str]:
    """Sentences as they are compared: white space does not count."""
    return [" ".join(article.text[one.start : one.end].split()) for one in sentences]


def _run_in(members: Sequence[_Member], words: Sequence[str]) -> _Run | None:
    """Where these sentences begin in the first article that has the first of them, and how many of
    them follow there; None where none has it.
    """
    for member in members:
        if words[0] in member.wordings:
            first = member.wordings.index(words[0])
            pairs = zip(words, member.wordings[first:], strict=False)
            length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            return _Run(member, first, length)
    return None
