"""Hits as the passages that the reader model reads, with the way back to their articles.

Knows offsets; knows nothing of models or scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.pairs import Titled
from bot.types import Span
from index.types import Hit, Sentence


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of hit `hit`, its sentences in the passage's own characters, its article's title.

    `title` is "" where the passage begins with it. Passage sentence i is sentence `first + i` of
    the article; `base` is where the passage begins.
    """

    hit: int
    title: str
    text: str
    base: int
    first: int
    sentences: Sequence[Sentence]

    @property
    def titled(self) -> Titled:
        """As the pair encoder takes it."""
        return Titled(self.text, self.title)

    def in_article(self, start: int, end: int) -> Span:
        """Characters of the passage as characters of its article."""
        return Span(self.base + start, self.base + end)


def passages_of(hits: Sequence[Hit]) -> list[Passage]:
    """One passage for each hit."""
    return [_passage(number, hit) for number, hit in enumerate(hits)]


def _passage(number: int, hit: Hit) -> Passage:
    within = hit.sentences[hit.first : hit.last]
    base, end = within[0].start, within[-1].end
    text = hit.article.text[base:end]
    return Passage(
        hit=number,
        title="" if text.startswith(hit.article.title) else hit.article.title,
        text=text,
        base=base,
        first=hit.first,
        sentences=[Sentence(one.start - base, one.end - base) for one in within],
    )
