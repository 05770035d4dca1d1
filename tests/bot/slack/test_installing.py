"""Installation by others and what `onrecord doctor` finds, against the simulated Slack."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Installation

from bot.settings import SlackSettings, load_slack_settings
from bot.slack.calls import SlackRefusedError
from bot.slack.checkup import check_slack, is_wanted
from bot.slack.gate import Gate
from bot.slack.installation_rows import InstallationRows
from bot.slack.installations import SealedInstallations, StoredStates
from bot.slack.marks import Marks
from bot.slack.names import SCOPES
from bot.slack.oauth import make_flow, make_rotator
from bot.slack.sealing import Seal
from bot.slack.workspaces import InstalledWorkspaces, NotInstalledError, Place
from index.errors import SettingsError
from index.store import Store
from tests.slack.app_config import AppConfig
from tests.slack.server import APP_TOKEN, SIGNING_SECRET, SlackServer
from tests.slack.world import CLIENT_ID, CLIENT_SECRET

KEY = "A" * 43 + "="
TEAM = "T0ONE"
MANIFEST = Path("bot/slack/manifest.json")
SECRET = "xoxb-secret"  # noqa: S105


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(AppConfig.of_manifest(MANIFEST)) as server:
        yield server


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[SealedInstallations]:
    with closing(Store.open(tmp_path / "onrecord.db")) as store:
        yield SealedInstallations(InstallationRows(store), Seal(KEY))


def settings_for(slack: SlackServer, **more: str) -> SlackSettings:
    """For many workspaces of the simulated Slack."""
    given = {
        "CLIENT_ID": CLIENT_ID,
        "CLIENT_SECRET": CLIENT_SECRET,
        "STORE_KEY": KEY,
        "SIGNING_SECRET": SIGNING_SECRET,
        "API_URL": slack.api_url,
        **more,
    }
    return load_slack_settings({f"SLACK_{name}": value for name, value in given.items()})


def nobody() -> AuthorizeResult:
    """For an app that no event comes to."""
    raise AssertionError("no event was expected")


def bot_token_of(talked: InstalledWorkspaces) -> str | None:
    return talked.talk(Place(None, TEAM)).calls.client.token


def test_an_app_is_installed_used_renewed_and_removed(
    slack: SlackServer, installed: SealedInstallations, tmp_path: Path
) -> None:
    slack.install(TEAM)
    settings = settings_for(slack)
    with closing(Store.open(tmp_path / "onrecord.db")) as store:
        flow = make_flow(settings, installed, StoredStates(Marks(store)))
        gate = Gate(App(signing_secret=SIGNING_SECRET, authorize=nobody), flow)
        page = gate.install("", "", {})
        assert page.status == 200
        address = re.search(r'href="([^"]+authorize[^"]+)"', page.body)
        assert address
        asked = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
        assert set(asked["scope"][0].split(",")) == set(SCOPES)
        cookie = next(value for name, value in page.headers if name.lower() == "set-cookie")
        slack.world.codes["code"] = TEAM
        state = asked["state"][0]
        headers = {"cookie": [cookie.partition(";")[0]]}
        assert gate.redirected("", "code=code&state=made-up", headers).status == 400
        done = gate.redirected("", f"code=code&state={state}", headers)
        assert done.status == 200, done.body
        assert gate.redirected("", f"code=code&state={state}", headers).status == 401

    talked = InstalledWorkspaces(
        installed, make_rotator(settings), slack.api_url, tmp_path / "tokens.lock"
    )
    first = bot_token_of(talked)
    assert bot_token_of(talked) == first
    stored = installed.find_installation(enterprise_id=None, team_id=TEAM)
    assert stored is not None
    stored.bot_token_expires_at = 1
    installed.save(stored)
    talked.forget(Place(None, TEAM))
    second = bot_token_of(talked)
    assert second != first
    assert bot_token_of(talked) == second
    installed.delete_bot(enterprise_id=None, team_id=TEAM)
    talked.forget(Place(None, TEAM))
    with pytest.raises(NotInstalledError):
        talked.talk(Place(None, TEAM))


def test_a_token_that_cannot_be_renewed_now_is_used_on(
    slack: SlackServer, installed: SealedInstallations, tmp_path: Path
) -> None:
    about = {"team_id": TEAM, "user_id": "U1", "bot_token": "xoxe.xoxb-1"}
    installed.save(
        Installation(**about, bot_refresh_token=CLIENT_ID, bot_token_expires_at=1)  # type: ignore[arg-type]
    )
    talked = InstalledWorkspaces(
        installed, make_rotator(settings_for(slack)), slack.api_url, tmp_path / "tokens.lock"
    )
    assert bot_token_of(talked) == "xoxe.xoxb-1"


@pytest.mark.parametrize("missing", ["CLIENT_SECRET", "STORE_KEY", "SIGNING_SECRET"])
def test_what_is_missing_for_many_workspaces_is_named(slack: SlackServer, missing: str) -> None:
    with pytest.raises(SettingsError, match=f"SLACK_{missing}"):
        check_slack(settings_for(slack, **{missing: ""}))


def test_slack_is_well_where_every_token_is(slack: SlackServer) -> None:
    bot = slack.install(TEAM)
    told = {"SLACK_BOT_TOKEN": bot.token, "SLACK_APP_TOKEN": APP_TOKEN}
    said = check_slack(load_slack_settings({**told, "SLACK_API_URL": slack.api_url}))
    assert "onrecord" in said
    assert "Socket Mode" in said


def test_a_missing_scope_is_named(slack: SlackServer) -> None:
    bot = slack.install(TEAM)
    bot.scopes = frozenset(SCOPES) - {"commands"}
    told = {"SLACK_BOT_TOKEN": bot.token, "SLACK_APP_TOKEN": APP_TOKEN}
    with pytest.raises(SettingsError, match="lacks the scope commands"):
        check_slack(load_slack_settings({**told, "SLACK_API_URL": slack.api_url}))


def test_tokens_that_are_not_good_are_named(slack: SlackServer) -> None:
    bot = slack.install(TEAM)
    told = {"SLACK_API_URL": slack.api_url, "SLACK_APP_TOKEN": APP_TOKEN}
    with pytest.raises(SlackRefusedError, match="invalid_auth"):
        check_slack(load_slack_settings({**told, "SLACK_BOT_TOKEN": "xoxb-no"}))
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN is refused"):
        check_slack(
            load_slack_settings({**told, "SLACK_BOT_TOKEN": bot.token, "SLACK_APP_TOKEN": "x"})
        )
    with pytest.raises(SettingsError, match="no way in"):
        check_slack(load_slack_settings({"SLACK_BOT_TOKEN": bot.token}))


def test_secrets_do_not_show(slack: SlackServer) -> None:
    shown = repr(settings_for(slack, BOT_TOKEN=SECRET))
    for secret in (SECRET, CLIENT_SECRET, SIGNING_SECRET, KEY):
        assert secret not in shown


def test_what_others_call_slack_is_let_be() -> None:
    settings = load_slack_settings({"SLACK_WEBHOOK": "x", "SLACK_BOT_TOKEN": ""})
    assert not is_wanted(settings)
    with pytest.raises(SettingsError, match="SLACK_WORKERS cannot be used"):
        load_slack_settings({"SLACK_WORKERS": "many"})
