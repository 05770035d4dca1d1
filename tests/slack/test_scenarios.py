"""Every scenario in both modes: the real bot in its own process, and the real clients of Slack.

The scenarios are in `scenarios/`, in the order in which they play.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.slack.bots import Mode
from tests.slack.scenarios import (
    answers,
    conversation,
    delivery,
    feedback,
    home,
    places,
    safety,
    watching,
)
from tests.slack.scenarios.table import Scenario
from tests.slack.server import APP_TOKEN, SIGNING_SECRET
from tests.slack.stage import Stage, make_news, staged

SCENARIOS = (
    *places.SCENARIOS,
    *answers.SCENARIOS,
    *home.SCENARIOS,
    *conversation.SCENARIOS,
    *feedback.SCENARIOS,
    *safety.SCENARIOS,
    *delivery.SCENARIOS,
    *watching.SCENARIOS,
)


@pytest.fixture(scope="module")
def news(new_data_dir: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_news(new_data_dir(), tmp_path_factory.mktemp("news"))


@pytest.fixture(scope="module", params=list(Mode))
def stage(
    request: pytest.FixtureRequest, news: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    mode = Mode(request.param)
    with staged(mode, news, tmp_path_factory.mktemp(f"slack-{mode}")) as running:
        yield running
        assert running.process.poll() is None, "the bot has ended"
        log = running.log.read_text()
        running.process.terminate()
        assert running.process.wait(60) == 0
    for secret in (running.app.token, APP_TOKEN, SIGNING_SECRET):
        assert secret not in running.log.read_text()
    # What comes while it ends cannot be acknowledged any more, which slack_sdk logs as an error.
    assert "Traceback" not in log


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.sentence)
def test_a_scenario(stage: Stage, scenario: Scenario) -> None:
    before = len(stage.slack.calls)
    scenario.play(stage)
    refused = {
        (call.method, call.error)
        for call in stage.slack.calls[before:]
        if call.error in {"invalid_blocks", "invalid_arguments", "msg_too_long", "missing_scope"}
    }
    assert refused == set()


def test_there_are_enough_scenarios() -> None:
    assert len(SCENARIOS) >= 70
