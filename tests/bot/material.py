"""Articles, hits and evidence made up at random, for what is true of all of them.

Texts hold any character that can be stored; sentences are any disjoint spans of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from bot.cite import ReadText
from bot.types import Evidence
from index.errors import ArticleNotFoundError
from index.types import Article, FoundBy, Hit, Sentence

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@dataclass(frozen=True, slots=True)
class Material:
    """What answers are made from. `texts` maps (article id, revision) to the stored text."""

    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    texts: Mapping[tuple[str, str], str]

    def read_text(self, article_id: str, revision: str) -> str:
        """The stored text, as the store gives it."""
        return reader_of(self.texts)(article_id, revision)


def reader_of(texts: Mapping[tuple[str, str], str]) -> ReadText:
    """Reads revisions' texts from a mapping, as a store does."""

    def read_text(article_id: str, revision: str) -> str:
        if (article_id, revision) not in texts:
            raise ArticleNotFoundError(f"no {article_id} {revision}", remedy="ingest it")
        return texts[article_id, revision]

    return read_text


def hit_on(article: Article, sentences: Sequence[Sentence]) -> Hit:
    """A hit on all of an article."""
    return Hit(
        article=article,
        revision=article.revision,
        sentences=sentences,
        first=0,
        last=len(sentences),
        score=1.0,
        rank=1,
        found_by=FoundBy.BOTH,
        dense_score=0.5,
        lexical_score=1.0,
    )


@st.composite
def split_texts(draw: st.DrawFn) -> tuple[str, Sequence[Sentence]]:
    """A text and disjoint, ordered, not empty spans of it, at least one."""
    pieces = draw(st.lists(TEXTS, min_size=1, max_size=6))
    gaps = draw(st.lists(st.sampled_from(["", " ", "\n\n"]), min_size=6, max_size=6))
    text, sentences = "", []
    for piece, gap in zip(pieces, gaps, strict=False):
        text += gap
        sentences.append(Sentence(len(text), len(text) + len(piece)))
        text += piece
    return text, sentences


@st.composite
def materials(draw: st.DrawFn) -> Material:
    """Hits on up to three articles, and evidence from them: each sentence at most once."""
    hits = []
    for number in range(draw(st.integers(1, 3))):
        text, sentences = draw(split_texts())
        hits.append(hit_on(Article(f"a{number}", "Title", text), sentences))
    places = [(hit, n) for hit in hits for n in range(len(hit.sentences))]
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, unique_by=_place))
    evidence = [_evidence(draw, hit, n) for hit, n in chosen]
    texts = {(hit.article.id, hit.revision): hit.article.text for hit in hits}
    return Material(hits, evidence, texts)


def _place(place: tuple[Hit, int]) -> tuple[str, int]:
    return place[0].article.id, place[1]


def _evidence(draw: st.DrawFn, hit: Hit, number: int) -> Evidence:
    sentence = hit.sentences[number]
    earlier = st.lists(st.integers(0, number - 1), unique=True, max_size=2) if number else None
    return Evidence(
        article_id=hit.article.id,
        revision=hit.revision,
        number=number,
        text=hit.article.text[sentence.start : sentence.end],
        score=draw(st.floats(0, 1)),
        leans_on=tuple(sorted(draw(earlier))) if earlier is not None else (),
    )
