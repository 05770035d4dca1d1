"""Copies of articles as outlets make them: cut, retitled, with a paragraph more, in boilerplate.

Drawn from a seed, so that the same copies come out every time. Knows nothing of how copies are
found.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.sentences import split_sentences
from index.types import Article

KEPT = (0.25, 0.8)
"""The share of sentences that a cut copy keeps, from its beginning."""

_TOPS = (
    "SELBY (Wire Service) -",
    "By our correspondents | Updated 4:12 p.m. ET",
    "This article was first published by the Wire Service and appears here under a partnership "
    "agreement between both newsrooms.",
    "ADVERTISEMENT",
)
_ENDS = (
    "Reporting by Lena Ortiz in Korsund and Bo Lind in Selby; editing by Ines Calder. Our "
    "standards: the Wire Service principles of trust.",
    "Sign up for our free morning letter and have the five things that you need to know in your "
    "inbox every weekday. Share this story with your friends, by mail or on any network.",
    "Copyright 2022 The Wire Service. All rights reserved. This material may not be published, "
    "broadcast, rewritten or redistributed without permission.",
    "More stories like this one are in our app, which costs nothing and runs on every phone. The "
    "desk can be reached at any time of the day and is glad of corrections.",
)
_OUTLET = "The Copying Times"
_FILLERS = ("the", "also", "said", "which", "however", "there")
_REWORDED = 0.15  # of the words of each sentence


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was made, of which kind and of which article."""

    article: Article
    kind: str
    original: str


Make = Callable[[Article, random.Random, Sequence[Article]], Article]
"""A copy of an article; the others, which are not stored, lend titles and paragraphs."""


def make_copies(
    articles: Sequence[Article], lenders: Sequence[Article], reworded: int, *, seed: int
) -> Sequence[MadeCopy]:
    """A copy of each article: so many reworded, the others of the kinds with a floor in turn.

    `lenders` are other articles, which lend titles and paragraphs. Of a text that several articles
    have word for word none is made: whose copy it is could not be said.
    """
    draw = random.Random(seed)  # noqa: S311  # not for secrets
    having = Counter(article.text for article in articles)
    originals = [article for article in articles if having[article.text] == 1]
    made = []
    for number, original in enumerate(draw.sample(originals, len(originals))):
        kind = FLOORED[number % len(FLOORED)] if number >= reworded else REWORDED
        copy = KINDS[kind](original, draw, lenders)
        carried = replace(copy, id=f"{original.id}-{kind}", url=None, source=_OUTLET)
        made.append(MadeCopy(carried, kind, original.id))
    return made


def _cut(article: Article, draw: random.Random, _: Sequence[Article]) -> Article:
    sentences = split_sentences(article.text)
    kept = max(2, int(len(sentences) * draw.uniform(*KEPT)))
    return replace(article, text=article.text[: sentences[:kept][-1].end])


def _retitled(article: Article, draw: random.Random, others: Sequence[Article]) -> Article:
    return replace(article, title=draw.choice(others).title)


def _with_paragraph(article: Article, draw: random.Random, others: Sequence[Article]) -> Article:
    """A paragraph of another article stands before, within or after the text."""
    lent = draw.choice(others)
    sentences = split_sentences(lent.text)
    first = draw.randrange(len(sentences))
    last = min(first + draw.randint(2, 4), len(sentences)) - 1
    added = lent.text[sentences[first].start : sentences[last].end]
    ends = [0, *(sentence.end for sentence in split_sentences(article.text))]
    at = draw.choice([ends[0], draw.choice(ends), ends[-1]])
    return replace(article, text=f"{article.text[:at]}\n{added}\n{article.text[at:]}")


def _in_boilerplate(article: Article, draw: random.Random, _: Sequence[Article]) -> Article:
    lines = [draw.choice(_TOPS), article.text, *draw.sample(_ENDS, 2)]
    return replace(article, text="\n".join(lines))


def _reworded(article: Article, draw: random.Random, _: Sequence[Article]) -> Article:
    """Every sentence edited: some words replaced, some left out."""
    words = article.text.split(" ")
    for place in draw.sample(range(len(words)), int(len(words) * _REWORDED)):
        words[place] = draw.choice([*_FILLERS, ""])
    return replace(article, text=" ".join(word for word in words if word))


KINDS: Mapping[str, Make] = {
    "cut": _cut,
    "retitled": _retitled,
    "paragraph_added": _with_paragraph,
    "boilerplate": _in_boilerplate,
    "reworded": _reworded,
}
"""By name."""

FLOORED = ("cut", "retitled", "paragraph_added", "boilerplate")
"""The kinds that the floor is on."""

REWORDED = "reworded"
"""The kind that vectors are for."""
