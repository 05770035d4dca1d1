"""Evidence to statements, citations and quotes, and the check that every quote is verbatim.

The last gate before an answer leaves: what does not resolve to the stored revision, character for
character, is dropped. Knows nothing of how evidence was found.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache

from bot.types import Citation, Evidence, Quote, Statement
from index.errors import ArticleNotFoundError
from index.types import Article, Hit, revision_of

_log = logging.getLogger(__name__)

ReadText = Callable[[str, str], str]
"""(article id, revision) to that revision's stored text; raises ArticleNotFoundError."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Statements and the citations they refer to."""

    statements: Sequence[Statement]
    citations: Sequence[Citation]


def cite(evidence: Sequence[Evidence], hits: Sequence[Hit], *, max_citations: int) -> Cited:
    """One verbatim statement for each piece of evidence, best first, while citations last.

    The first citation is the best evidence. A sentence that leans on earlier ones cites them
    too, after itself; a sentence already cited keeps its marker.
    """
    by_article = {(hit.article.id, hit.revision): hit for hit in hits}
    citations: dict[tuple[str, int], Citation] = {}
    statements: list[Statement] = []
    for item in evidence:
        if len(citations) >= max_citations:
            break
        hit = by_article[item.article_id, item.revision]
        markers = []
        for number in (item.number, *item.leans_on):
            key = (item.article_id, number)
            if key not in citations and len(citations) < max_citations:
                quote = asdict(quote_sentence(hit, number, item.score))
                citations[key] = Citation(**quote, marker=len(citations) + 1)
            if key in citations:
                markers.append(citations[key].marker)
        statements.append(Statement(item.text, markers))
    return Cited(statements, list(citations.values()))


def verify(cited: Cited, read_text: ReadText) -> Cited:
    """Only what is verbatim: each quote is compared with the stored revision's text.

    The text itself has to be the one that its revision names, by its sha256. A citation that
    does not match is dropped and logged; a statement goes with it unless its own
    sentence is still among its citations. Markers are not renumbered.
    """
    read_once = cache(read_text)
    kept = [c for c in cited.citations if _is_verbatim(c, read_once)]
    quotes = {citation.marker: citation.quote for citation in kept}
    statements = []
    for statement in cited.statements:
        markers = [marker for marker in statement.citations if marker in quotes]
        if statement.text in [quotes[marker] for marker in markers]:
            statements.append(Statement(statement.text, markers))
    used = {marker for statement in statements for marker in statement.citations}
    return Cited(statements, [citation for citation in kept if citation.marker in used])


def quote_closest(
    evidence: Sequence[Evidence], hits: Sequence[Hit], read_text: ReadText, *, most: int
) -> Sequence[Quote]:
    """The first `most` pieces of evidence as quotes, without those that are not verbatim.

    Checked as citations are, but they stand for no statement.
    """
    by_article = {(hit.article.id, hit.revision): hit for hit in hits}
    quotes = [
        quote_sentence(by_article[one.article_id, one.revision], one.number, one.score)
        for one in evidence[:most]
    ]
    read_once = cache(read_text)
    return [quote for quote in quotes if _is_verbatim(quote, read_once)]


def quote_sentence(hit: Hit, number: int, score: float) -> Quote:
    """Sentence `number` of a hit's article, as a quote; it is verbatim as the hit's text is."""
    article: Article = hit.article
    sentence = hit.sentences[number]
    return Quote(
        article_id=article.id,
        revision=hit.revision,
        title=article.title,
        url=article.url,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        quote=article.text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        sentence=number,
        score=score,
    )


def _is_verbatim(quote: Quote, read_text: ReadText) -> bool:
    if _resolves(quote, read_text):
        return True
    _log.error(
        "quote_dropped",
        extra={
            "article_id": quote.article_id,
            "revision": quote.revision,
            "start": quote.start,
            "end": quote.end,
        },
    )
    return False


def _resolves(quote: Quote, read_text: ReadText) -> bool:
    start, end = quote.start, quote.end
    if not 0 <= start < end or end - start != len(quote.quote):
        return False
    try:
        text = read_text(quote.article_id, quote.revision)
    except ArticleNotFoundError:
        return False
    return text[start:end] == quote.quote and revision_of(text) == quote.revision
