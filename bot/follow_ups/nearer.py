"""Hits of the articles that a conversation cited, ahead of others: half of the places at most.

Knows hits and article ids; knows nothing of questions.
"""

from collections.abc import Collection, Sequence

from index.types import Hit

DEEPER = 3
"""How many times as many hits are looked through for them."""


def nearer(hits: Sequence[Hit], article_ids: Collection[str], k: int) -> Sequence[Hit]:
    """The `k` hits that are read: the best, and of the deeper ones those of these articles.

    The best half stays whatever it is, so that a question about something else is answered too.
    """
    best = list(hits[: k - k // 2])
    rest = hits[len(best) :]
    near = [hit for hit in rest if hit.article.id in article_ids]
    others = [hit for hit in rest if hit.article.id not in article_ids]
    return [*best, *near, *others][:k]
