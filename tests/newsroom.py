"""Invented news for the tests that ask: who did what is known, so what is right is known.

Nothing in it happened. Ids, texts and dates are awkward on purpose where a comment says so.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from index.types import Article

FERRY = Article(
    id="ferry",
    title="Varnholm opens its ferry pier",
    text="Mayor Ines Calder opened the Varnholm ferry pier on Monday. The pier cost 14 million "
    "crowns. “Boats will leave every twenty minutes,” she said.\n\nHarbour master Tom Ruck denied "
    "that the piles were cracked.",
    url="https://post.example/ferry",
    source="Harbour Post",
    author="R. Vane",
    published_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
    language="en",
)
# An id with a slash, an escape that is none, a query mark, and letters beyond ASCII.
ORCHARD = Article(
    id="orchards/früh %41?",
    title="Frost in the Selby orchard",
    text="Frost killed 40 cherry trees in the Selby orchard in April. Grower Lena Ortiz said that "
    "replanting would take nine years.",
    source="Valley Herald",
    published_at=datetime(2024, 4, 30, 18, 30, tzinfo=UTC),
)
CLINIC = Article(
    id="clinic",
    title="Smoke fills the Amberley clinic",
    text="The Amberley clinic treated 312 patients in October. Amal Reza, who runs the clinic, "
    "blamed smoke from the peat fires.",
    source="Harbour Post",
    published_at=datetime(2025, 11, 10, 9, 30, tzinfo=UTC),
)
# No date and no source.
LIGHTHOUSE = Article(
    id="lighthouse",
    title="Choir buys a lighthouse",
    text="The Korsund lighthouse was sold to a choir for one crown. The lamp will stay lit, the "
    "choir promised.",
)
# What would recolour, clear and rename a terminal, in both forms of the control sequence.
METEORS = Article(
    id="meteors",
    title="Meteors\x1b[31m over Zanzimar",
    text="The Zanzimar\x1b[31m observatory counted 88 meteors\x9b2J on Friday. "
    "\x1b]0;owned\x07Astronomer Bo Lind was delighted by the meteors.",
    source="Sky\x1b[2JLetter",
)
NEWS = (FERRY, ORCHARD, CLINIC, LIGHTHOUSE)


def write_jsonl(path: Path, *articles: Article) -> Path:
    """Writes articles as JSON Lines, as a user would hand them in."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            published = article.published_at
            record = {
                "id": article.id,
                "title": article.title,
                "text": article.text,
                "url": article.url,
                "source": article.source,
                "author": article.author,
                "published_at": published.isoformat() if published else None,
                "language": article.language,
            }
            file.write(json.dumps(record) + "\n")
    return path
