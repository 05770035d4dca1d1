"""Turns of a thread: follow-ups that are understood, questions edited, deleted, put better."""

from tests.slack.interactions import elements_in
from tests.slack.news import COST, LIGHT, PIER, TREES
from tests.slack.reading import seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage
from tests.slack.world import Message


def understood(stage: Stage) -> Message:
    """A follow-up that only makes sense after the first question."""
    ada = stage.person()
    channel = stage.channel(ada)
    first = ada.says(channel, f"{stage.mention} {PIER}").message
    stage.reply(first)
    second = ada.says(channel, "And how much did it cost?", thread_ts=first.ts).message
    answer = stage.reply(second)
    assert "14 million" in answer.text
    return answer


def follow_up_is_understood(stage: Stage) -> None:
    shown = seen(understood(stage))
    assert "Understood as" in shown
    assert "pier" in shown.partition("Understood as")[2].splitlines()[0]


def first_question_is_not_repeated(stage: Stage) -> None:
    _, _, answer = stage.ask(PIER)
    assert "Understood as" not in seen(answer)


def put_better(stage: Stage) -> None:
    answer = understood(stage)
    ada = stage.person()
    ada.clicks(answer, "edit_question").wait()
    modal = stage.modal(ada)
    begun = next(one for one in elements_in(modal.body["blocks"]) if "initial_value" in one)
    assert "pier" in begun["initial_value"]
    ada.submits(modal, {"question": TREES}).wait()
    stage.until(lambda: "40" in answer.text, "the answer to the question put better")
    assert not answer.is_deleted


def edited_where(kind: str) -> Scenario:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.im(ada) if kind == "im" else stage.channel(ada, kind=kind)
        named = "" if kind == "im" else f"{stage.mention} "
        said = ada.says(channel, f"{named}{PIER}").message
        answer = stage.reply(said)
        ada.edits(said, f"{named}{TREES}")
        stage.until(lambda: "40" in answer.text, "the answer to the edited question")
        assert "Ines Calder" not in seen(answer)
        assert stage.replies(said) == [answer]

    return Scenario(f"an edited question is answered anew in place ({kind})", play)


def deleted_where(kind: str) -> Scenario:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.im(ada) if kind == "im" else stage.channel(ada, kind=kind)
        named = "" if kind == "im" else f"{stage.mention} "
        said = ada.says(channel, f"{named}{PIER}").message
        answer = stage.reply(said)
        ada.deletes(said)
        stage.until(lambda: answer.is_deleted, "the answer taken away")

    return Scenario(f"a deleted question takes its answer away ({kind})", play)


def unfolded_link(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.channel(ada), f"{stage.mention} {PIER}").message
    answer = stage.reply(said)
    before = len(answer.texts)
    stage.slack.events.changed(said, said.payload())
    stage.quiet(ada)
    assert len(answer.texts) == before


def edited_but_never_asked(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.channel(ada), "The pier is nice").message
    ada.edits(said, "The pier is very nice")
    stage.quiet(ada)
    assert stage.replies(said) == []


def edited_twice(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.im(ada), PIER).message
    answer = stage.reply(said)
    ada.edits(said, TREES)
    ada.edits(said, LIGHT)
    stage.until(lambda: "choir" in answer.text, "the answer to the last edit")
    stage.quiet(ada)
    assert "choir" in answer.text
    assert stage.replies(said) == [answer]


def threads_do_not_mix(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    first = ada.says(channel, f"{stage.mention} {LIGHT}").message
    stage.reply(first)
    other = ada.says(channel, f"{stage.mention} {COST}").message
    assert "Understood as" not in seen(stage.reply(other))


SCENARIOS = (
    Scenario("a follow-up is understood, and shown as it was", follow_up_is_understood),
    Scenario("a question that stands alone is not repeated", first_question_is_not_repeated),
    Scenario("a question is put better, and answered in place", put_better),
    edited_where("channel"),
    edited_where("group"),
    edited_where("im"),
    deleted_where("channel"),
    deleted_where("group"),
    deleted_where("im"),
    Scenario("a link that unfolds changes nothing", unfolded_link),
    Scenario("an edited message that asked nothing is let be", edited_but_never_asked),
    Scenario("of two edits the last one counts", edited_twice),
    Scenario("threads do not know of each other", threads_do_not_mix),
)
