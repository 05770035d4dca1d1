"""The app's home tab, and the prompts of the agent's tab: what there is to ask about. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import blocks
from bot.slack.blocks import Block, Button, Run
from bot.slack.escaping import fitted, mrkdwn, web_address
from bot.slack.names import COMMAND, Action
from bot.slack.wording import scope_in_words
from bot.types import Answer
from index.standing_rows import Standing
from index.stored import StoredArticle
from index.types import Scope

MOST_PROMPTS = 4
_TITLE_CHARS = 150


@dataclass(frozen=True, slots=True)
class Overview:
    """What one person sees at home: `newest` articles, their own answers and watches."""

    scope: Scope
    newest: Sequence[StoredArticle]
    answers: Sequence[Answer] = ()
    watches: Sequence[Standing] = ()


def home_view(overview: Overview) -> Block:
    """The home tab."""
    shown = [
        blocks.header("OnRecord"),
        blocks.section(
            "Ask about the news in a direct message, mention me in a channel, or use "
            f"`{COMMAND} QUESTION`. Every statement of an answer is a sentence of an article."
        ),
        blocks.context(fitted(_indexed(overview.scope), 1000, mrkdwn)),
        *_newest(overview.newest),
        *_examples(overview.newest),
        *_answers(overview.answers),
        *watch_blocks(overview.watches),
    ]
    return {"type": "home", "blocks": shown[:100]}


def example_questions(newest: Sequence[StoredArticle]) -> list[str]:
    """Questions that fresh stories answer."""
    titles = dict.fromkeys(one.title.strip().rstrip(".?!") for one in newest if one.title.strip())
    return [f"What is known about “{title[:120]}”?" for title in list(titles)[:MOST_PROMPTS]]


def prompts(newest: Sequence[StoredArticle]) -> list[Block]:
    """Suggested prompts: a short title, and the message that it stands for."""
    return [
        {"title": fitted(one, 75, mrkdwn), "message": fitted(one, 300, mrkdwn)}
        for one in example_questions(newest)
    ]


def watch_blocks(watches: Sequence[Standing]) -> list[Block]:
    """Standing questions, each with buttons to let it rest and to delete it."""
    if not watches:
        return []
    shown: list[Block] = [blocks.divider(), blocks.section("*Watched questions*")]
    for number, one in enumerate(watches[:10]):
        resting = " (paused)" if one.is_paused else ""
        shown.append(blocks.section(fitted(one.question, 500, mrkdwn) + resting))
        buttons = [
            Button(Action.PAUSE_WATCH, "Go on" if one.is_paused else "Pause", one.id),
            Button(Action.DELETE_WATCH, "Delete", one.id),
        ]
        shown.append(blocks.actions(buttons, f"watch:{number}"))
    return shown


def _indexed(scope: Scope) -> str:
    sources = f" Sources: {', '.join(scope.sources)}." if scope.sources else ""
    return scope_in_words(scope).replace("Searched", "Indexed", 1) + sources


def _newest(newest: Sequence[StoredArticle]) -> list[Block]:
    if not newest:
        return [blocks.section("There are no articles yet.")]
    lines = []
    for one in newest:
        about = [one.source or "", one.published_at.date().isoformat() if one.published_at else ""]
        known = " · ".join(part for part in about if part)
        title = Run(one.title or one.id, web_address(one.url), most_chars=_TITLE_CHARS)
        more = [Run(f" · {known}", most_chars=150)] if known else []
        lines.append(blocks.paragraph([title, *more, Run("\n")]))
    return [blocks.divider(), blocks.section("*Newest articles*"), blocks.rich(*lines)]


def _examples(newest: Sequence[StoredArticle]) -> list[Block]:
    questions = example_questions(newest)
    if not questions:
        return []
    buttons = [
        Button(f"{Action.ASK_EXAMPLE}:{number}", question, question)
        for number, question in enumerate(questions)
    ]
    return [blocks.divider(), blocks.section("*Try*"), blocks.actions(buttons, "examples")]


def _answers(answers: Sequence[Answer]) -> list[Block]:
    if not answers:
        return []
    lines = []
    for one in answers:
        question = Run(one.question, bold=True, most_chars=150)
        lines.append(blocks.paragraph([question, Run(f"\n{one.answer}\n", most_chars=300)]))
    return [blocks.divider(), blocks.section("*Your recent answers*"), blocks.rich(*lines)]
