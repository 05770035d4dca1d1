"""The modals: the article around a quote, what was wrong with an answer, a question put better.

Pure. Knows blocks; knows nothing of who opens them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.feedback import Verdict
from bot.slack import blocks
from bot.slack.blocks import Block, Run
from bot.slack.escaping import fitted, mrkdwn
from bot.slack.names import Callback

_AROUND_CHARS = 2400
"""Of the article's text on either side of the quote."""
_PIECE_CHARS = 2400
_MOST_PIECES = 20
_MOST_QUOTE_CHARS = 20_000

WHAT_WAS_WRONG = {
    Verdict.WRONG_ANSWER.value: "The answer is wrong",
    Verdict.WRONG_CITATION.value: "The sentences do not say that",
    Verdict.OUTDATED.value: "It is out of date",
    Verdict.MISSING.value: "Something is missing",
}


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """An article's text and the characters of it that are quoted."""

    title: str
    text: str
    start: int
    end: int
    url: str | None = None
    source: str | None = None
    published_at: datetime | None = None


def evidence_modal(part: ArticlePart) -> Block:
    """The article's text around the quote, which is bold."""
    about = [part.source, part.published_at.date().isoformat() if part.published_at else None]
    head = [Run(part.title, part.url, bold=True, most_chars=300)]
    known = " · ".join(one for one in about if one)
    if known:
        head.append(Run(f"\n{known}", most_chars=200))
    first, last = max(0, part.start - _AROUND_CHARS), part.end + _AROUND_CHARS
    before = ("… " if first else "") + part.text[first : part.start]
    after = part.text[part.end : last] + (" …" if last < len(part.text) else "")
    body = [
        *_pieces(before, is_quote=False),
        *_pieces(part.text[part.start : part.end][:_MOST_QUOTE_CHARS], is_quote=True),
        *_pieces(after, is_quote=False),
    ]
    rich = [blocks.rich(blocks.paragraph(head)), blocks.divider(), *body]
    return blocks.modal("In its article", rich, Callback.EVIDENCE)


def told_modal(title: str, words: str) -> Block:
    """A modal that says something."""
    shown = [blocks.section(fitted(words, 2900, mrkdwn))]
    return blocks.modal(title, shown, Callback.EVIDENCE)


def feedback_modal(answer_id: str) -> Block:
    """What was wrong with an answer, and in what way."""
    inputs = [
        blocks.radio_buttons("verdict", "What is wrong?", WHAT_WAS_WRONG),
        blocks.text_input("comment", "What would be right? (may be left out)"),
    ]
    others = {"submit": "Send", "private_metadata": answer_id}
    return blocks.modal("What is wrong?", inputs, Callback.FEEDBACK, **others)


def question_modal(question: str, metadata: str) -> Block:
    """A question to be put better."""
    inputs = [blocks.text_input("question", "Question", initial=question, required=True)]
    others = {"submit": "Ask", "private_metadata": metadata}
    return blocks.modal("Edit the question", inputs, Callback.QUESTION, **others)


def _pieces(text: str, *, is_quote: bool) -> Iterator[Block]:
    """A block for each paragraph of the text, long ones in several."""
    paragraphs = [one for one in text.split("\n") if one.strip()][:_MOST_PIECES]
    for paragraph in paragraphs:
        for start in range(0, len(paragraph), _PIECE_CHARS):
            piece = paragraph[start : start + _PIECE_CHARS]
            run = Run(piece, bold=is_quote, most_chars=3000)
            part = blocks.quotation([run]) if is_quote else blocks.paragraph([run])
            yield blocks.rich(part)
