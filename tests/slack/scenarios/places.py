"""Where the bot answers: channels, threads, direct messages, groups, the command, the shortcut."""

from collections.abc import Callable

from tests.slack.news import CLINIC, COST, LIGHT, PIER, TREES
from tests.slack.reading import seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage
from tests.slack.world import Message


def mentioned_in(kind: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada, kind=kind)
        said = ada.says(channel, f"{stage.mention} {PIER}").wait()
        answer = stage.reply(said.message)
        assert answer.thread_ts == said.message.ts
        assert "Ines Calder" in answer.text
        assert len(stage.replies(said.message)) == 1

    return play


def follow_up_in(kind: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada, kind=kind)
        first = ada.says(channel, f"{stage.mention} {PIER}").message
        stage.reply(first)
        second = ada.says(channel, COST, thread_ts=first.ts).message
        assert "14 million" in stage.reply(second).text

    return play


def asked_directly(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.im(ada), CLINIC).message
    answer = stage.reply(said)
    assert answer.thread_ts == said.ts
    assert "312" in answer.text


def followed_up_directly(stage: Stage) -> None:
    ada = stage.person()
    im = stage.im(ada)
    first = ada.says(im, PIER).message
    stage.reply(first)
    second = ada.says(im, COST, thread_ts=first.ts).message
    assert "14 million" in stage.reply(second).text


def two_threads_in_one_dm(stage: Stage) -> None:
    ada = stage.person()
    im = stage.im(ada)
    first, second = (ada.says(im, question).message for question in (PIER, LIGHT))
    assert "Ines Calder" in stage.reply(first).text
    assert "choir" in stage.reply(second).text
    assert stage.reply(second).thread_ts == second.ts


def asked_in_a_group(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    group = stage.slack.world.im_of(stage.app.team, ada.id, bob.id, stage.app.bot_user)
    said = ada.says(group, f"{stage.mention} {LIGHT}").message
    assert "choir" in stage.reply(said).text
    assert len(stage.replies(said)) == 1


def question_in_a_group(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    group = stage.slack.world.im_of(stage.app.team, ada.id, bob.id, stage.app.bot_user)
    said = ada.says(group, PIER).message
    assert "Ines Calder" in stage.reply(said).text


def talk_in_a_group(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    group = stage.slack.world.im_of(stage.app.team, ada.id, bob.id, stage.app.bot_user)
    said = ada.says(group, "Lunch at noon then").message
    stage.quiet(ada)
    assert stage.replies(said) == []


def not_mentioned(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.channel(ada), PIER).message
    stage.quiet(ada)
    assert stage.replies(said) == []


def thread_of_others(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    channel = stage.channel(ada, bob)
    root = ada.says(channel, "Anybody at the pier?").message
    reply = bob.says(channel, PIER, thread_ts=root.ts).message
    stage.quiet(ada)
    assert stage.replies(reply) == []


def called_into_a_thread(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    channel = stage.channel(ada, bob)
    root = ada.says(channel, "Anybody at the pier?").message
    reply = bob.says(channel, f"{stage.mention} {PIER}", thread_ts=root.ts).message
    answer = stage.reply(reply)
    assert answer.thread_ts == root.ts
    assert "Ines Calder" in answer.text


def mention_in_the_middle(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(
        stage.channel(ada), f"Say {stage.mention}, who opened the Varnholm pier?"
    ).message
    assert "Ines Calder" in stage.reply(said).text


def mention_alone(stage: Stage) -> None:
    ada = stage.person()
    said = ada.says(stage.channel(ada), stage.mention).message
    assert "/ask" in seen(stage.reply(said)) or "Ask" in seen(stage.reply(said))


def follow_up_by_somebody_else(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    channel = stage.channel(ada, bob)
    first = ada.says(channel, f"{stage.mention} {PIER}").message
    stage.reply(first)
    second = bob.says(channel, COST, thread_ts=first.ts).message
    assert "14 million" in stage.reply(second).text


def asked_by_command(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    channel = stage.channel(ada, bob)
    ada.commands(channel, "/ask", TREES).wait()
    answer = stage.whisper(ada, channel)
    assert "40" in answer.text
    assert [one for one in channel.messages.values() if one.bot_id and not one.seen_by] == []


def command_where_the_app_is_not(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.slack.world.add_channel(stage.app.team, "group", ada.id)
    ada.commands(channel, "/ask", TREES).wait()
    assert "40" in stage.whisper(ada, channel).text


def helped_by_command(text: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        ada.commands(channel, "/ask", text).wait()
        assert "/ask" in seen(stage.whisper(ada, channel))

    return play


def shared(stage: Stage) -> None:
    _shared(stage)


def _shared(stage: Stage, times: int = 1) -> list[Message]:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", TREES).wait()
    whisper = stage.whisper(ada, channel)
    for _ in range(times):
        ada.clicks(whisper, "share").wait()

    def public() -> list[Message]:
        return [one for one in channel.messages.values() if one.bot_id and not one.seen_by]

    stage.until(public, "the shared answer")
    stage.quiet(ada)
    assert "40" in public()[0].text
    assert TREES in seen(public()[0])
    return public()


def shared_twice(stage: Stage) -> None:
    assert len(_shared(stage, times=2)) == 1


def shared_where_the_app_is_not(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.slack.world.add_channel(stage.app.team, "group", ada.id)
    ada.commands(channel, "/ask", TREES).wait()
    ada.clicks(stage.whisper(ada, channel), "share").wait()

    def public() -> list[Message]:
        return [one for one in channel.messages.values() if one.bot_id and not one.seen_by]

    assert "40" in stage.until(public, "the shared answer")[0].text


def checked(text: str, *expected: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada, bob = stage.person(), stage.person()
        channel = stage.channel(ada, bob)
        said = bob.says(channel, text).message
        ada.uses_shortcut(said, "check_message").wait()
        found = seen(stage.whisper(ada, channel)).lower()
        assert [words for words in expected if words.lower() not in found] == []
        assert stage.replies(said) == []

    return play


SCENARIOS = (
    Scenario("a mention in a channel is answered in its thread", mentioned_in("channel")),
    Scenario("a mention in a private channel is answered in its thread", mentioned_in("group")),
    Scenario("a follow-up in a channel's thread needs no mention", follow_up_in("channel")),
    Scenario("a follow-up in a private channel's thread needs none", follow_up_in("group")),
    Scenario("a follow-up may come from somebody else", follow_up_by_somebody_else),
    Scenario("a direct message is answered in a thread of its own", asked_directly),
    Scenario("a follow-up in a direct message's thread is answered", followed_up_directly),
    Scenario("two direct messages are two threads", two_threads_in_one_dm),
    Scenario("a mention in a group's messages is answered once", asked_in_a_group),
    Scenario("a question in a group's messages is answered", question_in_a_group),
    Scenario("talk in a group's messages is let be", talk_in_a_group),
    Scenario("a question in a channel without a mention is let be", not_mentioned),
    Scenario("a thread of others is let be", thread_of_others),
    Scenario("a mention in a thread of others is answered there", called_into_a_thread),
    Scenario("a mention in the middle of a sentence is one", mention_in_the_middle),
    Scenario("a mention alone brings help", mention_alone),
    Scenario("the command answers one person alone", asked_by_command),
    Scenario("the command answers where the app is no member", command_where_the_app_is_not),
    Scenario("the command without words brings help", helped_by_command("")),
    Scenario("the command brings help", helped_by_command("help")),
    Scenario("a private answer is shared with the channel", shared),
    Scenario("a private answer is shared once", shared_twice),
    Scenario("an answer is shared where the app is no member", shared_where_the_app_is_not),
    Scenario(
        "a message that is right is checked and supported, with the date",
        checked("The Amberley clinic treated 312 patients in October.", "support", "2025-11-10"),
    ),
    Scenario(
        "a message that is wrong is checked and contradicted, with the date",
        checked(
            "The Amberley clinic treated 812 patients in October.",
            "contradict",
            "2025-11-10",
            "312",
        ),
    ),
    Scenario(
        "a message that the articles say nothing about is checked",
        checked("Penguins prefer opera to jazz in the evening.", "no sentence"),
    ),
)
