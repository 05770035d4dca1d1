"""A Slack for each test, with one workspace that has the app, and the app's client."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.slack.people import Person
from tests.slack.server import SlackServer
from tests.slack.world import Channel, Installation

pytest.register_assert_rewrite("tests.slack.scenarios", "tests.slack.stage")

TEAM = "T0ONE"


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture
def app(slack: SlackServer) -> Installation:
    return slack.install(TEAM)


@pytest.fixture
def client(slack: SlackServer, app: Installation) -> WebClient:
    return WebClient(token=app.token, base_url=slack.api_url, timeout=10)


@pytest.fixture
def ada(slack: SlackServer, app: Installation) -> Person:
    slack.world.users["UADA"] = TEAM
    return Person(slack, "UADA", TEAM)


@pytest.fixture
def channel(slack: SlackServer, app: Installation, ada: Person) -> Channel:
    return slack.world.add_channel(TEAM, "channel", ada.id, app.bot_user, name="news")


@pytest.fixture
def im(slack: SlackServer, app: Installation, ada: Person) -> Channel:
    return slack.world.im_of(TEAM, ada.id, app.bot_user)
