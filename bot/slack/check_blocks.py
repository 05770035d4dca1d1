"""What was found for and against a message, as a message. Pure."""

from collections.abc import Sequence

from bot.checking import Checked
from bot.slack import blocks
from bot.slack.blocks import Block, Message, Run
from bot.slack.escaping import fitted, mrkdwn, web_address
from bot.slack.wording import origin
from bot.types import Quote

_STATEMENT_CHARS = 250
_QUOTE_CHARS = 300
_TITLE_CHARS = 80
_ORIGIN_CHARS = 100
_SHOWN = 12
"""Sentences in one message."""

_NOTHING = "The articles have no sentence that supports or contradicts this message."


def checked_message(checked: Sequence[Checked]) -> Message:
    """For each statement the sentences that support it and those that contradict it, with dates."""
    found = [one for one in checked if one.supports or one.contradicts]
    if not found:
        return Message(_NOTHING, [blocks.section(_NOTHING)])
    parts: list[Block] = []
    left = _SHOWN
    for one in found:
        quotes = [("Supports it", q) for q in one.supports]
        quotes += [("Contradicts it", q) for q in one.contradicts]
        parts.append(_statement(one, quotes[:left]))
        left -= len(quotes[:left])
        if left == 0:
            break
    counts = (
        f"Sentences that support this message: {sum(len(one.supports) for one in found)}; "
        f"that contradict it: {sum(len(one.contradicts) for one in found)}."
    )
    note = "Found by their words; read them before you rely on it. What is newest stands first."
    return Message(_text(counts, found), [blocks.section(counts), *parts, blocks.context(note)])


def _text(counts: str, found: Sequence[Checked]) -> str:
    lines = [counts]
    for one in found:
        for label, quotes in (("Supports", one.supports), ("Contradicts", one.contradicts)):
            lines += [f"{label}: “{fitted(q.quote, 150, mrkdwn)}” {_dated(q)}" for q in quotes]
    return "\n".join(lines)[: blocks.MOST_TEXT_CHARS]


def _statement(one: Checked, quotes: Sequence[tuple[str, Quote]]) -> Block:
    parts = [blocks.paragraph([Run(one.statement, italic=True, most_chars=_STATEMENT_CHARS)])]
    for label, quote in quotes:
        parts.append(blocks.paragraph([Run(f"{label}:", bold=True)]))
        parts.append(blocks.quotation([Run(f"“{quote.quote}”", most_chars=_QUOTE_CHARS)]))
        title = Run(quote.title, web_address(quote.url), most_chars=_TITLE_CHARS)
        about = f" · {origin(quote)}" if origin(quote) else " · no date is known"
        parts.append(blocks.paragraph([title, Run(about, most_chars=_ORIGIN_CHARS)]))
    return blocks.rich(*parts)


def _dated(quote: Quote) -> str:
    return f"({quote.published_at.date().isoformat()})" if quote.published_at else "(no date)"
