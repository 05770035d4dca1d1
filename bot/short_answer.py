"""The short answer: the words that answer, taken from sentences that are cited, and only there.

Composed after every citation was verified, so that no word of it can come from anywhere else.
A list is joined with ", " and " and "; nothing else is added. Knows nothing of how the words were
found.
"""

import re
from collections.abc import Mapping, Sequence

from bot.agreement import Said
from bot.answer_form import AnswerForm, asks_for_several, form_of
from bot.answer_words import fit, without_loose_marks
from bot.cite import Cited
from bot.matter import matter_of
from bot.types import Citation, Evidence, Span

NEAR = 0.5
"""Evidence with this share of the best score may add to a list, or say more plainly yes or no."""

MOST_ITEMS = 6
"""Items of a list; the statements have the rest."""

MOST_WORDS_OF_ITEM = 8
"""An item of more words makes a list hard to read; it is left to the statements."""

_STANCE = re.compile(
    r"\b(?:no|not|never|yes|den(?:y|ies|ied|ying|ial)|reject\w*|dismiss\w*|refut\w*|rebuff\w*"
    r"|rul(?:ed|es|ing) out|insist\w*|confirm\w*|acknowledg\w*|admit\w*|conced\w*|disput\w*)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)

_Quotes = Mapping[tuple[str, str, int], Citation]


def short_answer(question: str, evidence: Sequence[Evidence], cited: Cited) -> str:
    """The words that answer, or the first statement where the evidence has none that fit.

    `evidence` is best first, `cited` what is left of it after verification: at least one
    statement. Never empty. Yes or no is never said: the sentence that bears on it is.
    """
    quotes = {(c.article_id, c.revision, c.sentence): c for c in cited.citations}
    stated = {statement.text for statement in cited.statements}
    kept = [e for e in evidence if _is_cited(e, quotes) and e.text in stated]
    first = cited.statements[0].text
    near = [e for e in kept if e.score >= NEAR * kept[0].score]
    form = form_of(question)
    if form is AnswerForm.YES_NO:
        return _bearing(question, near, first)
    if asks_for_several(question) and form is not AnswerForm.NUMBER:
        items = [_words_of(e, quotes, form, question) for e in near]
        return _joined(items) if items and _fits_a_list(items[0]) else first
    words = _words_of(kept[0], quotes, form, question) if kept else ""
    is_all_of_it = words == without_loose_marks(first)
    return first if is_all_of_it or not words else words


def _is_cited(evidence: Evidence, quotes: _Quotes) -> bool:
    own = quotes.get((evidence.article_id, evidence.revision, evidence.number))
    return own is not None and own.quote == evidence.text


def _words_of(evidence: Evidence, quotes: _Quotes, form: AnswerForm, question: str) -> str:
    """What the evidence's span says, in the quote that holds it; "" where no quote does."""
    span = evidence.span
    for number in (evidence.number, *evidence.leans_on):
        quote = quotes.get((evidence.article_id, evidence.revision, number))
        if span and quote and quote.start <= span.start < span.end <= quote.end:
            within = Span(span.start - quote.start, span.end - quote.start)
            return fit(quote.quote, within, form, question)
    return ""


def _bearing(question: str, near: Sequence[Evidence], first: str) -> str:
    """The first sentence that takes a stance on what is asked, else the best.

    To be on it, it has to share as much of the question as the best does: a "not" alone may be
    about anything.
    """
    asked = matter_of(question)
    shared = len(asked & matter_of(first))
    for one in near:
        if _STANCE.search(one.text) and len(asked & matter_of(one.text)) >= shared:
            return one.text
    return first


def _fits_a_list(item: str) -> bool:
    return 0 < len(item.split()) <= MOST_WORDS_OF_ITEM


def _joined(items: Sequence[str]) -> str:
    """The distinct items, the fuller of two that say the same, in order: "A, B and C"."""
    fitting = [item for item in items if _fits_a_list(item)]
    said = [Said.of(item) for item in fitting]
    kept: list[int] = []
    for n in range(len(fitting)):
        same = [k for k in kept if _overlap(said[k], said[n])]
        if not same:
            kept.append(n)
        elif all(len(said[n].stems) > len(said[k].stems) for k in same):
            kept = [n if k == same[0] else k for k in kept if k not in same[1:]]
    shown = [fitting[k] for k in kept[:MOST_ITEMS]]
    if any(" and " in item or "," in item for item in shown) or len(shown) == 1:
        return ", ".join(shown)  # "Egypt and Russia and Turkey" would not show where one ends
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _overlap(a: Said, b: Said) -> bool:
    return a.agrees_with(b) or _has_run(a.stems, b.stems) or _has_run(b.stems, a.stems)


def _has_run(words: Sequence[str], run: Sequence[str]) -> bool:
    size = len(run)
    return any(tuple(words[n : n + size]) == tuple(run) for n in range(len(words) - size + 1))
