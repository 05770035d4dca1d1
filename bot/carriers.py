"""Who else carries a cited sentence: the copies of its article that have it word for word.

Knows hits and texts; knows nothing of how copies are found or shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.cite import Cited
from bot.types import CarriedBy, Citation
from index.types import Carrier, Hit, Story

ReadTexts = Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], str]]
"""The texts of (article id, revision) pairs, those not stored left out, as `Store.texts`."""

MOST = 20
"""Copies of one story that are looked at, those published first."""


def with_carriers(cited: Cited, hits: Sequence[Hit], read_texts: ReadTexts) -> Cited:
    """The same citations, each with the other articles of its story that have its quote.

    A copy that words it otherwise, or leaves it out, is not named. Costs one read of the store
    where anything that is cited has copies.
    """
    stories = {hit.article.id: hit.story for hit in hits if hit.story is not None}
    others = {
        citation.marker: _others(citation, stories[citation.article_id])
        for citation in cited.citations
        if citation.article_id in stories
    }
    if not others:
        return cited
    wanted = {_key(carrier) for some in others.values() for carrier in some}
    texts = read_texts(sorted(wanted))
    return replace(
        cited,
        citations=[
            replace(one, also_carried_by=_carrying(one, others.get(one.marker, ()), texts))
            for one in cited.citations
        ],
    )


def _others(citation: Citation, story: Story) -> Sequence[Carrier]:
    return [one for one in story.carriers if one.article_id != citation.article_id][:MOST]


def _carrying(
    citation: Citation, carriers: Sequence[Carrier], texts: Mapping[tuple[str, str], str]
) -> Sequence[CarriedBy]:
    places = [(one, texts.get(_key(one), "").find(citation.quote)) for one in carriers]
    return [
        CarriedBy(
            article_id=one.article_id,
            revision=one.revision,
            title=one.title,
            url=one.url,
            source=one.source,
            published_at=one.published_at,
            start=start,
            end=start + len(citation.quote),
        )
        for one, start in places
        if start >= 0
    ]


def _key(carrier: Carrier) -> tuple[str, str]:
    return carrier.article_id, carrier.revision
