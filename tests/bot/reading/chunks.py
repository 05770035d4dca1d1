"""Hits on pieces of articles, which may overlap, and the words of those articles."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.lexical import LexicalIndex, open_lexical_index
from index.postings import write_lexical_index
from index.sentences import split_sentences
from index.types import Article, Hit
from tests.bot.material import hit_on


def windows_on(*articles: Article, size: int = 2, step: int = 1) -> Sequence[Hit]:
    """Hits on `size` sentences each, `step` apart, that cover each article."""
    wholes = [hit_on(article, split_sentences(article.text)) for article in articles]
    hits = [
        replace(whole, first=first, last=min(first + size, len(whole.sentences)))
        for whole in wholes
        for first in range(0, len(whole.sentences), step)
    ]
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]


def words_of_articles(folder: Path, *articles: Article) -> LexicalIndex:
    """A lexical index of whole articles."""
    write_lexical_index(folder, [article.text for article in articles])
    return open_lexical_index(folder)
