"""As many short news articles as are wanted: each says something of its own, then goes on in the
words of an article of a set, with other figures.

The same number gives the same article. Knows nothing of what they are for.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.sentences import split_sentences

_ENDS = "ba de fo gu ka lo ma nu po ra so tu va wo za bri dra flo gru kla plo sta tro vla".split()
_TOWNS = ("Selby", "Korsund", "Varnholm", "Ebbfleet", "Maraby", "Tolvik", "Quenby", "Ostmoor")
_BORROWED = 2  # sentences


@dataclass(frozen=True, slots=True)
class Generated:
    """An article as `POST /articles` takes it, and the name that no other article has."""

    id: str
    title: str
    text: str
    name: str


class Generator:
    """Makes articles by number. Reads a set's articles once, and keeps their sentences.

    No two articles have the same ones as long as there are enough: `realtimeqa` has 65,000 pairs.
    """

    def __init__(self, articles: Path) -> None:
        opener = gzip.open if articles.suffix == ".gz" else open
        with opener(articles, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        self._sentences = [sentence for text in texts for sentence in _sentences_of(text)]

    def article(self, number: int, *, version: int = 0) -> Generated:
        """One article; another version says another figure of the same captain."""
        name, town = name_of(number), _TOWNS[number % len(_TOWNS)]
        boats = 100 + number % 800 + version
        own = f"Captain {name} counted {boats} boats in the harbour of {town} on Monday."
        return Generated(
            id=f"generated-{number:07d}",
            title=f"Captain {name} counts boats in {town}",
            text=" ".join([own, *self._borrowed(number)]),
            name=name,
        )

    def articles(self, numbers: range) -> Iterator[Generated]:
        """One article after the other."""
        return (self.article(number) for number in numbers)

    def _borrowed(self, number: int) -> Sequence[str]:
        turn, first = divmod(number * _BORROWED, len(self._sentences) - 1)
        shift = str.maketrans("0123456789", "".join(str((n + turn) % 10) for n in range(10)))
        return [one.translate(shift) for one in self._sentences[first : first + _BORROWED]]


def name_of(number: int) -> str:
    """An invented name, another one for each number below 24 to the fourth."""
    ends = []
    for _ in range(4):
        number, place = divmod(number, len(_ENDS))
        ends.append(_ENDS[place])
    return "Qu" + "".join(ends) + "x"


def write_articles(file: Path, articles: Iterator[Generated]) -> None:
    """As JSON Lines that `onrecord ingest` takes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record_of(article)) + "\n" for article in articles)


def record_of(article: Generated) -> dict[str, str]:
    """An article as JSON has it."""
    return {"id": article.id, "title": article.title, "text": article.text}


def _sentences_of(text: str) -> Sequence[str]:
    return [text[one.start : one.end] for one in split_sentences(text)]
