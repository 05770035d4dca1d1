"""Answers, hits and summaries as text for a terminal. Pure; all escaping lives here.

Article text and questions are untrusted: control characters, which could move the cursor or
recolour a terminal, are shown as a replacement mark.
"""

import json
import re
import unicodedata
from collections.abc import Sequence

from bot.types import Answer, CarriedBy, Citation, Quote, TimeWords
from bot.wording import OTHERWISE, marks, origins, stretch
from index.build import IngestSummary
from index.types import Hit

_SHOWN_REFUSALS = 20
_TITLE_CHARS = 80
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text on one line, with white space folded and control characters made visible."""
    folded = " ".join(text.split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in folded)


def json_as_text(record: object) -> str:
    """Readable JSON in which no character can steer a terminal: JSON escapes only some of them."""
    text = json.dumps(record, indent=2, ensure_ascii=False)
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def answer_as_text(answer: Answer) -> str:
    """The answer, its statements with their markers, then the sources.

    For an abstention: why, then the nearest sentences, which have no markers.
    """
    lines = _understood(answer)
    if not answer.answered:
        searched = [f"(searched {_scope(answer)})", *_times(answer)]
        return "\n".join([*lines, answer.answer, *_closest(answer), *searched])
    if answer.answer != answer.statements[0].text:
        lines += [plain(answer.answer), ""]
    for statement in answer.statements:
        lines.append(f"{plain(statement.text)} {marks(statement.citations)}")
        if statement.contradicted_by:
            lines.append(f"  {OTHERWISE} {marks(statement.contradicted_by)}")
    lines += ["", "Sources"]
    lines += [_source(citation) for citation in answer.citations]
    lines += ["", f"confidence {answer.confidence:.2f}, searched {_scope(answer)}"]
    lines += _times(answer)
    return "\n".join(lines)


def hits_as_text(hits: Sequence[Hit]) -> str:
    """One line about each hit, then its text."""
    if not hits:
        return "Nothing was found."
    blocks = []
    for hit in hits:
        head = f"{hit.rank}. {plain(hit.article.title)}  ({_about(hit)})"
        blocks.append(f"{head}\n   {plain(hit.text)}")
    return "\n".join(blocks)


def summary_as_text(summary: IngestSummary) -> str:
    """What was added, updated, unchanged and refused, with the reason for each refusal."""
    counts = (
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.refusals)} refused"
    )
    lines = [counts]
    lines += [f"  note: {plain(note)}" for note in summary.notes[:_SHOWN_REFUSALS]]
    lines += [_more(summary.notes, "notes")] if len(summary.notes) > _SHOWN_REFUSALS else []
    lines += [f"  refused {plain(r.origin)}: {plain(r.reason)}" for r in summary.refusals]
    return "\n".join(lines)


def _understood(answer: Answer) -> list[str]:
    """How a follow-up was understood, where that is not what was typed."""
    if answer.standalone_question == answer.question:
        return []
    return [f"Understood as: {plain(answer.standalone_question)}", ""]


def _more(items: Sequence[object], name: str) -> str:
    return f"  ... and {len(items) - _SHOWN_REFUSALS} more {name}"


def _closest(answer: Answer) -> list[str]:
    if not answer.closest:
        return []
    shown = [f"  - “{plain(quote.quote)}”\n    {_place(quote)}" for quote in answer.closest]
    return ["", "Closest, but not an answer:", *shown, ""]


def _source(citation: Citation) -> str:
    lines = [f"[{citation.marker}] “{plain(citation.quote)}”", f"    {_place(citation)}"]
    if citation.also_carried_by:
        lines.append(f"    also carried by {_carriers(citation.also_carried_by)}")
    return "\n".join(lines)


def _carriers(copies: Sequence[CarriedBy]) -> str:
    """Each once, by its source where that is known."""
    names = [plain(one.source or one.url or one.article_id) for one in copies]
    return ", ".join(dict.fromkeys(names))


def _place(quote: Quote) -> str:
    parts = [_clipped(plain(quote.title)), *map(plain, origins(quote))]
    parts.append(plain(quote.url) if quote.url else plain(quote.article_id))
    return " · ".join([*parts, f"characters {quote.start}-{quote.end}"])


def _clipped(title: str) -> str:
    return title if len(title) <= _TITLE_CHARS else f"{title[: _TITLE_CHARS - 1].rstrip()}…"


def _about(hit: Hit) -> str:
    published = hit.article.published_at
    date = f"{published.date().isoformat()}, " if published else ""
    return f"{date}score {hit.score:.2f}, {hit.found_by}, {plain(hit.article.id)}"


def _times(answer: Answer) -> list[str]:
    """What each of the question's time words was taken for, a line each."""
    return [f"“{plain(words.text)}” {_meaning(words)}" for words in answer.time_words]


def _meaning(words: TimeWords) -> str:
    limit = stretch(words)
    if limit is None:
        return "limits nothing here: what it means is not clear enough"
    return f"limits the search to articles published {limit} (--ignore-time-words searches all)"


def _scope(answer: Answer) -> str:
    scope = answer.scope
    counted = f"{scope.articles} article{'' if scope.articles == 1 else 's'}"
    if scope.first_published_at and scope.last_published_at:
        first, last = scope.first_published_at.date(), scope.last_published_at.date()
        return f"{counted} published {first} to {last}"
    return counted
