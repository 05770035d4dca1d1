"""Nothing from an article or a question pings, forges a link or breaks a block."""

from collections.abc import Callable

from tests.slack.news import DAM, PIER, TAR, WALL
from tests.slack.reading import links_in, pings_in, seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage
from tests.slack.wire import texts_in
from tests.slack.world import Message

EVIL = "evil.example"
FENCES = ("<!channel>", "<!here>", "<!everyone>", "<@U0VICTIM>", "<#C0SECRET>", "<!subteam^S1>")


def check_harmless(message: Message) -> None:
    assert pings_in(message) == []
    links = links_in(message)
    assert [link for link in links if EVIL in link] == []
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []


def hostile_article(question: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada, _, answer = stage.ask(question)
        check_harmless(answer)
        assert "Quarrel" in seen(answer)
        ada.clicks(answer, "evidence").wait()
        modal = stage.modal(ada).body
        text = " ".join(texts_in(modal["blocks"]))
        assert "Quarrel dam" in text.replace("\n", " ")
        assert not [one for one in texts_in_markup(modal["blocks"]) if "<!" in one or "<@" in one]

    return play


def hostile_privately(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", TAR).wait()
    whisper = stage.whisper(ada, channel)
    check_harmless(whisper)
    ada.clicks(whisper, "share").wait()

    def public() -> list[Message]:
        return [one for one in channel.messages.values() if one.bot_id and not one.seen_by]

    check_harmless(stage.until(public, "the shared answer")[0])


def hostile_check(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    said = ada.says(channel, "The Quarrel dam released 71 barrels on Tuesday. <!channel>").message
    ada.uses_shortcut(said, "check_message").wait()
    check_harmless(stage.whisper(ada, channel))


def hostile_question(text: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        said = ada.says(channel, f"{stage.mention} {PIER} {text}").message
        check_harmless(stage.reply(said))
        follow = ada.says(channel, f"And what did it cost {text}?", thread_ts=said.ts).message
        check_harmless(stage.reply(follow))

    return play


def hostile_command(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    typed = f"Who opened the pier {' '.join(FENCES)} <https://{EVIL}|Harbour Post>?"
    ada.commands(channel, "/ask", typed).wait()
    whisper = stage.whisper(ada, channel)
    check_harmless(whisper)
    ada.clicks(whisper, "share").wait()

    def public() -> list[Message]:
        return [one for one in channel.messages.values() if one.bot_id and not one.seen_by]

    check_harmless(stage.until(public, "the shared answer")[0])


def hostile_home(stage: Stage) -> None:
    ada = stage.person()
    for sent in ada.opens():
        sent.wait()
    home = stage.home(ada, "Dam").body
    assert not [one for one in texts_in_markup(home["blocks"]) if "<!" in one or "<@" in one]
    assert EVIL not in str([part for part in home["blocks"] if part["type"] == "link"])


def hostile_prompts(stage: Stage) -> None:
    ada = stage.person()
    for sent in ada.opens("messages"):
        sent.wait()
    im = stage.im(ada)
    prompts = stage.until(lambda: im.prompts, "prompts")
    assert not [one for one in prompts if "<!" in str(one)]


def bot_speaks(fields: dict[str, str]) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        ada = stage.person()
        channel = stage.channel(ada)
        said = ada.says(channel, PIER).message
        body = said.payload() | {"text": f"{stage.mention} {PIER}", "channel": channel.id, **fields}
        for kind in ("message", "app_mention"):
            event = body | {"type": kind, "channel_type": "channel", "event_ts": said.ts}
            if kind in stage.slack.config.events or kind == "message":
                _send(stage, event)
        stage.quiet(ada)
        assert stage.replies(said) == []

    return play


def _send(stage: Stage, event: dict[str, object]) -> None:
    (sent,) = stage.slack.events.force(stage.app.team, event)
    assert sent.wait().is_accepted


def own_messages(stage: Stage) -> None:
    """The app hears its own answers, too, and is not drawn into talking to itself."""
    _, channel, answer = stage.ask(PIER)
    stage.quiet(stage.person())
    own = [one for one in channel.messages.values() if one.bot_id]
    assert own == [answer]


def joined(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    for sent in stage.slack.events.joined(channel, ada.id):
        assert sent.wait().is_accepted
    stage.quiet(ada)
    assert [one for one in channel.messages.values() if one.bot_id] == []


def not_an_app_of_all(stage: Stage) -> None:
    """What is asked in a private channel is found nowhere else: not in the home tab of others."""
    ada, bob = stage.person(), stage.person()
    secret = "Who opened the Varnholm ferry pier for Zacharias Quillfeather?"  # noqa: S105
    said = ada.says(stage.channel(ada, kind="group"), f"{stage.mention} {secret}").message
    stage.reply(said)
    for sent in bob.opens():
        sent.wait()
    assert "Quillfeather" not in str(stage.home(bob).body)
    assert "Quillfeather" not in stage.log.read_text()


def texts_in_markup(part: object) -> list[str]:
    """The texts that Slack looks for markup in."""
    if isinstance(part, list):
        return [text for inner in part for text in texts_in_markup(inner)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in {"mrkdwn", "markdown"} and isinstance(part.get("text"), str):
        return [part["text"]]
    return [text for inner in part.values() for text in texts_in_markup(inner)]


SCENARIOS = (
    Scenario("a hostile article is quoted and does no harm (figure)", hostile_article(DAM)),
    Scenario("a hostile article is quoted and does no harm (link)", hostile_article(WALL)),
    Scenario("a hostile article is quoted and does no harm (markup)", hostile_article(TAR)),
    Scenario("a hostile article does no harm in private and shared", hostile_privately),
    Scenario("a hostile article does no harm where a message is checked", hostile_check),
    Scenario("a hostile title does no harm at home", hostile_home),
    Scenario("a hostile title does no harm among prompts", hostile_prompts),
    *(Scenario(f"a question with {text} pings nobody", hostile_question(text)) for text in FENCES),
    Scenario(
        "a question with links forges none",
        hostile_question(f"<https://{EVIL}|Harbour Post> [a](https://{EVIL}) `x` *y* ```z```"),
    ),
    Scenario("a command with markup does no harm", hostile_command),
    Scenario("other bots are not answered", bot_speaks({"bot_id": "B0OTHER"})),
    Scenario(
        "messages of the old kind of bots are not answered",
        bot_speaks({"subtype": "bot_message", "bot_id": "B0OLD"}),
    ),
    Scenario("the app does not talk to itself", own_messages),
    Scenario("who comes into a channel is not answered", joined),
    Scenario("what is asked in private stays there", not_an_app_of_all),
)
