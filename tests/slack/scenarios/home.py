"""The app's own page: the home tab, and the agent's tab with prompts, status and title."""

from tests.slack.news import CLINIC, NOTHING, PIER
from tests.slack.reading import seen
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage


def what_is_indexed(stage: Stage) -> None:
    ada = stage.person()
    for sent in ada.opens():
        assert sent.wait().is_accepted
    home = str(stage.home(ada).body)
    assert "articles" in home
    assert "Harbour Post" in home


def newest_articles(stage: Stage) -> None:
    ada = stage.person()
    ada.opens()
    home = str(stage.home(ada).body)
    assert "Varnholm opens its ferry pier" in home
    assert "https://post.example/ferry" in home


def own_answers(stage: Stage) -> None:
    ada, bob = stage.person(), stage.person()
    stage.reply(ada.says(stage.im(ada), CLINIC).message)
    ada.opens()
    assert CLINIC in str(stage.home(ada, CLINIC).body)
    bob.opens()
    assert CLINIC not in str(stage.home(bob).body)


def example_is_asked(stage: Stage) -> None:
    ada = stage.person()
    ada.opens()
    ada.clicks_in(stage.home(ada), "ask_example").wait()
    im = stage.im(ada)

    def answered() -> bool:
        finished = [one for one in im.messages.values() if one.bot_id and one.thread_ts]
        return any(one.text and not (one.stream and one.stream.is_open) for one in finished)

    stage.until(answered, "the example's answer")


def opened_twice(stage: Stage) -> None:
    ada = stage.person()
    ada.opens()
    home = stage.home(ada)
    ada.opens()
    stage.until(lambda: len(home.shown) >= 2, "the home tab again")


def prompts(stage: Stage) -> None:
    ada = stage.person()
    for sent in ada.opens("messages"):
        assert sent.wait().is_accepted
    im = stage.im(ada)
    found = stage.until(lambda: im.prompts, "prompts")
    assert 1 <= len(found) <= 4
    assert all(one["title"] and one["message"] for one in found)


def prompt_is_answered(stage: Stage) -> None:
    ada = stage.person()
    ada.opens("messages")
    im = stage.im(ada)
    prompt = stage.until(lambda: im.prompts, "prompts")[0]
    said = ada.says(im, str(prompt["message"])).message
    assert seen(stage.reply(said))


def title(stage: Stage) -> None:
    ada = stage.person()
    im = stage.im(ada)
    ada.says(im, PIER)
    stage.until(lambda: im.titles, "a title")
    assert "pier" in im.titles[0]


def status(stage: Stage) -> None:
    ada = stage.person()
    im = stage.im(ada)
    said = ada.says(im, NOTHING).message
    stage.reply(said)
    assert im.statuses


SCENARIOS = (
    Scenario("the home tab tells what is indexed", what_is_indexed),
    Scenario("the home tab shows the newest articles", newest_articles),
    Scenario("the home tab shows one's own answers, and no others", own_answers),
    Scenario("an example of the home tab is asked by a click", example_is_asked),
    Scenario("the home tab is fresh each time", opened_twice),
    Scenario("the agent's tab suggests questions", prompts),
    Scenario("a suggested question gets a reply", prompt_is_answered),
    Scenario("a thread of the agent's tab gets a title", title),
    Scenario("the agent's tab shows a status", status),
)
