"""A question in Slack answered where it was asked: in its thread, or to one person alone.

Also what happens when the question is edited or deleted. Knows the order of things; knows nothing
of how an answer is found, or of Slack's API.
"""

from dataclasses import dataclass, replace

from bot.ask import Bot
from bot.slack import notices
from bot.slack.answer_blocks import Shown, Surroundings, answer_message, head, streamed, tail
from bot.slack.blocks import Message
from bot.slack.desk import Job
from bot.slack.posts import Post, Posts
from bot.slack.private import Private
from bot.slack.references import after, before
from bot.slack.streaming import Delivery, Streamed, begun_earlier, deliver, rewrite
from bot.slack.tasks import Task
from bot.slack.workspaces import Place, Workspaces
from bot.types import Answer, Citation, Question
from index.errors import ArticleNotFoundError, ArticleWithdrawnError


@dataclass(frozen=True, slots=True)
class Answering:
    """What answering in Slack needs."""

    bot: Bot
    posts: Posts
    workspaces: Workspaces
    private: Private
    most_chars: int

    def answer(self, job: Job) -> None:
        """Answers a task's message in its thread, once, however often it is begun."""
        task = job.task
        delivery = self._delivery(task)
        post = self.posts.begin(task)
        found = post.post_ts or (begun_earlier(delivery) if job.is_again else None)
        if found is None:
            delivery.talk.say_status(task, notices.LOOKING)
        refusal = self._refusal(task)
        if refusal is not None:
            self._deliver(delivery, found, Streamed([], [], refusal))
            return
        answer = self._ask(task)
        self.posts.note(task, answer_id=answer.answer_id)
        self._deliver(delivery, found, self._streamed(answer))
        self._name_thread(delivery, post)

    def answer_anew(self, job: Job) -> None:
        """Answers an edited question in the place of its answer; nothing where it has none."""
        post = self.posts.find(job.task)
        if post is not None:
            self.answer(replace(job, is_again=True))

    def take_away(self, task: Task) -> None:
        """Deletes the answer to a message that was deleted, and what is kept of it."""
        post = self.posts.find(task)
        if post is None:
            return
        if post.post_ts is not None:
            self.workspaces.talk(_place(task)).take_away(task.channel, post.post_ts)
        self.posts.forget(task)
        self.bot.conversations.remove(task.conversation_id, task.ts)

    def answer_privately(self, task: Task) -> None:
        """Answers a command to the one who gave it."""
        refusal = self._refusal(task)
        if refusal is not None or task.response_url is None:
            self.reply(task, refusal or notices.went_wrong())
            return
        self.posts.begin(task)
        answer = self._ask(task)
        self.posts.note(task, answer_id=answer.answer_id)
        shown = replace(self.shown(answer), is_private=True)
        self.reply(task, answer_message(shown))

    def reply(self, task: Task, message: Message) -> None:
        """Says something where a task came from."""
        if task.response_url is not None:
            self.private.reply(task.response_url, message)
        else:
            self.workspaces.talk(_place(task)).post(task, message)

    def shown(self, answer: Answer) -> Shown:
        """An answer with what stands around its quotes."""
        return Shown(
            answer,
            {one.marker: self._surroundings(one) for one in answer.citations},
        )

    def _ask(self, task: Task) -> Answer:
        question = Question(task.text, conversation_id=task.conversation_id, key=task.ts or task.id)
        return self.bot.ask(question)

    def _refusal(self, task: Task) -> Message | None:
        if not task.text.strip():
            return notices.help_message([])
        if len(task.text) > self.most_chars:
            return notices.too_long(len(task.text), self.most_chars)
        return None

    def _deliver(self, delivery: Delivery, found: str | None, message: Streamed) -> None:
        if found is None:
            deliver(delivery, message)
        else:
            delivery.note_ts(found)
            rewrite(delivery, found, message.whole)

    def _streamed(self, answer: Answer) -> Streamed:
        shown = self.shown(answer)
        return Streamed(streamed(answer), [*head(shown), *tail(shown)], answer_message(shown))

    def _delivery(self, task: Task) -> Delivery:
        return Delivery(
            talk=self.workspaces.talk(_place(task)),
            task=task,
            note_ts=lambda ts: self.posts.note(task, post_ts=ts),
            known=lambda: self.posts.known_in(task),
        )

    def _name_thread(self, delivery: Delivery, post: Post) -> None:
        """In the agent's tab, threads have titles: the question that opened them."""
        task = delivery.task
        if task.is_direct and task.ts == task.thread_ts and post.post_ts is None:
            delivery.talk.say_title(task, task.text)

    def _surroundings(self, citation: Citation) -> Surroundings:
        try:
            text = self.bot.article_text(citation.article_id, citation.revision)
        except (ArticleNotFoundError, ArticleWithdrawnError):
            return Surroundings()
        return Surroundings(before(text, citation.start), after(text, citation.end))


def _place(task: Task) -> Place:
    return Place(task.enterprise, task.team)
