"""Buttons and modals: what happens when somebody presses or submits. Quick things, done at once.

Knows the JSON of interactions; what takes longer it gives back as a task.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answer_store import AnswerStore
from bot.ask import Bot
from bot.feedback import Verdict
from bot.slack import modals, notices
from bot.slack.blocks import Block
from bot.slack.calls import Reply
from bot.slack.incoming import Received, enterprise_of, team_of, words_of
from bot.slack.kept import kept_answer
from bot.slack.posts import Posts
from bot.slack.private import Private
from bot.slack.references import Reference
from bot.slack.tasks import Task, TaskKind
from bot.slack.workspaces import Place, Workspaces
from index.errors import AnswerNotFoundError, ArticleNotFoundError, ArticleWithdrawnError

Body = Mapping[str, Any]

_THANKS = "Noted, thank you. You can change it at any time by pressing again."


@dataclass(frozen=True, slots=True)
class Interactions:
    """What buttons and modals need."""

    bot: Bot
    answers: AnswerStore
    posts: Posts
    workspaces: Workspaces
    private: Private

    def show_evidence(self, body: Body) -> None:
        """Opens the article around a quote."""
        reference = Reference.read(_value(body))
        if reference is None:
            return
        try:
            text = self.bot.article_text(reference.article_id, reference.revision)
            known = self.bot.store.stored_article(reference.article_id)
        except (ArticleWithdrawnError, ArticleNotFoundError):
            words = "This article was withdrawn. Its text is not shown any more."
            self._open(body, modals.told_modal("Withdrawn", words))
            return
        part = modals.ArticlePart(
            title=known.title or known.id,
            text=text,
            start=reference.start,
            end=reference.end,
            url=known.url,
            source=known.source,
            published_at=known.published_at,
        )
        self._open(body, modals.evidence_modal(part))

    def take_feedback(self, body: Body) -> None:
        """Notes that an answer is right, or asks what is wrong with it."""
        said, _, answer_id = _value(body).partition(":")
        if said != "right":
            self._open(body, modals.feedback_modal(answer_id))
            return
        self.bot.feedback.give(answer_id, person_of(body), Verdict.RIGHT)
        self._whisper(body, _THANKS)

    def take_verdict(self, body: Body) -> None:
        """Notes what somebody found wrong."""
        view = body["view"]
        values = view["state"]["values"]
        chosen = values["verdict"]["verdict"]["selected_option"]["value"]
        comment = values["comment"]["comment"].get("value")
        self.bot.feedback.give(view["private_metadata"], person_of(body), Verdict(chosen), comment)

    def edit_question(self, body: Body) -> None:
        """Opens the question as it was understood, to be put better."""
        answer_id = _value(body)
        self.bot.settle()  # the answer may just have been given
        try:
            question = kept_answer(self.answers, answer_id).standalone_question
        except (AnswerNotFoundError, ArticleWithdrawnError):
            question = ""
        self._open(body, modals.question_modal(question, answer_id))

    def edited(self, body: Body) -> Received | None:
        """The question that was put better, to be answered in the place of the answer."""
        view = body["view"]
        text = view["state"]["values"]["question"]["question"].get("value") or ""
        places = [
            post
            for post in self.posts.of_answer(view["private_metadata"])
            if post.post_ts is not None and post.team == team_of(body)
        ]
        if not places or not text.strip():
            return None
        post = places[0]
        task = Task(
            id=f"view:{view['id']}:{_digest(text)}",
            kind=TaskKind.EDITED,
            team=post.team,
            enterprise=post.enterprise,
            channel=post.channel,
            user=post.user,
            text=" ".join(text.split()),
            ts=post.question_ts,
            thread_ts=post.thread_ts or post.question_ts,
        )
        return Received(task, (task.id,))

    def share(self, body: Body) -> Received:
        """An answer that is to be posted in the channel, once."""
        answer_id, channel = _value(body), _channel(body)
        task = Task(
            id=f"share:{team_of(body)}:{channel}:{answer_id}",
            kind=TaskKind.SHARE,
            team=team_of(body),
            enterprise=enterprise_of(body),
            channel=channel,
            user=_user(body),
            text=answer_id,
            response_url=body.get("response_url"),
        )
        return Received(task, (task.id,))

    def ask_example(self, body: Body) -> Received:
        """A question of the home tab, asked in a direct message."""
        question = _value(body)
        talk = self.workspaces.talk(_place(body))
        opened = talk.calls.repeat("conversations.open", users=_user(body))
        channel = str(opened["channel"]["id"])
        trigger = body.get("trigger_id") or ""
        asked = Task(
            id=f"example:{trigger}:{_digest(question)}",
            kind=TaskKind.ANSWER,
            team=team_of(body),
            enterprise=enterprise_of(body),
            channel=channel,
            user=_user(body),
            text=question,
            is_direct=True,
        )
        ts = talk.post(asked, notices.asked(question))
        task = asked.model_copy(update={"ts": ts, "thread_ts": ts})
        return Received(task, (task.id,))

    def _open(self, body: Body, view: Block) -> Reply:
        talk = self.workspaces.talk(_place(body))
        return talk.calls.repeat("views.open", trigger_id=body["trigger_id"], view=view)

    def _whisper(self, body: Body, words: str) -> None:
        if body.get("response_url"):
            self.private.reply(str(body["response_url"]), notices.notice(words))


def command_of(body: Body) -> Received:
    """What `/ask` was told."""
    task = Task(
        id=f"command:{_command_digest(body)}",
        kind=TaskKind.COMMAND,
        team=str(body["team_id"]),
        enterprise=enterprise_of(body),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        text=words_of(str(body.get("text") or "")),
        response_url=body.get("response_url"),
    )
    return Received(task, (task.id,))


def check_of(body: Body) -> Received:
    """The message that somebody wants to have checked."""
    message = body["message"]
    task = Task(
        id=f"check:{_digest(body.get('trigger_id'), body.get('response_url'))}",
        kind=TaskKind.CHECK,
        team=team_of(body),
        enterprise=enterprise_of(body),
        channel=_channel(body),
        user=_user(body),
        text=words_of(str(message.get("text") or "")),
        thread_ts=str(message.get("thread_ts") or message.get("ts") or ""),
        response_url=body.get("response_url"),
    )
    return Received(task, (task.id,))


def person_of(body: Body) -> str:
    """Who pressed, as the rest of the bot knows them."""
    return f"slack:{team_of(body)}:{_user(body)}"


def _command_digest(body: Body) -> str:
    return _digest(*(body.get(name) for name in ("trigger_id", "response_url", "text")))


def _value(body: Body) -> str:
    return str(body["actions"][0].get("value") or "")


def _user(body: Body) -> str:
    return str((body.get("user") or {}).get("id") or "")


def _channel(body: Body) -> str:
    place = body.get("channel") or body.get("container") or {}
    return str(place.get("id") or place.get("channel_id") or "")


def _place(body: Body) -> Place:
    return Place(enterprise_of(body), team_of(body))


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:24]
