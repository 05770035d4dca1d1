"""Standing questions, and notes where what was cited changes. These play in order, the last ones
after the news has changed.
"""

from tests.commands import onrecord
from tests.newsroom import write_jsonl
from tests.slack.news import BRIDGE_LATER, LIGHT, MILL, MILLER, OPENING
from tests.slack.people import Person
from tests.slack.reading import seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage
from tests.slack.world import Channel, Message


def watched(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", f"watch {OPENING}").wait()
    assert OPENING in seen(stage.whisper(ada, channel))
    ada.commands(channel, "/ask", "watches").wait()
    assert OPENING in seen(stage.whisper(ada, channel, 2))


def nothing_watched(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", "watches").wait()
    assert seen(stage.whisper(ada, channel))


def watched_by_nobody_else(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    channel = stage.channel(ada, bob)
    ada.commands(channel, "/ask", f"watch {OPENING}").wait()
    stage.whisper(ada, channel)
    bob.commands(channel, "/ask", "watches").wait()
    assert OPENING not in seen(stage.whisper(bob, channel))


def paused_and_deleted(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", f"watch {LIGHT}").wait()
    stage.whisper(ada, channel)
    ada.opens()
    home = stage.home(ada, LIGHT)
    ada.clicks_in(home, "pause_watch").wait()
    stage.until(lambda: "(paused)" in str(home.body), "a pause")
    ada.clicks_in(home, "delete_watch").wait()
    stage.until(lambda: LIGHT not in str(home.body), "the watch deleted")


def changed_in_the_list(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", f"watch {LIGHT}").wait()
    stage.whisper(ada, channel)
    ada.commands(channel, "/ask", "watches").wait()
    listed = stage.whisper(ada, channel, 2)
    for button, words in (("pause_watch", "(paused)"), ("delete_watch", "You watch no question")):
        ada.clicks(listed, button).wait()
        listed = _whisper_with(stage, ada, channel, words)


def _whisper_with(stage: Stage, person: Person, channel: Channel, words: str) -> Message:
    def found() -> list[Message]:
        own = [one for one in channel.messages.values() if one.seen_by == person.id]
        return [one for one in own if words in seen(one)]

    return stage.until(found, f"a private message with {words}")[-1]


def news_changes(stage: Stage) -> None:
    """Asks and watches, then an article is changed and another withdrawn; once on a stage."""
    if "bridge" in stage.facts:
        return
    ada, bridge, bridge_answer = stage.ask(OPENING)
    _, mill, mill_answer = stage.ask(MILLER)
    assert "4 May" in bridge_answer.text
    assert "Oskar Lund" in mill_answer.text
    watching = stage.channel(ada)
    ada.commands(watching, "/ask", f"watch {OPENING}").wait()
    stage.whisper(ada, watching)
    idle = stage.channel(ada)
    ada.commands(idle, "/ask", f"watch {LIGHT}").wait()
    stage.whisper(ada, idle)
    changed = write_jsonl(stage.log.parent / "changed.jsonl", BRIDGE_LATER)
    assert onrecord("ingest", str(changed), data_dir=stage.data_dir).returncode == 0
    assert onrecord("delete", MILL.id, data_dir=stage.data_dir).returncode == 0
    stage.facts |= {"bridge": bridge, "mill": mill, "watching": watching, "idle": idle, "ada": ada}


def _channel(stage: Stage, name: str) -> Channel:
    news_changes(stage)
    channel = stage.facts[name]
    assert isinstance(channel, Channel)
    return channel


def _said_later(stage: Stage, name: str, words: str) -> Message:
    channel = _channel(stage, name)

    def found() -> list[Message]:
        own = [one for one in channel.messages.values() if one.bot_id and not one.seen_by]
        return [one for one in own if words in seen(one)]

    return stage.until(found, f"a message with {words}")[0]


def note_of_a_change(stage: Stage) -> None:
    note = _said_later(stage, "bridge", "was changed")
    assert note.thread_ts is not None
    assert "9 June" in seen(note)


def note_of_a_withdrawal(stage: Stage) -> None:
    assert _said_later(stage, "mill", "was withdrawn").thread_ts is not None


def news_of_a_watch(stage: Stage) -> None:
    told = _said_later(stage, "watching", "evidence has changed")
    assert "4 May" in seen(told)
    assert "9 June" in seen(told)


def no_news_of_a_watch(stage: Stage) -> None:
    _said_later(stage, "watching", "evidence has changed")
    own = [one for one in _channel(stage, "idle").messages.values() if one.bot_id]
    assert [one for one in own if not one.seen_by] == []


def withdrawn_evidence(stage: Stage) -> None:
    """The button of an answer whose article was withdrawn shows no text any more."""
    note = _said_later(stage, "mill", "was withdrawn")
    ada = stage.facts["ada"]
    assert isinstance(ada, Person)
    messages = _channel(stage, "mill").messages.values()
    answer = next(one for one in messages if one.bot_id and one is not note)
    ada.clicks(answer, "evidence").wait()
    assert "rye" not in str(stage.modal(ada).body)
    assert "withdrawn" in str(stage.modal(ada).body)


SCENARIOS = (
    Scenario("a question is watched and listed", watched),
    Scenario("a list of nothing says so", nothing_watched),
    Scenario("what one watches is one's own", watched_by_nobody_else),
    Scenario("a watched question is paused and deleted at home", paused_and_deleted),
    Scenario("a watched question is paused and deleted in the list", changed_in_the_list),
    Scenario("the news changes", news_changes),
    Scenario("a thread is told that its article was changed", note_of_a_change),
    Scenario("a thread is told that its article was withdrawn", note_of_a_withdrawal),
    Scenario("a watched question whose evidence changed is told", news_of_a_watch),
    Scenario("a watched question whose evidence stays is silent", no_news_of_a_watch),
    Scenario("a withdrawn article is not shown by an old button", withdrawn_evidence),
)
