"""Puts the Slack app together around a bot, begins its work, and ends it in good order.

Knows every part; knows nothing of whether Slack comes by HTTP or by Socket Mode.
"""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from uuid import uuid4

from slack_bolt import App

from bot.answer_store import AnswerStore
from bot.ask import Bot
from bot.settings import Settings, SlackSettings
from bot.slack.answering import Answering
from bot.slack.calls import open_client
from bot.slack.commanding import Commanding
from bot.slack.desk import Desk
from bot.slack.gate import Gate
from bot.slack.homes import Homes
from bot.slack.inbox import Inbox
from bot.slack.installation_rows import InstallationRows
from bot.slack.installations import SealedInstallations, StoredStates
from bot.slack.interactions import Interactions
from bot.slack.journal import Journal
from bot.slack.listeners import Surfaces, make_app
from bot.slack.marks import Marks
from bot.slack.oauth import check_tokens, make_flow, make_rotator
from bot.slack.pace import Pace
from bot.slack.posts import Posts
from bot.slack.private import Private
from bot.slack.reception import Kept, Reception
from bot.slack.rounds import Rounds, RoundsThread
from bot.slack.sealing import Seal
from bot.slack.tasks import Task
from bot.slack.telling import Telling
from bot.slack.watching import Watching
from bot.slack.working import Working
from bot.slack.workspaces import InstalledWorkspaces, OneWorkspace, Place, Workspaces
from bot.standing import StandingQuestions
from index.claims import claimed

_log = logging.getLogger(__name__)

FINISHED_WITHIN_S = 20.0
"""How long what is being done may take when the process is asked to end."""

_QUICK_THREADS = 6

_SWITCH_S = 0.0005
"""How long a thread that reads an answer may keep the others waiting, in Python's own 5 ms steps:
an acknowledgement passes through several threads, and would wait as often."""


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app at work: `app` for Socket Mode, `gate` for HTTP.

    `greet` asks Slack who we are, where one token says so; raises SlackRefusedError.
    """

    app: App
    gate: Gate
    greet: Callable[[], None]


@contextmanager
def open_slack(bot: Bot, settings: Settings, slack: SlackSettings) -> Iterator[SlackApp]:
    """The app at work while the block runs; then what is open is finished, the rest is kept.

    Raises SettingsError where tokens are missing.
    """
    check_tokens(slack)
    sys.setswitchinterval(_SWITCH_S)
    owner, folder = uuid4().hex, settings.folders.root
    inbox = Inbox(bot.store, folder, owner)
    with ExitStack() as held:
        held.enter_context(claimed(inbox.claim_of(owner), timeout_s=0))
        kept = Kept(inbox, Journal(folder, owner))
        parts = _Parts(bot, settings, slack, kept)
        yield held.enter_context(parts.at_work(folder))
    inbox.claim_of(owner).unlink(missing_ok=True)


class _Parts:
    """Everything once, put together."""

    def __init__(self, bot: Bot, settings: Settings, slack: SlackSettings, kept: Kept) -> None:
        self.slack, self.inbox = slack, kept.inbox
        self.marks = Marks(bot.store)
        self.installations = _installations(bot, slack)
        lock = settings.folders.root / "slack-tokens.lock"
        self.workspaces = _workspaces(slack, self.installations, lock)
        self.posts, self.answers = Posts(bot.store), AnswerStore(bot.store)
        self.watches = StandingQuestions(bot.store)
        private = Private(slack.api_url, threading.Event().wait)
        self.quick = ThreadPoolExecutor(_QUICK_THREADS, thread_name_prefix="slack-quick")
        self.answering = Answering(
            bot, self.posts, self.workspaces, private, settings.max_question_chars
        )
        self.homes = Homes(bot, self.answers, self.posts, self.watches, self.workspaces)
        self.watching = Watching(self.answering, self.watches, self.homes)
        commanding = Commanding(self.answering, self.watching, self.answers)
        working = Working(self.inbox, self.answering, commanding)
        self.desk = Desk(working.do, workers=slack.workers)
        telling = Telling(self.answering)
        self.reception = Reception(
            kept,
            self.desk,
            lambda *told: _in(self.quick, telling, told),
            [Pace(slack.user_per_minute, monotonic), Pace(slack.team_per_minute, monotonic)],
        )
        self.interactions = Interactions(bot, self.answers, self.posts, self.workspaces, private)
        self.keep_days = settings.keep_answers_days

    @contextmanager
    def at_work(self, folder: Path) -> Iterator[SlackApp]:
        """Begins, and ends in good order: no more is taken in, what is begun is finished."""
        rounds = Rounds(
            self.answering, self.answers, self.watches, self.marks, self.inbox, self.keep_days
        )
        lock = folder / "slack-rounds.lock"
        going = RoundsThread(rounds, lock, self.reception.take_over)
        self.reception.take_over()
        self.desk.open()
        going.open()
        try:
            yield self._made()
        finally:
            self.reception.close()
            going.close()
            if not self.desk.close(FINISHED_WITHIN_S):
                _log.warning("slack_left_open", extra={"next": "the next process finishes it"})
            self.quick.shutdown(wait=True, cancel_futures=True)

    def _made(self) -> SlackApp:
        surfaces = Surfaces(
            reception=self.reception,
            interactions=self.interactions,
            homes=self.homes,
            posts=self.posts,
            watching=self.watching,
            workspaces=self.workspaces,
            quick=self.quick,
            installations=self.installations,
        )
        secret = self.slack.signing_secret
        client = open_client(None, self.slack.api_url)
        app = make_app(surfaces, client, secret.get_secret_value() if secret else "")
        flow = None
        if self.installations is not None:
            flow = make_flow(self.slack, self.installations, StoredStates(self.marks))
        return SlackApp(app, Gate(app, flow), self._greet)

    def _greet(self) -> None:
        if self.installations is None:
            self.workspaces.talk(Place(None, ""))


def _installations(bot: Bot, slack: SlackSettings) -> SealedInstallations | None:
    if not slack.is_for_many or slack.store_key is None:
        return None
    seal = Seal(slack.store_key.get_secret_value())
    return SealedInstallations(InstallationRows(bot.store), seal)


def _workspaces(
    slack: SlackSettings, installed: SealedInstallations | None, lock: Path
) -> Workspaces:
    if installed is None:
        return OneWorkspace(slack)
    return InstalledWorkspaces(installed, make_rotator(slack), slack.api_url, lock)


def _in(quick: ThreadPoolExecutor, telling: Telling, told: tuple[Task, int | None, float]) -> None:
    quick.submit(telling.tell, *told)
