"""What the dates of articles make of evidence: newer ahead of equals, and what is taken back.

Knows when articles were published; nothing of models, and nothing of how contradictions are seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.cite import Cited
from bot.contradiction import Claim, contradicts
from bot.types import Citation, Evidence, Statement
from index.types import Article, Hit

EQUAL = 0.05
"""Pieces of evidence whose scores differ by less are taken for equally good."""

NEAR = 0.5
"""A newer piece of evidence with this share of an older one's score may go before it."""

COMPARED = 10
"""Pieces of evidence, the best ones, whose dates are looked at."""

_NEVER = datetime.min.replace(tzinfo=UTC)

_Key = tuple[str, int]
"""An article and the number of a sentence in it."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A piece of evidence, what it says, and when its article was published."""

    evidence: Evidence
    claim: Claim
    published_at: datetime | None

    @property
    def key(self) -> _Key:
        return self.evidence.article_id, self.evidence.number

    def is_newer_than(self, other: "_Dated") -> bool:
        """Whether both dates are known and this one is later."""
        return (
            self.published_at is not None
            and other.published_at is not None
            and self.published_at > other.published_at
        )


def newest_first(
    question: str, evidence: Sequence[Evidence], hits: Sequence[Hit], *, least: float
) -> list[Evidence]:
    """The evidence, best first, newer ahead of older where both are equally good, or where the
    newer takes back what the older says. Nothing below `least` moves up.
    """
    dated = _dated([one for one in evidence[:COMPARED] if one.score >= least], hits)
    ordered = [one for equals in _equals(dated) for one in _by_date(equals)]
    for one in list(ordered):
        place = ordered.index(one)
        ahead = enumerate(ordered[:place])
        replaced = (n for n, other in ahead if _replaces(question, one, other))
        ordered.insert(next(replaced, place), ordered.pop(place))
    return [*(one.evidence for one in ordered), *evidence[len(ordered) :]]


def with_contradictions(
    question: str, cited: Cited, evidence: Sequence[Evidence], hits: Sequence[Hit]
) -> Cited:
    """The same with each statement marked that a cited sentence of a newer article takes back."""
    dated = _dated(evidence[:COMPARED], hits)
    markers = {(one.article_id, one.sentence): one.marker for one in cited.citations}
    newer: dict[_Key, list[int]] = {
        older.key: [
            markers[one.key]
            for one in dated
            if one.key in markers
            and one.is_newer_than(older)
            and contradicts(question, one.claim, older.claim)
        ]
        for older in dated
    }
    own = {one.marker: one for one in cited.citations}
    return replace(cited, statements=[_marked(one, own, newer) for one in cited.statements])


def _marked(
    statement: Statement, citations: Mapping[int, Citation], newer: Mapping[_Key, Sequence[int]]
) -> Statement:
    for marker in statement.citations:
        citation = citations[marker]
        if citation.quote == statement.text:
            taken_back_by = newer.get((citation.article_id, citation.sentence), ())
            return replace(statement, contradicted_by=taken_back_by)
    return statement


def _equals(dated: Sequence[_Dated]) -> Iterator[Sequence[_Dated]]:
    """Runs of what is as good as the first of its run."""
    run: list[_Dated] = []
    for one in dated:
        if run and run[0].evidence.score - one.evidence.score >= EQUAL:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _by_date(equals: Sequence[_Dated]) -> Sequence[_Dated]:
    """The newest first, what has no date last."""
    known = [one for one in equals if one.published_at is not None]
    unknown = [one for one in equals if one.published_at is None]
    known.sort(key=lambda one: one.published_at or _NEVER, reverse=True)
    return [*known, *unknown]


def _replaces(question: str, newer: _Dated, older: _Dated) -> bool:
    is_good = newer.evidence.score >= NEAR * older.evidence.score
    return (
        is_good and newer.is_newer_than(older) and contradicts(question, newer.claim, older.claim)
    )


def _dated(evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[_Dated]:
    articles = {hit.article.id: hit.article for hit in hits}
    return [
        _Dated(one, _claim(one, article), article.published_at)
        for one in evidence
        for article in [articles[one.article_id]]
    ]


def _claim(evidence: Evidence, article: Article) -> Claim:
    span = evidence.span
    return Claim(evidence.text, "" if span is None else article.text[span.start : span.end])
