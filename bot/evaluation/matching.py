"""Whether a citation holds the gold answer, and whether it is verbatim.

Knows nothing of metrics over many questions. Works on offsets; the text is looked at only where a
data set gives answer strings instead of answer spans.
"""

from collections.abc import Callable, Sequence

from bot.evaluation.dataset import Gold, KnownQuestion
from bot.evaluation.metrics import holds_answer
from bot.types import Citation, Span
from index.errors import ArticleNotFoundError

TextOf = Callable[[str, str], str]
"""Article id and revision to the stored text; raises ArticleNotFoundError."""


def covers(start: int, end: int, span: Span) -> bool:
    """Whether [start, end) contains the whole span or at least half of its characters."""
    overlap = min(end, span.end) - max(start, span.start)
    return overlap > 0 and 2 * overlap >= span.end - span.start


def holds_gold(citation: Citation, question: KnownQuestion) -> bool:
    """Whether the cited sentence answers the question; never for one that has no answer.

    Either it covers a gold span in the gold article's own revision, or, where the set marks
    evidence instead of answers, it stands in a relevant article and holds an answer string.
    """
    gold = question.gold
    if gold is None:
        return False
    return _covers_gold(citation, gold) or (
        gold.answer_revisions.get(citation.article_id) == citation.revision
        and holds_answer(citation.quote, question.answers)
    )


def holds_gold_within(
    citations: Sequence[Citation], question: KnownQuestion, *, first: int
) -> bool:
    """Whether one of the `first` citations answers the question."""
    return any(holds_gold(citation, question) for citation in citations[:first])


def is_verbatim(citation: Citation, text_of: TextOf) -> bool:
    """Whether the quote is what the stored revision has at the citation's offsets.

    Costs one look-up of the article's text.
    """
    try:
        text = text_of(citation.article_id, citation.revision)
    except ArticleNotFoundError:
        return False
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def _covers_gold(citation: Citation, gold: Gold) -> bool:
    if (citation.article_id, citation.revision) != (gold.article_id, gold.revision):
        return False
    return any(covers(citation.start, citation.end, span) for span in gold.spans)
