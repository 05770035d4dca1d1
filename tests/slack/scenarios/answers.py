"""What an answer looks like: short answer, statements, sources, modal, words of confidence."""

import re
from itertools import pairwise

from tests.slack.interactions import elements_in
from tests.slack.news import CLINIC, COST, LIGHT, NOTHING, PIER, TREES
from tests.slack.reading import bold_in, links_in, markers_in, seen, words_in
from tests.slack.scenarios.table import Scenario
from tests.slack.stage import Stage
from tests.slack.wire import parts_of


def text_is_the_answer(stage: Stage) -> None:
    _, _, answer = stage.ask(CLINIC)
    assert "312" in answer.text
    assert markers_in(answer.text)


def short_answer_first(stage: Stage) -> None:
    _, _, answer = stage.ask(PIER)
    assert "Ines Calder" in seen(answer).splitlines()[0]


def every_marker_has_its_source(stage: Stage) -> None:
    _, _, answer = stage.ask(PIER)
    said, _, sources = seen(answer).partition("Sources")
    assert markers_in(said)
    assert markers_in(said) <= markers_in(sources)
    assert "Mayor Ines Calder opened the Varnholm ferry pier on Monday." in sources


def source_is_told(stage: Stage) -> None:
    _, _, answer = stage.ask(PIER)
    sources = seen(answer).partition("Sources")[2]
    for part in ("Varnholm opens its ferry pier", "Harbour Post", "2026-03-02"):
        assert part in sources
    assert "https://post.example/ferry" in links_in(answer)


def quote_stands_in_context(stage: Stage) -> None:
    _, _, answer = stage.ask(COST)
    sources = seen(answer).partition("Sources")[2]
    assert "“The pier cost 14 million crowns.”" in sources
    assert "opened the Varnholm ferry pier" in sources or "Boats will leave" in sources


def undated_article(stage: Stage) -> None:
    _, _, answer = stage.ask(LIGHT)
    assert "choir" in answer.text
    assert "None" not in seen(answer)


def confidence_in_words(stage: Stage) -> None:
    _, _, answer = stage.ask(TREES)
    found = words_in(parts_of(answer.blocks, "context"))
    assert re.search(r"plainly|Probably|Possibly|Not sure", found)
    assert not re.search(r"0\.\d\d", found)


def scope_is_told(stage: Stage) -> None:
    _, _, answer = stage.ask(TREES)
    assert re.search(r"Searched \d+ articles", seen(answer))


def abstention_looks_like_one(stage: Stage) -> None:
    _, _, answer = stage.ask(NOTHING)
    assert markers_in(answer.text) == set()
    assert "Sources" not in seen(answer)
    actions = [str(one["action_id"]) for one in elements_in(answer.blocks)]
    assert not [one for one in actions if one.startswith("evidence")]
    assert any(one.startswith("feedback") for one in actions)


def closest_stands_apart(stage: Stage) -> None:
    _, _, answer = stage.ask("Which hospital did the Amberley clinic's mayor bomb in Varnholm?")
    if "Closest" in seen(answer):
        said, _, closest = seen(answer).partition("Closest")
        assert "“" not in said
        assert "“" in closest
    else:
        assert "Sources" in seen(answer)


def evidence_opens(stage: Stage) -> None:
    ada, _, answer = stage.ask(CLINIC)
    ada.clicks(answer, "evidence").wait()
    modal = stage.modal(ada).body
    assert "The Amberley clinic treated 312 patients in October." in bold_in(modal["blocks"])
    assert "blamed smoke from the peat fires" in words_in(modal["blocks"])
    assert "Harbour Post" in words_in(modal["blocks"])


def every_source_opens(stage: Stage) -> None:
    ada, _, answer = stage.ask(PIER)
    buttons = [str(one["action_id"]) for one in elements_in(answer.blocks)]
    evidence = [one for one in buttons if one.startswith("evidence")]
    assert len(evidence) == len(markers_in(seen(answer).partition("Sources")[2]))
    for number, action_id in enumerate(evidence, start=1):
        ada.clicks(answer, action_id).wait()

        def views(number: int = number) -> bool:
            return len([v for v in stage.slack.world.views.values() if v.user == ada.id]) == number

        stage.until(views, "another modal")


def modal_of_a_private_answer_opens(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    ada.commands(channel, "/ask", CLINIC).wait()
    ada.clicks(stage.whisper(ada, channel), "evidence").wait()
    assert "312 patients" in bold_in(stage.modal(ada).body["blocks"])


def streamed_statement_by_statement(stage: Stage) -> None:
    _, channel, answer = stage.ask(PIER)
    assert answer.stream is not None
    assert channel.statuses
    grown = [text for text in answer.texts if text]
    for shorter, longer in pairwise(grown):
        assert longer.startswith(shorter)
    # A statement never shows without its markers.
    for text in grown:
        statements = [line for line in text.splitlines() if line.strip() and "**" not in line]
        assert all(markers_in(line) for line in statements)


def nothing_unfolds(stage: Stage) -> None:
    stage.ask(PIER)
    posted = [one for one in stage.slack.calls if one.method == "chat.postMessage"]
    for call in posted:
        assert call.args.get("unfurl_links") is False
        assert call.args.get("unfurl_media") is False


def too_long(stage: Stage) -> None:
    _, _, answer = stage.ask("Who opened the pier? " * 60)
    assert "1,000" in seen(answer)


def at_most_one_status_at_the_end(stage: Stage) -> None:
    ada = stage.person()
    channel = stage.channel(ada)
    stage.reply(ada.says(channel, f"{stage.mention} {PIER}").message)
    assert channel.statuses[0]
    assert len(channel.statuses) <= 2


SCENARIOS = (
    Scenario("the fallback text is the answer itself, with markers", text_is_the_answer),
    Scenario("the short answer stands first", short_answer_first),
    Scenario("every marker has its source, with the quote", every_marker_has_its_source),
    Scenario("a source has title, outlet, date and link", source_is_told),
    Scenario("a quote is shown in its context", quote_stands_in_context),
    Scenario("an article without a date is cited without one", undated_article),
    Scenario("confidence is told in words", confidence_in_words),
    Scenario("what was searched is told", scope_is_told),
    Scenario("an abstention looks like one", abstention_looks_like_one),
    Scenario("the closest sentences stand apart from answers", closest_stands_apart),
    Scenario("a source opens the article with the sentence highlighted", evidence_opens),
    Scenario("every source opens", every_source_opens),
    Scenario("a source of a private answer opens", modal_of_a_private_answer_opens),
    Scenario(
        "an answer is streamed by statements, none without markers", streamed_statement_by_statement
    ),
    Scenario("links are not unfolded", nothing_unfolds),
    Scenario("too long a question is refused with its limit", too_long),
    Scenario("a status is shown while one waits", at_most_one_status_at_the_end),
)
