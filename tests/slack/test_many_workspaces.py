"""One bot in several workspaces, over HTTP: installed through OAuth, kept apart, removed; and
requests that are not Slack's.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.slack.app_config import AppConfig
from tests.slack.bots import Mode, running_bot
from tests.slack.http_delivery import signed
from tests.slack.news import LIGHT, PIER, TREES
from tests.slack.people import Person
from tests.slack.reading import seen
from tests.slack.server import SIGNING_SECRET, SlackServer
from tests.slack.stage import MANIFEST, QUICK_READER, make_news
from tests.slack.wire import Json
from tests.slack.world import CLIENT_ID, CLIENT_SECRET, TOKEN_S, Channel, Installation, Message

KEY = "A" * 43 + "="


@pytest.fixture(scope="module")
def slack(
    new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SlackServer]:
    folder = tmp_path_factory.mktemp("many")
    data_dir, log = make_news(new_data_dir(), folder), folder / "log.txt"
    settings = {
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_STORE_KEY": KEY,
        "ONRECORD_READER": QUICK_READER,
    }
    with (
        SlackServer(AppConfig.of_manifest(MANIFEST)) as server,
        running_bot(Mode.HTTP, server, data_dir, log, **settings),
    ):
        yield server
        stored = b"".join(path.read_bytes() for path in data_dir.glob("*.db*"))
        for token in server.world.installations:
            assert token not in log.read_text()
            assert token.encode() not in stored, "a token lies in the store unsealed"


def install(slack: SlackServer, team: str, enterprise: str | None = None) -> Installation:
    """Installs the app as somebody does in a browser, and gives back what Slack knows of it."""
    known = slack.install(team, enterprise=enterprise)
    slack.world.codes[f"code-{team}"] = team
    base_url = bot_url(slack).removesuffix("/slack/events")
    with httpx2.Client(base_url=base_url, timeout=60) as browser:
        page = browser.get("/slack/install")
        assert page.status_code in {200, 302}
        ways = [*page.text.split('"'), page.headers.get("location", "")]
        way = next(one for one in ways if "/oauth/v2/authorize" in one)
        state = parse_qs(urlsplit(way.replace("&amp;", "&")).query)["state"][0]
        back = browser.get(
            "/slack/oauth_redirect",
            params={"code": f"code-{team}", "state": state},
            headers={"cookie": f"slack-app-oauth-state={state}"},
        )
    assert back.status_code == 200, back.text
    return known


def bot_url(slack: SlackServer) -> str:
    assert slack.http is not None
    return slack.http.url


def asking(slack: SlackServer, team: str) -> tuple[Person, Channel]:
    person = Person(slack, f"UASK{team}", team)
    slack.world.users[person.id] = team
    return person, slack.world.im_of(team, person.id, slack.world.installation_of(team).bot_user)


def replies_to(slack: SlackServer, said: Message) -> list[Message]:
    messages = slack.world.channel(said.channel).messages.values()
    return [one for one in messages if one.bot_id and one.thread_ts == said.ts]


def answer_to(slack: SlackServer, said: Message) -> Message:
    def found() -> list[Message]:
        return [one for one in replies_to(slack, said) if "Sources" in seen(one)]

    return slack.world.until(found, 60, "an answer")[0]


def tokens_used(slack: SlackServer) -> set[str]:
    return {call.token for call in slack.calls if call.method.startswith("chat.")}


def test_two_workspaces_are_served_each_with_its_own_token(slack: SlackServer) -> None:
    for team in ("T0RED", "T0BLUE"):
        install(slack, team)
    for team, question, expected in (("T0RED", PIER, "Ines Calder"), ("T0BLUE", TREES, "40")):
        person, im = asking(slack, team)
        said = person.says(im, question).message
        assert expected in answer_to(slack, said).text
    teams = {slack.world.installations[token].team for token in tokens_used(slack)}
    assert teams == {"T0RED", "T0BLUE"}
    errors = {call.error for call in slack.calls if call.method.startswith("chat.")}
    assert errors == {""}


def test_a_workspace_of_an_organisation_is_served(slack: SlackServer) -> None:
    install(slack, "T0GRID", enterprise="E0ORG")
    person, im = asking(slack, "T0GRID")
    assert "choir" in answer_to(slack, person.says(im, LIGHT).message).text


def test_a_token_is_renewed_before_it_ends(slack: SlackServer) -> None:
    slack.world.token_s = 60.0
    install(slack, "T0TURN")
    slack.world.token_s = TOKEN_S
    ending = slack.world.installation_of("T0TURN").token
    person, im = asking(slack, "T0TURN")
    answer_to(slack, person.says(im, LIGHT).message)
    assert ending not in tokens_used(slack)
    assert slack.world.installation_of("T0TURN").token in tokens_used(slack)


def test_a_workspace_that_removes_the_app_is_not_served_any_more(slack: SlackServer) -> None:
    install(slack, "T0GONE")
    person, im = asking(slack, "T0GONE")
    answer_to(slack, person.says(im, LIGHT).message)
    (removed,) = slack.events.tell("T0GONE", {"type": "app_uninstalled", "event_ts": "1.1"})
    assert removed.wait().is_accepted
    later = person.says(im, PIER)
    later.wait()
    other, other_im = asking(slack, "T0GRID")
    answer_to(slack, other.says(other_im, PIER).message)
    assert replies_to(slack, later.message) == []


@pytest.mark.parametrize(
    ("secret", "age_s"),
    [("another secret", 0), (SIGNING_SECRET, 3600), (SIGNING_SECRET, -3600)],
)
def test_a_request_that_is_not_slacks_or_is_old_is_refused(
    slack: SlackServer, secret: str, age_s: int
) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c"}).encode()
    headers = signed(secret, body, int(time.time()) - age_s)
    reply = httpx2.post(
        bot_url(slack), content=body, headers={**headers, "content-type": "application/json"}
    )
    assert reply.status_code == 401


def test_slack_is_told_that_the_address_is_ours(slack: SlackServer) -> None:
    reply = _posted(slack, {"type": "url_verification", "challenge": "what?"})
    assert (reply.status_code, "what?" in reply.text) == (200, True)


@pytest.mark.parametrize("body", [b"", b"{", b"payload=%7B", b"[]", b'{"type":"event_callback"}'])
@pytest.mark.parametrize("secret", [SIGNING_SECRET, "another secret"])
def test_a_request_of_nonsense_ends_in_no_server_error(
    slack: SlackServer, body: bytes, secret: str
) -> None:
    headers = signed(secret, body, int(time.time()))
    kind = "application/x-www-form-urlencoded" if body[:1] == b"p" else "application/json"
    reply = httpx2.post(bot_url(slack), content=body, headers={**headers, "content-type": kind})
    assert reply.status_code < 500


def _posted(slack: SlackServer, content: Json) -> httpx2.Response:
    body = json.dumps(content).encode()
    headers = signed(SIGNING_SECRET, body, int(time.time()))
    return httpx2.post(
        bot_url(slack), content=body, headers={**headers, "content-type": "application/json"}
    )
