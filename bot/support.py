"""What answers found in several places make of each other: support where they agree, else rivals.

Knows evidence and its words; nothing of models or retrieval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.agreement import Said
from bot.reader import Reading
from bot.stop_words import STOP_WORDS
from bot.types import Evidence

COMPARED = 10
"""Pieces of evidence, the best ones, that are compared with each other."""

SUPPORT = 0.5
"""How much of another article's probability counts as support: reports of one event are seldom
independent. Set by judgement, for the training sets hold every fact once."""

RIVAL_SHARE = 0.5
"""Another answer is a rival when it is at least this likely, compared with the best."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A piece of evidence with what it says; None where it says nothing by itself ("he").

    `origin` is the story that it is of, else the article.
    """

    evidence: Evidence
    said: Said | None
    origin: str

    def agrees_with(self, other: "_Claim") -> bool:
        return (
            self.said is not None and other.said is not None and self.said.agrees_with(other.said)
        )


def joined(
    evidence: Sequence[Evidence], texts: Mapping[str, str], stories: Mapping[str, str] | None = None
) -> Reading:
    """The reading of some evidence, best first, that was scored piece by piece.

    The same answer in other articles raises a score to 1 - (1 - p) * product of (1 - SUPPORT *
    p_j), which may reorder the evidence. `texts` are the articles' by id. `stories` names the story
    of articles that have copies: a copy supports nothing that its story says. Raises ValueError for
    no evidence.
    """
    if not evidence:
        raise ValueError("a reading is joined from at least one piece of evidence")
    claims = [_claim(one, texts, stories or {}) for one in evidence[:COMPARED]]
    raised = [replace(one, evidence=_raised(one, claims)) for one in claims]
    raised.sort(key=lambda one: -one.evidence.score)
    ordered = [*(one.evidence for one in raised), *evidence[COMPARED:]]
    return Reading(ordered, ordered[0].score, _rivals(raised))


def _claim(one: Evidence, texts: Mapping[str, str], stories: Mapping[str, str]) -> _Claim:
    words = "" if one.span is None else texts[one.article_id][one.span.start : one.span.end]
    says_something = words.strip() and words.lower().strip() not in STOP_WORDS
    origin = stories.get(one.article_id, one.article_id)
    return _Claim(one, Said.of(words) if says_something else None, origin)


def _raised(one: _Claim, others: Sequence[_Claim]) -> Evidence:
    doubt = 1.0
    origins = {one.origin}
    for other in others:
        if other.origin not in origins and one.agrees_with(other):
            origins.add(other.origin)
            doubt *= 1 - SUPPORT * other.evidence.score
    # In this form rounding never lowers a score.
    score = one.evidence.score
    return replace(one.evidence, score=score + (1 - score) * (1 - doubt))


def _rivals(claims: Sequence[_Claim]) -> int:
    """Different answers that are nearly as likely as the first."""
    best = claims[0]
    different = [best] if best.said else []
    for one in claims[1:]:
        near = one.evidence.score >= RIVAL_SHARE * best.evidence.score
        if near and one.said and not any(one.agrees_with(known) for known in different):
            different.append(one)
    return max(len(different) - 1, 0)
