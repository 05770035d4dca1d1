import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.incoming import Event, Reader, Received, words_of
from bot.slack.tasks import Task, TaskKind

BOT = "U0BOT"


def read(event: dict[str, object], *, ours: str = "", event_id: str = "Ev1") -> Received | None:
    """What is read from an event of team T1 in channel C1; `ours` is a thread of the bot's."""
    reader = Reader(BOT, lambda _team, _channel, thread_ts: thread_ts == ours)
    told = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", **event}
    body: Event = {"team_id": "T1", "event_id": event_id, "event": told}
    return reader.read(body)


def task_of(event: dict[str, object], *, ours: str = "") -> Task:
    received = read(event, ours=ours)
    assert received is not None
    return received.task


def test_a_mention_is_answered_in_a_thread_of_its_own() -> None:
    task = task_of({"type": "app_mention", "text": f"<@{BOT}> Who?", "ts": "1.0"})
    assert (task.text, task.thread_ts, task.kind) == ("Who?", "1.0", TaskKind.ANSWER)


def test_a_mention_and_its_message_share_a_key() -> None:
    said: dict[str, object] = {"text": f"<@{BOT}> Who?", "ts": "2.0", "thread_ts": "1.0"}
    one = read({"type": "app_mention", **said}, event_id="Ev1")
    other = read(said, ours="1.0", event_id="Ev2")
    assert one is not None
    assert other is not None
    assert set(one.keys) & set(other.keys) == {one.task.id}


@pytest.mark.parametrize(
    "event",
    [
        {"text": "Who?"},
        {"text": "Who?", "thread_ts": "0.5"},
        {"text": "Who?", "channel_type": "im", "bot_id": "B1"},
        {"text": "Who?", "channel_type": "im", "user": BOT},
        {"text": "joined", "channel_type": "im", "subtype": "channel_join"},
        {"text": "thanks all", "channel_type": "mpim"},
        {"type": "app_mention", "text": f"<@{BOT}> Who?", "subtype": "bot_message"},
    ],
)
def test_what_is_not_for_us_is_let_be(event: dict[str, object]) -> None:
    assert read({"ts": "1.0", **event}) is None


@pytest.mark.parametrize(
    "event",
    [
        {"channel_type": "im", "text": "the pier"},
        {"channel": "D1", "channel_type": "", "text": "the pier"},
        {"thread_ts": "0.5", "text": "And when?"},
        {"channel_type": "mpim", "text": "Who opened the pier"},
        {"channel_type": "mpim", "text": f"hi <@{BOT}>"},
        {"channel_type": "im", "text": "this one?", "subtype": "file_share"},
    ],
)
def test_what_is_for_us_is_answered(event: dict[str, object]) -> None:
    assert task_of({"ts": "1.0", **event}, ours="0.5").kind is TaskKind.ANSWER


def test_an_edit_is_answered_anew_and_known_by_its_time() -> None:
    message = {"user": "U1", "ts": "1.0", "text": "New?", "edited": {"ts": "2.0"}}
    event = {"subtype": "message_changed", "ts": "2.0", "message": message}
    received = read({**event, "previous_message": {"user": "U1", "ts": "1.0", "text": "Old?"}})
    assert received is not None
    task = received.task
    assert (task.kind, task.ts, task.text) == (TaskKind.EDITED, "1.0", "New?")
    assert received.keys[0] == "T1:C1:1.0:edited:2.0"


def test_an_edit_that_changes_no_word_is_none() -> None:
    message = {"user": "U1", "ts": "1.0", "text": "Old?"}
    event = {"subtype": "message_changed", "ts": "2.0", "message": message}
    assert read({**event, "previous_message": message}) is None


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_deleted", "deleted_ts": "1.0"},
        {
            "subtype": "message_changed",
            "message": {"subtype": "tombstone", "user": "USLACKBOT", "ts": "1.0", "text": "gone"},
        },
    ],
)
def test_a_deleted_question_is_told_apart(event: dict[str, object]) -> None:
    before = {"user": "U1", "ts": "1.0", "text": "Who?"}
    task = task_of({"ts": "3.0", "previous_message": before, **event})
    assert (task.kind, task.ts) == (TaskKind.DELETED, "1.0")


def test_the_lane_of_an_edit_is_that_of_its_question() -> None:
    asked = task_of({"type": "app_mention", "text": f"<@{BOT}> Who?", "ts": "1.0"})
    message = {"user": "U1", "ts": "1.0", "text": "New?"}
    edit = {"subtype": "message_changed", "ts": "2.0", "message": message}
    assert task_of({**edit, "previous_message": {"user": "U1", "text": ""}}).lane == asked.lane


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}>  Who &lt;b&gt; &amp; <@U2|ann>?", "Who <b> & ann?"),
        (
            "see <https://x.example|the story> <https://y.example>",
            "see the story https://y.example",
        ),
        ("<!channel> <#C1|news> <@U5>", "news"),
    ],
)
def test_markup_of_slack_is_read_as_words(text: str, words: str) -> None:
    assert words_of(text, BOT) == words


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read({"type": "app_mention", "text": text, "ts": "1.0"})
