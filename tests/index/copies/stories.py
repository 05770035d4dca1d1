"""Invented stories of any length: no two share five words in a row, but by chance."""

import random

from index.types import Article
from tests.builders import article

_WORDS = (
    "harbour mayor ferry council bridge orchard frost clinic smoke lighthouse choir observatory "
    "grower pier crowns vote plan winter spring market river captain boat storm harvest school "
    "teacher train station budget court judge trial witness doctor nurse island engine repair "
    "road tunnel minister visit letter museum painting theft police search forest fire rain "
    "flood rescue team match goal season coach stadium crowd song concert singer price bread "
    "wheat milk farm cattle fence border treaty talks peace strike worker wage factory steel"
).split()
OPENINGS = ("said", "told", "saw", "moved", "closed", "opened", "sold", "built")


def sentences(seed: int, count: int) -> list[str]:
    """So many sentences, the same for the same seed."""
    draw = random.Random(seed)
    return [_sentence(draw) for _ in range(count)]


def _sentence(draw: random.Random) -> str:
    words = [*draw.choices(_WORDS, k=7), draw.choice(OPENINGS), *draw.choices(_WORDS, k=6)]
    return " ".join(words).capitalize() + "."


def text_of(seed: int, count: int = 24) -> str:
    """A story of paragraphs of three sentences each."""
    lines = sentences(seed, count)
    return "\n\n".join(" ".join(lines[n : n + 3]) for n in range(0, count, 3))


def told(id_: str, text: str, **fields: str) -> Article:
    """A story as an article with its own title and source."""
    return article(id_, text, title=f"Title of {id_}", source=fields.get("source", f"Paper {id_}"))
