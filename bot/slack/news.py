"""What the bot says by itself: an article changed, a watched answer is another. Pure."""

from bot.affected import AffectedAnswer, Fate
from bot.slack import blocks
from bot.slack.answer_blocks import Shown, answer_text, body, tail
from bot.slack.blocks import Block, Message, Run
from bot.slack.escaping import fitted, mrkdwn
from bot.standing import Change

_QUOTE_CHARS = 200
_MOST_WAS = 3
_FATES = {
    Fate.CHANGED: "was changed, and the cited sentence with it",
    Fate.CORRECTED: "was corrected",
    Fate.RETRACTED: "was retracted",
    Fate.WITHDRAWN: "was withdrawn",
}


def affected_message(one: AffectedAnswer) -> Message:
    """That an article which an answer cites is not what it was."""
    question = fitted(one.question, 200, mrkdwn)
    words = (
        f"⚠️ The article behind [{one.citation.marker}] {_FATES[one.fate]} since “{question}” was "
        "answered. Ask again to have it answered from what is there now."
    )
    parts: list[Block] = []
    if one.quote is not None and not one.still_said:
        parts += _was(one.quote)
        if one.current is not None:
            parts.append(blocks.paragraph([Run("Now it says:", bold=True)]))
            parts.append(blocks.quotation([Run(one.current.text, most_chars=_QUOTE_CHARS)]))
    shown = [blocks.section(words), *([blocks.rich(*parts)] if parts else [])]
    return Message(words, shown)


def change_message(change: Change, shown: Shown) -> Message:
    """What a watched question was answered from, and the answer now."""
    question = fitted(change.standing.question, 300, mrkdwn)
    words = f"🔔 The evidence has changed: {question}"
    gone = [one for one in (change.gone or change.was) if one.quote is not None][:_MOST_WAS]
    was = [blocks.rich(*(part for one in gone for part in _was(str(one.quote))))] if gone else []
    now = blocks.section("*Now*")
    text = f"{words}\n{answer_text(change.now)}"
    return Message(text, [blocks.section(words), *was, now, *body(change.now), *tail(shown)])


def _was(quote: str) -> list[Block]:
    return [
        blocks.paragraph([Run("Before:", bold=True)]),
        blocks.quotation([Run(f"“{quote}”", most_chars=_QUOTE_CHARS)]),
    ]
