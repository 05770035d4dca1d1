"""An answer as a Slack message: the short answer, the statements, the sources, the small print.

Pure. Every marker of the answer stands in the message, however long its texts are. Knows blocks;
knows nothing of where the message goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.slack import blocks
from bot.slack.blocks import Block, Button, Message, Run
from bot.slack.escaping import fitted, markdown, mrkdwn, web_address
from bot.slack.names import Action
from bot.slack.references import Reference
from bot.slack.wording import (
    confidence_in_words,
    origin,
    scope_in_words,
    time_words_in_words,
)
from bot.types import Answer, Citation, Quote, Statement
from bot.wording import OTHERWISE, marks

_SHORT_CHARS = 400
_STATEMENTS_CHARS = 3000
"""Of all statements together; so is it with quotes."""
_QUOTES_CHARS = 2200
_TITLE_CHARS = 100
_AROUND_CHARS = 70
_QUESTION_CHARS = 300
_ORIGIN_CHARS = 120
_BUTTONS = 10
_ROOMY = 6
"""With more citations, addresses and surroundings are left out: a message holds so much."""
_CARRIERS_CHARS = 80


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in an article just before and just after a quote."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer and what is shown beside it; `surroundings` by marker.

    `is_private` is what one person alone sees: it can be shared. `place` goes with its buttons.
    """

    answer: Answer
    surroundings: Mapping[int, Surroundings] = field(default_factory=dict)
    is_private: bool = False
    note: str | None = None


def answer_message(shown: Shown) -> Message:
    """The whole message."""
    return Message(answer_text(shown.answer), [*head(shown), *body(shown.answer), *tail(shown)])


def answer_text(answer: Answer) -> str:
    """The answer itself as a message's `text`: for notifications and screen readers."""
    if not answer.answered:
        return fitted(answer.answer, blocks.MOST_TEXT_CHARS, mrkdwn) or "No answer."
    lines = []
    if _is_short(answer):
        lines.append(fitted(answer.answer, _SHORT_CHARS, mrkdwn))
    most = _share(2000, answer.statements)
    for statement in answer.statements:
        lines.append(f"{fitted(statement.text, most, mrkdwn)} {marks(statement.citations)}")
        if statement.contradicted_by:
            lines.append(f"{OTHERWISE} {marks(statement.contradicted_by)}")
    return "\n".join(lines)


def streamed(answer: Answer) -> list[str]:
    """The pieces of an answer in the order in which they are streamed, as Markdown."""
    if not answer.answered:
        return [fitted(answer.answer, blocks.MOST_TEXT_CHARS, markdown)]
    pieces = (
        [f"**{fitted(answer.answer, _SHORT_CHARS, markdown)}**\n\n"] if _is_short(answer) else []
    )
    most = _share(_STATEMENTS_CHARS, answer.statements)
    for statement in answer.statements:
        said = f"{fitted(statement.text, most, markdown)} {marks(statement.citations)}\n\n"
        if statement.contradicted_by:
            said += f"⚠️ {OTHERWISE} {marks(statement.contradicted_by)}\n\n"
        pieces.append(said)
    return pieces


def head(shown: Shown) -> list[Block]:
    """What the question was taken for, where that is not what was typed; and a note."""
    answer = shown.answer
    said = [blocks.context(fitted(shown.note, 500, mrkdwn))] if shown.note else []
    if answer.standalone_question.strip() == answer.question.strip():
        return said
    question = fitted(answer.standalone_question, _QUESTION_CHARS, mrkdwn)
    button = Button(Action.EDIT_QUESTION, "Edit", answer.answer_id)
    return [*said, blocks.section(f"Understood as: {question}", button)]


def body(answer: Answer) -> list[Block]:
    """What is said, as rich text; a stream has said it in Markdown."""
    if not answer.answered:
        return [blocks.rich(blocks.paragraph([Run(answer.answer, most_chars=2000)]))]
    parts = []
    if _is_short(answer):
        short = Run(answer.answer, bold=True, most_chars=_SHORT_CHARS)
        parts.append(blocks.paragraph([short, Run("\n")]))
    most = _share(_STATEMENTS_CHARS, answer.statements)
    parts += [_statement(statement, most) for statement in answer.statements]
    return [blocks.rich(*parts)]


def tail(shown: Shown) -> list[Block]:
    """Sources or closest sentences, the small print, and the buttons."""
    answer = shown.answer
    sources = _sources(shown) if answer.answered else _closest(answer)
    print_ = [scope_in_words(answer.scope), *time_words_in_words(answer)]
    if answer.answered:
        print_ = [confidence_in_words(answer.confidence), *print_]
    small = blocks.context(fitted(" ".join(print_), 1000, mrkdwn))
    share = [Button(Action.SHARE, "Share in channel", answer.answer_id)] if shown.is_private else []
    sharing = [blocks.actions(share, "sharing")] if share else []
    return [*sources, small, *sharing, blocks.feedback(Action.FEEDBACK, answer.answer_id)]


def _is_short(answer: Answer) -> bool:
    return bool(answer.statements) and answer.answer != answer.statements[0].text


def _share(chars: int, of: Sequence[object]) -> int:
    return chars // max(len(of), 1)


def _statement(statement: Statement, most: int) -> Block:
    runs = [
        Run(statement.text, most_chars=most),
        Run(f" {marks(statement.citations)}\n"),
    ]
    if statement.contradicted_by:
        runs.append(Run(f"⚠️ {OTHERWISE} {marks(statement.contradicted_by)}\n", bold=True))
    return blocks.paragraph(runs)


def _sources(shown: Shown) -> list[Block]:
    citations = shown.answer.citations
    most = _share(_QUOTES_CHARS, citations)
    parts = [blocks.paragraph([Run("Sources", bold=True)])]
    is_roomy = len(citations) <= _ROOMY
    for citation in citations:
        around = shown.surroundings.get(citation.marker) if is_roomy else None
        parts.append(_heading(citation, is_linked=is_roomy))
        parts.append(_quoted(citation, around or Surroundings(), most))
    buttons = [_evidence_button(one) for one in citations[:_BUTTONS]]
    return [blocks.divider(), blocks.rich(*parts), blocks.actions(buttons, "sources")]


def _heading(citation: Citation, *, is_linked: bool) -> Block:
    title = _title(citation)
    runs = [
        Run(f"[{citation.marker}] ", bold=True),
        title if is_linked else replace(title, url=None),
    ]
    if origin(citation):
        runs.append(Run(f" · {origin(citation)}", most_chars=_ORIGIN_CHARS))
    if citation.also_carried_by:
        names = dict.fromkeys(one.source or one.title for one in citation.also_carried_by)
        carriers = f" · also carried by {', '.join(names)}"
        runs.append(Run(carriers, italic=True, most_chars=_CARRIERS_CHARS))
    return blocks.paragraph(runs)


def _quoted(quote: Quote, around: Surroundings, most: int) -> Block:
    before = Run(f"{around.before} ", italic=True, most_chars=_AROUND_CHARS)
    after = Run(f" {around.after}", italic=True, most_chars=_AROUND_CHARS)
    return blocks.quotation(
        [
            *([before] if around.before else []),
            Run(f"“{quote.quote}”", most_chars=most),
            *([after] if around.after else []),
        ]
    )


def _title(quote: Quote) -> Run:
    return Run(quote.title or quote.article_id, web_address(quote.url), most_chars=_TITLE_CHARS)


def _evidence_button(citation: Citation) -> Button:
    reference = Reference.of(citation)
    action = f"{Action.EVIDENCE}:{citation.marker}"
    return Button(action, f"[{citation.marker}] in its article", reference.as_value())


def _closest(answer: Answer) -> list[Block]:
    if not answer.closest:
        return []
    parts = [blocks.paragraph([Run("Closest, but not an answer:", bold=True)])]
    most = _share(_QUOTES_CHARS, answer.closest)
    for quote in answer.closest:
        parts.append(_quoted(quote, Surroundings(), most))
        runs = [_title(quote)]
        if origin(quote):
            runs.append(Run(f" · {origin(quote)}", most_chars=_ORIGIN_CHARS))
        parts.append(blocks.paragraph(runs))
    return [blocks.divider(), blocks.rich(*parts)]
