"""The pictures of docs/slack.md: what the code makes, drawn as SVG about as Slack shows it.

`python -m tests.bot.slack.pictures` writes them anew; a test holds them to the code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.checking import Checked
from bot.slack.answer_blocks import Shown, Surroundings, answer_message
from bot.slack.check_blocks import checked_message
from bot.slack.home import Overview, home_view
from bot.slack.modals import ArticlePart, evidence_modal
from bot.slack.references import after, before
from bot.types import AbstainReason, Answer
from index.stored import StoredArticle
from index.types import Article, Scope
from tests.bot.given import answer_citing, quote_of
from tests.builders import START
from tests.newsroom import CLINIC, FERRY, ORCHARD

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "slack"

_WIDTH, _MARGIN, _LINE, _SIZE = 760, 20, 21, 14
_CHAR = 6.9  # about what a letter takes
_SCOPE = Scope(4, ORCHARD.published_at, FERRY.published_at, "00000001")

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = "#1d1c1d"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of words, or a row of buttons; `kind` says how it is drawn."""

    words: Sequence[Words]
    kind: str = "text"


def pictures() -> dict[str, str]:
    """Each picture by its name."""
    return {
        "answer.svg": drawn(_message(answer_message(_shown(_answer())).blocks)),
        "abstention.svg": drawn(_message(answer_message(Shown(_abstention())).blocks)),
        "check.svg": drawn(_message(checked_message(_checked()).blocks)),
        "evidence.svg": drawn(_view(evidence_modal(_part()))),
        "home.svg": drawn(_view(home_view(_overview()))),
    }


def drawn(rows: Sequence[Row]) -> str:
    """Rows as an SVG."""
    parts, y = [], _MARGIN + _SIZE
    for row in rows:
        parts.append(_row(row, y))
        y += {"gap": _LINE // 2, "buttons": _LINE + 14}.get(row.kind, _LINE)
    height = y + _MARGIN // 2
    frame = f'<rect width="{_WIDTH}" height="{height}" rx="8" fill="#fff" stroke="#ddd"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
    font = 'font-family="Lato, Helvetica, Arial, sans-serif"'
    return (
        f'{head} {font} font-size="{_SIZE}">\n{frame}\n'
        + "\n".join(filter(None, parts))
        + "\n</svg>\n"
    )


def _row(row: Row, y: int) -> str:
    if row.kind == "gap":
        return ""
    if row.kind == "divider":
        return f'<path d="M{_MARGIN} {y - 5}H{_WIDTH - _MARGIN}" stroke="#ddd"/>'
    if row.kind == "buttons":
        return "\n".join(_buttons(row.words, y + 4))
    indent = 14 if row.kind == "quote" else 0
    bar = f'<path d="M{_MARGIN + 2} {y - 16}v{_LINE}" stroke="#ccc" stroke-width="4"/>'
    spans = "".join(_span(words) for words in _joined(row.words))
    text = f'<text x="{_MARGIN + indent}" y="{y}" xml:space="preserve">{spans}</text>'
    return bar + text if row.kind == "quote" else text


def _joined(words: Sequence[Words]) -> Iterator[Words]:
    """Neighbours of one style as one."""
    for style, run in groupby(words, key=lambda one: replace(one, text="")):
        yield replace(style, text="".join(one.text for one in run))


def _span(words: Words) -> str:
    style = ' font-weight="700"' if words.bold else ""
    style += ' font-style="italic"' if words.italic else ""
    return f'<tspan fill="{words.colour}"{style}>{escape(words.text)}</tspan>'


def _buttons(labels: Sequence[Words], y: int) -> Iterator[str]:
    x = _MARGIN
    for label in labels:
        width = round(len(label.text) * _CHAR + 24)
        box = f'x="{x}" y="{y - 18}" width="{width}" height="28" rx="4"'
        yield f'<rect {box} fill="none" stroke="#bbb"/>'
        yield f'<text x="{x + 12}" y="{y}" font-weight="700">{escape(label.text)}</text>'
        x += width + 8


def _message(blocks: Sequence[Block]) -> list[Row]:
    name = [Words("OnRecord", bold=True), Words("  APP   9:41", colour="#888")]
    return [Row(name), *_rows(blocks)]


def _view(view: Block) -> list[Row]:
    title = [Row([Words(_plain(view["title"]), bold=True)])] if "title" in view else []
    return [*title, *_rows(view["blocks"])]


def _rows(blocks: Sequence[Block]) -> list[Row]:
    return [row for block in blocks for row in [*_block(block), Row([], "gap")]]


def _block(block: Block) -> Iterator[Row]:
    match block["type"]:
        case "divider":
            yield Row([], "divider")
        case "header":
            yield Row([Words(_plain(block["text"]), bold=True)])
        case "section":
            yield from _wrapped(_marked(block["text"]["text"]))
            if "accessory" in block:
                yield Row([Words(_plain(block["accessory"]["text"]))], "buttons")
        case "context":
            small = [
                replace(words, colour="#777") for words in _marked(block["elements"][0]["text"])
            ]
            yield from _wrapped(small)
        case "actions":
            yield Row([Words(_plain(one["text"])) for one in block["elements"]], "buttons")
        case "context_actions":
            both = block["elements"][0]
            labels = ("positive_button", "negative_button")
            yield Row([Words(_plain(both[one]["text"])) for one in labels], "buttons")
        case "rich_text":
            for part in block["elements"]:
                kind = "quote" if part["type"] == "rich_text_quote" else "text"
                yield from _wrapped([_leaf(leaf) for leaf in part["elements"]], kind)


def _leaf(leaf: Block) -> Words:
    style = leaf.get("style", {})
    colour = "#1264a3" if leaf["type"] == "link" else "#1d1c1d"
    return Words(leaf["text"], style.get("bold", False), style.get("italic", False), colour)


def _marked(text: str) -> list[Words]:
    pieces = re.split(r"(\*[^*]+\*|`[^`]+`)", unescape(text))
    return [Words(p.strip("*`"), bold=p[:1] in {"*", "`"} and len(p) > 2) for p in pieces if p]


def _wrapped(words: Sequence[Words], kind: str = "text") -> Iterator[Row]:
    most = int((_WIDTH - 2 * _MARGIN - 20) / _CHAR)
    line: list[Words] = []
    used = 0
    for run in words:
        for piece in re.findall(r"\n|[^\S\n]*[^\s]+|[^\S\n]+", run.text):
            is_over = piece == "\n" or used + len(piece) > most
            if is_over:
                yield Row(line, kind)
                line, used = [], 0
            said = piece.strip() if is_over else piece
            line.append(replace(run, text=said))
            used += len(said)
    if any(one.text for one in line):
        yield Row(line, kind)


def _plain(text: Block) -> str:
    return unescape(text["text"])


def _answer() -> Answer:
    quotes = [quote_of(FERRY, 0), quote_of(FERRY, 2)]
    answer = answer_citing(*quotes, answer_id="a" * 32, question="Who opened it?")
    meant = "Who opened the Varnholm ferry pier?"
    return replace(
        answer, answer="Ines Calder", standalone_question=meant, scope=_SCOPE, confidence=0.81
    )


def _shown(answer: Answer) -> Shown:
    def around(start: int, end: int) -> Surroundings:
        return Surroundings(before(FERRY.text, start), after(FERRY.text, end))

    return Shown(answer, {one.marker: around(one.start, one.end) for one in answer.citations})


def _abstention() -> Answer:
    question = "Which hospital was bombed in Varnholm?"
    said = "The articles do not mention this. Ask in other words, or add articles about it."
    return replace(
        _answer(),
        question=question,
        standalone_question=question,
        answered=False,
        abstain_reason=AbstainReason.NO_MATCH,
        answer=said,
        statements=[],
        citations=[],
        closest=[quote_of(CLINIC, 0)],
    )


def _checked() -> list[Checked]:
    return [
        Checked("The pier cost 20 million crowns.", [], [quote_of(FERRY, 1)]),
        Checked("Frost killed 40 cherry trees in April.", [quote_of(ORCHARD, 0)], []),
    ]


def _part() -> ArticlePart:
    quote = quote_of(FERRY, 0)
    return ArticlePart(
        FERRY.title, FERRY.text, quote.start, quote.end, FERRY.url, FERRY.source, FERRY.published_at
    )


def _overview() -> Overview:
    return Overview(_SCOPE, [_stored(one) for one in (FERRY, CLINIC, ORCHARD)], [_answer()])


def _stored(article: Article) -> StoredArticle:
    return StoredArticle(
        id=article.id,
        revision=article.revision,
        title=article.title,
        url=article.url,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        language="en",
        updated_at=None,
        notice=None,
        ingested_at=START,
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, "utf-8")
