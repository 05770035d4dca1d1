"""Answers as they are given, made up: they cite the sentences of articles that they are told to."""

from collections.abc import Sequence
from uuid import uuid4

from bot.types import AbstainReason, Answer, Citation, Quote, Statement
from index.sentences import split_sentences
from index.types import Article, Scope

QUESTION = "When will the bridge be rebuilt?"


def quote_of(article: Article, number: int) -> Quote:
    """A sentence of an article as a quote."""
    sentence = split_sentences(article.text)[number]
    return Quote(
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        url=article.url,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        quote=article.text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        sentence=number,
        score=0.9,
    )


def answer_citing(*quotes: Quote, answer_id: str = "", question: str = QUESTION) -> Answer:
    """An answer whose statements are these quotes, cited as 1, 2, ..."""
    names = [name for name in Quote.__slots__ if not name.startswith("_")]
    citations = [
        Citation(**{name: getattr(quote, name) for name in names}, marker=number)
        for number, quote in enumerate(quotes, start=1)
    ]
    return _answer(
        answer_id,
        question,
        statements=[Statement(c.quote, [c.marker]) for c in citations],
        citations=citations,
    )


def abstention(*closest: Quote, answer_id: str = "") -> Answer:
    """No answer; these quotes came nearest."""
    return _answer(answer_id, QUESTION, closest=closest)


def _answer(
    answer_id: str,
    question: str,
    *,
    statements: Sequence[Statement] = (),
    citations: Sequence[Citation] = (),
    closest: Sequence[Quote] = (),
) -> Answer:
    return Answer(
        answer_id=answer_id or uuid4().hex,
        conversation_id="c-1",
        question=question,
        standalone_question=question,
        answered=bool(citations),
        abstain_reason=None if citations else AbstainReason.WEAK_EVIDENCE,
        answer=citations[0].quote if citations else "Nothing good enough was found.",
        confidence=0.9,
        statements=statements,
        citations=citations,
        scope=Scope(1, None, None, "v1"),
        timings_ms={},
        closest=closest,
    )
