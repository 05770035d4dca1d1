"""Answers made of hostile words, and what a message of Slack's must never hold.

The oracles read the JSON itself and know nothing of how it was made.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.types import AbstainReason, Answer, CarriedBy, Citation, Quote, Statement, TimeWords
from index.types import Scope

_TRAPS = [
    *"<!channel> <!here> <!everyone> <@U123> <#C123|x> <!subteam^S1|@all> @channel @here".split(),
    *"<https://evil.example|Bank> [x](https://evil.example) ![x](https://evil.example)".split(),
    *"``` ` * _ ~ ** [1] [9] ]( &lt;!channel&gt; & < > | \\ # > - 1. = 😀 “ ”".split(),
    *("<!date^1^{date}|x>", "\n", "\r", "\u2028", "\u202e", "\x00", " "),
]
WORDS = st.lists(
    st.sampled_from(_TRAPS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    max_size=12,
).map("".join)
TEXTS = st.builds(lambda words, times: words * times, WORDS, st.sampled_from([1, 1, 1, 1, 400]))
URLS = st.one_of(
    st.none(),
    st.just("https://post.example/ferry?a=1&b=2"),
    st.just("javascript:alert(1)"),
    WORDS.map(lambda words: f"https://{words}"),
    st.integers(1, 3000).map(lambda chars: f"https://post.example/{'a' * chars}"),
)
_DATES = st.none() | st.just(datetime(2026, 3, 2, 15, tzinfo=UTC))

_NOT_SHOWN = {"value", "private_metadata", "action_id", "block_id", "initial_value", "url"}


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """A sentence of an article with any words at all."""
    return Quote(
        article_id=draw(WORDS)[:200],
        revision="a" * 64,
        title=draw(TEXTS),
        url=draw(URLS),
        source=draw(st.none() | TEXTS),
        author=draw(st.none() | TEXTS),
        published_at=draw(_DATES),
        quote=draw(TEXTS),
        start=0,
        end=10,
        sentence=0,
        score=0.5,
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer as a bot may give one: up to five citations, up to eight statements."""
    cited = draw(st.lists(quotes(), min_size=1, max_size=5))
    citations = [_citation(draw, quote, number) for number, quote in enumerate(cited, 1)]
    markers = st.integers(1, len(citations))
    some = st.lists(markers, min_size=1, max_size=3, unique=True)
    statements = draw(
        st.lists(st.builds(Statement, TEXTS, some, st.just([]) | some), min_size=1, max_size=8)
    )
    short = draw(TEXTS)
    bare = replace(draw(abstentions()), answered=True, abstain_reason=None, closest=[])
    said = short or statements[0].text
    return replace(bare, answer=said, statements=statements, citations=citations)


@st.composite
def abstentions(draw: st.DrawFn) -> Answer:
    """An abstention with what came closest."""
    question = draw(TEXTS)
    return Answer(
        answer_id="a" * 32,
        conversation_id="c",
        question=question,
        standalone_question=draw(st.just(question) | TEXTS),
        answered=False,
        abstain_reason=AbstainReason.NO_MATCH,
        answer="The articles do not mention this.",
        confidence=draw(st.floats(0, 1)),
        statements=[],
        citations=[],
        scope=Scope(3, None, None, "00000001"),
        timings_ms={},
        closest=draw(st.lists(quotes(), max_size=3)),
        time_words=[TimeWords(draw(WORDS), 0, 1, None, None)],
    )


def strings_shown(value: object) -> Iterator[tuple[str, str]]:
    """Every string of a payload that somebody sees, with the type of what holds it."""
    if isinstance(value, list):
        for inner in value:
            yield from strings_shown(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and name not in _NOT_SHOWN:
                yield str(value.get("type")), inner
            else:
                yield from strings_shown(inner)


def assert_harmless(text: str, payload: object) -> None:
    """That nothing pings or links but what is meant to."""
    for kind, shown in [("mrkdwn", text), *strings_shown(payload)]:
        assert not re.search(r"<[!@#]", shown), shown
        assert not re.search(r"@(channel|here|everyone)\b", shown, re.IGNORECASE), shown
        if kind in ("mrkdwn", "plain_text"):
            assert "<" not in shown
            assert ">" not in shown
            assert not re.search(r"&(?!amp;|lt;|gt;)", shown), shown
    assert {"user", "usergroup", "broadcast", "channel"}.isdisjoint(_types_in(payload))
    for link in _links_in(payload):
        assert re.fullmatch(r"https?://[^\s<>|\"]+", link), link


def _citation(draw: st.DrawFn, quote: Quote, marker: int) -> Citation:
    names = [name for name in Quote.__slots__ if not name.startswith("_")]
    copy = st.builds(
        CarriedBy,
        WORDS,
        st.just("b" * 64),
        TEXTS,
        URLS,
        st.none() | TEXTS,
        _DATES,
        st.just(0),
        st.just(1),
    )
    copies: Sequence[CarriedBy] = draw(st.lists(copy, max_size=2))
    fields = {name: getattr(quote, name) for name in names}
    return Citation(**fields, marker=marker, also_carried_by=copies)


def _types_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _types_in(inner)
    elif isinstance(value, dict):
        yield str(value.get("type"))
        for inner in value.values():
            yield from _types_in(inner)


def _links_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _links_in(inner)
    elif isinstance(value, dict):
        if "url" in value:
            yield str(value["url"])
        for inner in value.values():
            yield from _links_in(inner)
