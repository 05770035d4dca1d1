"""Articles that somebody hands in as JSON: one object or a list, fields as in JSON Lines.

Knows nothing of HTTP or of the store.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from index.errors import ArticleRefusedError
from index.sources.draft import checked
from index.sources.identity import Place, identify
from index.sources.jsonl import parse_line
from index.sources.limits import SourceLimits
from index.types import Found, Refusal

MOST = 1000
"""Articles that may be handed in at once."""


def read_posted(
    body: bytes, limits: SourceLimits, *, seen_at: datetime | None = None
) -> Iterator[Found | Refusal]:
    """Each article or why it is none, in order. A date of change after `seen_at` is left out.

    Raises ArticleRefusedError where the body as a whole is not such JSON. What is handed in is
    meant: the same text under another id is another article.
    """
    for number, record in enumerate(_records(body), 1):
        origin = f"article {number}"
        try:
            found = identify(checked(parse_line(record), limits), Place(origin, seen_at=seen_at))
        except ArticleRefusedError as error:
            yield Refusal(origin, f"{error}. {error.remedy}")
        else:
            yield replace(found, id_is_given=True)


def _records(body: bytes) -> list[bytes]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ArticleRefusedError(
            f"the body is not valid JSON: {error}", remedy="Send one article object, or a list."
        ) from error
    if isinstance(content, dict):
        return [body]
    if not isinstance(content, list) or not content:
        raise ArticleRefusedError(
            "the body holds no article", remedy="Send one article object, or a list."
        )
    if len(content) > MOST:
        raise ArticleRefusedError(
            f"the list has {len(content)} articles, more than the {MOST} allowed",
            remedy="Send it in parts; those that were sent before cost nothing.",
        )
    return [json.dumps(record).encode() for record in content]
