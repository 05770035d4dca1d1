"""Nothing lost, nothing doubled: repeats, limits, faults of Slack's, cuts, expired streams.

A fault is for the next call of a method, so these scenarios play alone, as all do.
"""

from collections.abc import Callable

from tests.slack.faults import Kind
from tests.slack.news import CLINIC, LIGHT, PIER, TREES
from tests.slack.reading import markers_in, seen
from tests.slack.scenarios.table import Scenario
from tests.slack.server import Called
from tests.slack.stage import Stage, is_finished
from tests.slack.wire import Json
from tests.slack.world import Message


def whole(stage: Stage, said: Message) -> Message:
    """The only answer to a message, complete, when everything has settled."""
    answer = stage.until(
        lambda: next((one for one in stage.replies(said) if is_whole(one)), None), "a whole answer"
    )
    assert answer is not None
    assert stage.replies(said) == [answer]
    return answer


def is_whole(message: Message) -> bool:
    return is_finished(message) and "Sources" in seen(message) and bool(markers_in(message.text))


def faulty(kind: Kind, method: str, times: int = 1) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        fault = stage.slack.faults.plan(kind, method, times, seconds=0)
        try:
            said = ada.says(channel, f"{stage.mention} {PIER}").message
            answer = whole(stage, said)
            assert "Ines Calder" in answer.text
            assert answer.text.count("opened the Varnholm ferry pier") == 1
            assert fault.happened == times
            stage.quiet(ada)
            assert stage.replies(said) == [answer]
        finally:
            stage.slack.faults.clear()

    return play


def repeated(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.im(ada), PIER)
    for sent in said.sent:
        sent.repeats = 2
    said.wait()
    answer = whole(stage, said.message)
    stage.quiet(ada)
    assert stage.replies(said.message) == [answer]


def told_again_later(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    said = ada.says(channel, f"{stage.mention} {PIER}").message
    answer = whole(stage, said)
    for sent in stage.slack.events.message(said):  # the same message under other event ids
        sent.wait()
    stage.quiet(ada)
    assert stage.replies(said) == [answer]


def worn_out(appends: int) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        channel.stream_appends = appends
        said = ada.says(channel, f"{stage.mention} {PIER}").message
        answer = whole(stage, said)
        assert "Ines Calder" in answer.text
        assert answer.edited_at is not None

    return play


def refused(method: str, error: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        fault = stage.slack.faults.plan(Kind.REFUSAL, method)
        fault.error = error
        try:
            said = ada.says(stage.channel(ada), f"{stage.mention} {PIER}").message
            assert "Ines Calder" in whole(stage, said).text
        finally:
            stage.slack.faults.clear()

    return play


def waits_as_told(stage: Stage) -> None:
    """The next call of a method comes no sooner than Slack said."""
    ada = stage.person()
    channel = stage.channel(ada)
    stage.slack.faults.plan(Kind.RATE_LIMIT, "chat.stopStream", seconds=2)
    try:
        whole(stage, ada.says(channel, f"{stage.mention} {PIER}").message)
    finally:
        stage.slack.faults.clear()

    def ends() -> list[Called]:
        calls = [one for one in stage.slack.calls if one.method == "chat.stopStream"]
        return [one for one in calls if one.args["channel"] == channel.id]

    stage.until(lambda: len(ends()) >= 2, "another call")
    first, second, *_ = ends()
    assert first.error == Kind.RATE_LIMIT
    assert second.at - first.at >= 2


def slow(stage: Stage) -> None:
    ada = stage.person()
    stage.slack.faults.plan(Kind.DELAY, "chat.startStream", seconds=1)
    try:
        whole(stage, ada.says(stage.im(ada), PIER).message)
    finally:
        stage.slack.faults.clear()


def private_fault(kind: Kind) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        stage.slack.faults.plan(kind, "response_url", seconds=0)
        try:
            ada.commands(channel, "/ask", TREES).wait()
            assert "40" in stage.whisper(ada, channel).text
        finally:
            stage.slack.faults.clear()

    return play


def connection_lost(stage: Stage) -> None:
    ada = stage.person()
    before = stage.slack.socket.connections
    stage.slack.run(stage.slack.socket.close_all(is_announced=True))
    said = ada.says(stage.im(ada), LIGHT).message
    assert "choir" in whole(stage, said).text
    if stage.slack.http is None:
        assert stage.slack.socket.connections > before


def many_at_once(stage: Stage) -> None:
    """Twenty people ask at the same time; no acknowledgement waits for an answer."""
    people = [stage.person() for _ in range(20)]
    questions = [PIER, CLINIC, TREES, LIGHT]
    asked = [
        person.says(stage.im(person), questions[number % 4]) for number, person in enumerate(people)
    ]
    for said in asked:
        assert all(sent.attempts[0].is_accepted for sent in said.wait().sent)
        whole(stage, said.message)


def told_to_wait(stage: Stage) -> None:
    """Who is not served at once is told the place in the line."""
    people = [stage.person() for _ in range(12)]
    channels = [stage.im(one) for one in people]
    for person, channel in zip(people, channels, strict=True):
        person.says(channel, PIER)

    def told() -> list[str]:
        statuses = [status for channel in channels for status in channel.statuses]
        texts = [
            one.text for channel in channels for one in channel.messages.values() if one.bot_id
        ]
        return [one for one in [*statuses, *texts] if "Busy" in one or "busy" in one]

    stage.until(told, "somebody is told to wait")
    for channel in channels:
        first = next(iter(channel.messages.values()))
        whole(stage, first)


def asked_again(stage: Stage) -> None:
    """The same question twice in one thread is two questions."""
    ada = stage.person()
    channel = stage.channel(ada)
    first = ada.says(channel, f"{stage.mention} {PIER}").message
    stage.reply(first)
    second = ada.says(channel, PIER, thread_ts=first.ts).message
    stage.reply(second)
    assert len(stage.replies(first)) == 2


def unknown_event(stage: Stage) -> None:
    event: Json = {"type": "app_mention", "user": "U1", "text": "x", "channel": "C9", "ts": "1.1"}
    (sent,) = stage.slack.events.tell(stage.app.team, event)
    assert sent.wait().is_accepted
    stage.quiet(stage.person())


SCENARIOS = (
    Scenario("an event that comes again is answered once", repeated),
    Scenario("a message under other event ids is answered once", told_again_later),
    Scenario(
        "too many requests at the start are waited for", faulty(Kind.RATE_LIMIT, "chat.startStream")
    ),
    Scenario(
        "too many requests within are waited for", faulty(Kind.RATE_LIMIT, "chat.appendStream")
    ),
    Scenario(
        "too many requests at the end are waited for", faulty(Kind.RATE_LIMIT, "chat.stopStream")
    ),
    Scenario("a fault of Slack's at the start", faulty(Kind.SERVER_ERROR, "chat.startStream")),
    Scenario("a fault of Slack's within", faulty(Kind.SERVER_ERROR, "chat.appendStream")),
    Scenario("faults of Slack's at the end", faulty(Kind.SERVER_ERROR, "chat.stopStream", 2)),
    Scenario("a cut before the start", faulty(Kind.CUT_BEFORE, "chat.startStream")),
    Scenario("a cut after the start", faulty(Kind.CUT_AFTER, "chat.startStream")),
    Scenario("a cut before a piece", faulty(Kind.CUT_BEFORE, "chat.appendStream")),
    Scenario("a cut after a piece", faulty(Kind.CUT_AFTER, "chat.appendStream")),
    Scenario("a cut before the end", faulty(Kind.CUT_BEFORE, "chat.stopStream")),
    Scenario("a cut after the end", faulty(Kind.CUT_AFTER, "chat.stopStream")),
    Scenario("a limit is kept for as long as Slack says", waits_as_told),
    Scenario("a slow Slack", slow),
    Scenario("a status that fails", faulty(Kind.SERVER_ERROR, "assistant.threads.setStatus")),
    Scenario("a stream that expires at once is made whole", worn_out(0)),
    Scenario("a stream that expires later is made whole", worn_out(1)),
    Scenario(
        "where streams are refused, it is posted",
        refused("chat.startStream", "method_not_supported_for_channel_type"),
    ),
    Scenario("a private answer after a fault", private_fault(Kind.SERVER_ERROR)),
    Scenario("a private answer after a limit", private_fault(Kind.RATE_LIMIT)),
    Scenario("a private answer after a cut", private_fault(Kind.CUT_BEFORE)),
    Scenario("a connection that Slack renews loses nothing", connection_lost),
    Scenario("the same question twice in a thread is answered twice", asked_again),
    Scenario("an event about an unknown channel harms nobody", unknown_event),
    Scenario("twenty at once are all answered, each once", many_at_once),
    Scenario("who has to wait is told so", told_to_wait),
)
