"""What the bot says by itself: a note where a cited article changed, and news of watched questions.

One process of all that share the data directory does it at a time. Knows when; knows nothing of how
changes are found.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from bot.affected import AffectedAnswer, Fate
from bot.answer_store import AnswerStore
from bot.ask import Bot
from bot.slack.answering import Answering
from bot.slack.blocks import Message
from bot.slack.calls import InDoubtError, SlackRefusedError
from bot.slack.inbox import Inbox
from bot.slack.marks import Marks
from bot.slack.news import affected_message, change_message
from bot.slack.posts import Post
from bot.slack.tasks import Task, TaskKind
from bot.slack.workspaces import NotInstalledError, Place
from bot.standing import Change, StandingQuestions
from index.claims import claimed
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

EVERY_S = 2.0
_MARK = "affected-since"
_LOOKED_BACK = timedelta(minutes=5)
"""What happened so long ago is looked at again: it may have been stored late."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a round needs. `keep_days` is how long posts are remembered."""

    answering: Answering
    answers: AnswerStore
    watches: StandingQuestions
    marks: Marks
    inbox: Inbox
    keep_days: int

    @property
    def _bot(self) -> Bot:
        return self.answering.bot

    def go(self) -> None:
        """One round: notes first, then watched questions."""
        self.note_affected()
        for one in self.watches.due(self._bot):
            change = self.watches.check(self._bot, one)
            if change is not None:
                self._tell(change)

    def prune(self) -> None:
        """Forgets what is too old to matter."""
        self.inbox.prune()
        self.answering.posts.prune(self.keep_days)

    def note_affected(self) -> None:
        """Tells the threads whose answers cite what was changed or withdrawn, each once."""
        kept, now = self.marks.get(_MARK), self.answers.now()
        since = datetime.fromisoformat(kept) if kept else None
        page = self.answers.affected(since)
        for one in page.affected:
            for post in self.answering.posts.of_answer(one.answer_id):
                self._note(one, post)
        if page.affected or since is None or now - since > 2 * _LOOKED_BACK:
            self.marks.set(_MARK, (page.next_since or now - _LOOKED_BACK).isoformat())

    def _note(self, one: AffectedAnswer, post: Post) -> None:
        if post.post_ts is None:
            return
        key = f"note:{one.answer_id}:{one.citation.marker}:{_state(one)}:{post.channel}"
        task = Task(
            id=key,
            kind=TaskKind.ANSWER,
            team=post.team,
            enterprise=post.enterprise,
            channel=post.channel,
            user=post.user,
            text="",
            thread_ts=post.thread_ts or post.post_ts,
        )
        if self.inbox.take([key], None):
            self._post(task, affected_message(one))

    def _tell(self, change: Change) -> None:
        parts = change.standing.place.split(":")
        if len(parts) != 4 or parts[0] != "slack":
            return
        _, enterprise, team, channel = parts
        user = change.standing.owner.rpartition(":")[2]
        task = Task(
            id=f"change:{change.now.answer_id}",
            kind=TaskKind.ANSWER,
            team=team,
            enterprise=enterprise or None,
            channel=channel,
            user=user,
            text="",
        )
        message = change_message(change, self.answering.shown(change.now))
        posted = self._post(task, message)
        if posted is None:  # where it was asked, the bot may not be; its owner can be told
            self._post(task.model_copy(update={"channel": user}), message)

    def _post(self, task: Task, message: Message) -> str | None:
        try:
            talk = self.answering.workspaces.talk(Place(task.enterprise, task.team))
            return talk.post(task, message)
        except (SlackRefusedError, InDoubtError, NotInstalledError) as error:
            _log.warning("slack_note_not_posted", extra={"why": str(error)})
            return None


def _state(one: AffectedAnswer) -> str:
    """What makes one note unlike the one before."""
    return one.fate.value if one.fate is Fate.WITHDRAWN else f"{one.fate}:{one.current_revision}"


class RoundsThread:
    """Goes round again and again in a thread of its own, where no other process does."""

    def __init__(self, rounds: Rounds, lock: Path, take_over: Callable[[], None]) -> None:
        self._rounds = rounds
        self._lock = lock
        self._take_over = take_over
        self._is_closing = Event()
        self._thread = Thread(target=self._work, name="slack-rounds", daemon=True)

    def open(self) -> None:
        """Begins."""
        self._thread.start()

    def close(self) -> None:
        """Ends after the round that is under way, or soon."""
        self._is_closing.set()
        self._thread.join(10.0)

    def _work(self) -> None:
        pruned_on = None
        while not self._is_closing.wait(EVERY_S):
            try:
                self._take_over()
                with claimed(self._lock, timeout_s=0):
                    self._rounds.go()
                    today = self._rounds.answers.now().date()
                    if pruned_on != today:
                        self._rounds.prune()
                        pruned_on = today
            except TimeoutError:
                continue  # another process goes round
            except OnRecordError as error:
                _log.warning("slack_round_failed", extra={"why": str(error)})
            except Exception as error:  # the edge; only its name, because it may quote articles
                _log.error("slack_round_failed", extra={"why": type(error).__name__})
