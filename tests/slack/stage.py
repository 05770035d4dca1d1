"""A running bot, a Slack around it, and what a scenario needs: people, places, and what they see.

Each scenario takes people and places of its own, so that scenarios do not disturb each other.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from tests.commands import onrecord
from tests.newsroom import write_jsonl
from tests.slack.app_config import AppConfig
from tests.slack.bots import Mode, running_bot
from tests.slack.news import ALL
from tests.slack.people import Person
from tests.slack.server import SlackServer
from tests.slack.views import View
from tests.slack.world import Channel, Installation, Message

MANIFEST = Path("bot/slack/manifest.json")
TEAM = "T0DESK"
BOT_TOKEN = "xoxb-of-the-desk"  # noqa: S105
ANSWER_S = 60.0
# It takes milliseconds; what answers are worth is tested elsewhere.
QUICK_READER = "similarity"

T = TypeVar("T")


@dataclass(slots=True)
class Stage:
    """Where scenarios play. `facts` is what one scenario leaves for the next."""

    slack: SlackServer
    mode: Mode
    app: Installation
    data_dir: Path
    log: Path
    process: subprocess.Popen[str]
    facts: dict[str, object] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def mention(self) -> str:
        """How one names the app."""
        return f"<@{self.app.bot_user}>"

    def person(self) -> Person:
        """Somebody new."""
        user = f"U0P{next(self._numbers)}"
        with self.slack.world.changing():
            self.slack.world.users[user] = self.app.team
        return Person(self.slack, user, self.app.team)

    def channel(self, *people: Person, kind: str = "channel") -> Channel:
        """A new channel with these people and the app; `kind` group is a private one."""
        members = [one.id for one in people]
        return self.slack.world.add_channel(
            self.app.team, kind, *members, self.app.bot_user, name=f"desk{next(self._numbers)}"
        )

    def im(self, person: Person) -> Channel:
        """The direct messages of a person with the app."""
        return self.slack.world.im_of(self.app.team, person.id, self.app.bot_user)

    def ask(self, question: str) -> tuple[Person, Channel, Message]:
        """Asks in a new channel, with a mention, and gives the finished answer."""
        person = self.person()
        channel = self.channel(person)
        said = person.says(channel, f"{self.mention} {question}")
        return person, channel, self.reply(said.message)

    def replies(self, message: Message) -> list[Message]:
        """What the app has said to all in a message's thread after it, deleted ones left out."""
        channel, root = self.slack.world.channel(message.channel), message.thread_ts or message.ts
        own = [one for one in channel.messages.values() if one.bot_id and not one.seen_by]
        return [
            one
            for one in own
            if one.thread_ts == root and one.ts > message.ts and not one.is_deleted
        ]

    def reply(self, message: Message) -> Message:
        """The first finished answer to a message."""
        found = self.until(lambda: [one for one in self.replies(message) if is_finished(one)])
        return found[0]

    def whisper(self, person: Person, channel: Channel, number: int = 1) -> Message:
        """The number-th message that this person alone sees in a channel."""

        def found() -> list[Message]:
            messages = channel.messages.values()
            return [one for one in messages if one.seen_by == person.id and not one.is_deleted]

        self.until(lambda: len(found()) >= number, f"whisper {number}")
        return found()[number - 1]

    def modal(self, person: Person) -> View:
        """The modal on top before a person's eyes."""

        def found() -> list[View]:
            views = self.slack.world.views.values()
            return [view for view in views if view.user == person.id and view.is_open]

        return self.until(found, "a modal")[-1]

    def home(self, person: Person, shows: str = "") -> View:
        """A person's home tab, once it shows something."""

        def found() -> View | None:
            home = self.slack.world.homes.get((self.app.team, person.id))
            return home if home is not None and shows in str(home.body) else None

        home = self.until(found, f"a home tab with {shows}")
        assert home is not None
        return home

    def until(self, found: Callable[[], T], what: str = "") -> T:
        """What `found` gives, once that is true."""
        return self.slack.world.until(found, ANSWER_S, what)

    def quiet(self, person: Person) -> None:
        """Returns when everything that was said so far has been dealt with: a later question is
        answered. What is unanswered then stays so.
        """
        said = person.says(self.im(person), "Who bought the Korsund lighthouse?")
        self.reply(said.message)


def is_finished(message: Message) -> bool:
    """Whether an answer is whole: its stream closed, and feedback can be given."""
    if message.stream and message.stream.is_open:
        return False
    return bool(message.text or message.blocks)


@contextmanager
def staged(mode: Mode, news: Path, folder: Path, **settings: str) -> Iterator[Stage]:
    """A stage with a bot of its own on a copy of a data directory."""
    data_dir, log = folder / "data", folder / "log.txt"
    shutil.copytree(news, data_dir, symlinks=True)
    config = AppConfig.of_manifest(MANIFEST)
    with SlackServer(config) as slack:
        app = slack.install(TEAM, token=BOT_TOKEN)
        told = {"SLACK_BOT_TOKEN": app.token, "ONRECORD_READER": QUICK_READER, **settings}
        with running_bot(mode, slack, data_dir, log, **told) as process:
            yield Stage(slack, mode, app, data_dir, log, process)


def make_news(data_dir: Path, folder: Path) -> Path:
    """Ingests all articles of the scenarios into a data directory."""
    articles = write_jsonl(folder / "news.jsonl", *ALL)
    ingested = onrecord("ingest", str(articles), data_dir=data_dir)
    assert ingested.returncode == 0, ingested.stderr
    return data_dir
