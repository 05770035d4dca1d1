"""What people say of answers, and what `onrecord feedback` makes of it."""

from collections.abc import Callable

from tests.commands import onrecord
from tests.slack.interactions import element_of
from tests.slack.news import CLINIC
from tests.slack.reading import seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage


def thanked(stage: Stage) -> None:
    ada, channel, answer = stage.ask(CLINIC)
    sent = ada.clicks(answer, "feedback", "positive").wait()
    assert sent.is_accepted
    assert "Noted" in seen(stage.whisper(ada, channel))


def wrong(verdict: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada, _, answer = stage.ask(CLINIC)
        ada.clicks(answer, "feedback", "negative").wait()
        modal = stage.modal(ada)
        comment = f"It was {verdict} by all means."
        sent = ada.submits(modal, {"verdict": verdict, "comment": comment}).wait()
        assert sent.problem is None
        assert not modal.is_open
        stage.facts.setdefault("comments", []).append(comment)  # type: ignore[attr-defined]

    return play


def without_a_comment(stage: Stage) -> None:
    ada, _, answer = stage.ask(CLINIC)
    ada.clicks(answer, "feedback", "negative").wait()
    modal = stage.modal(ada)
    assert ada.submits(modal, {"verdict": "outdated"}).wait().problem is None
    assert not modal.is_open


def changed_mind(stage: Stage) -> None:
    ada, channel, answer = stage.ask(CLINIC)
    ada.clicks(answer, "feedback", "positive").wait()
    stage.whisper(ada, channel)
    ada.clicks(answer, "feedback", "negative").wait()
    words = "I changed my mind about this one."
    ada.submits(stage.modal(ada), {"verdict": "missing", "comment": words}).wait()
    button = element_of(answer.blocks, "feedback")["positive_button"]
    stage.facts["changed"] = (str(button["value"]).partition(":")[2], words)


def exported(stage: Stage) -> None:
    """Plays after the others, and reads what they left."""
    folder = stage.log.parent / "feedback"
    export = onrecord("feedback", str(folder), data_dir=stage.data_dir)
    assert export.returncode == 0, export.stderr
    lines = [line for file in folder.iterdir() for line in file.read_text("utf-8").splitlines()]
    comments = stage.facts.get("comments", [])
    assert isinstance(comments, list)
    assert [one for one in comments if not any(one in line for line in lines)] == []
    changed = stage.facts.get("changed")
    if isinstance(changed, tuple):
        answer_id, words = changed
        (line,) = [line for line in lines if answer_id in line]
        assert words in line, "the last vote counts, and is the only one"


SCENARIOS = (
    Scenario("praise is noted and thanked for", thanked),
    Scenario("a wrong answer is told", wrong("wrong_answer")),
    Scenario("a wrong citation is told", wrong("wrong_citation")),
    Scenario("an outdated answer is told", wrong("outdated")),
    Scenario("a missing part is told", wrong("missing")),
    Scenario("a comment may be left out", without_a_comment),
    Scenario("one can change one's mind", changed_mind),
    Scenario("feedback is exported, one vote a person", exported),
)
