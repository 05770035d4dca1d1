"""Follow-ups become questions that stand alone; other questions stay as they are."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import CitedArticle, Said, Turn
from bot.follow_ups.understanding import Understood, understand
from tests.builders import START

Exchange = tuple[str, str | None]
"""A question and its short answer; None for an abstention."""


def said(answer: str | None, *statements: str) -> Said:
    if answer is None:
        return Said(
            answered=False,
            reason="ambiguous",
            answer="Name whom you mean.",
            statements=[],
            articles=[],
        )
    return Said(
        answered=True,
        reason=None,
        answer=answer,
        statements=statements or [f"{answer} it was."],
        articles=[CitedArticle("a-1", "T")],
    )


def after(*exchanges: Exchange) -> Sequence[Turn]:
    """The turns of a conversation, each question understood by those before it."""
    turns: list[Turn] = []
    for number, (question, answer) in enumerate(exchanges):
        meant = understand(question, turns).text
        turns.append(Turn(question, meant, str(number), START, said(answer)))
    return turns


DENIAL: Exchange = ("Who denied Russian involvement?", "Dmitry Peskov")
LIBYA: Exchange = ("Is Russia involved in Libya?", "It is not, a spokesman said.")
FERRY: Exchange = ("When did the ferry sink?", "on Monday")
WEAPONS: Exchange = ("Which countries sell weapons to Torr in 2018?", "Lesk")


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        # Only a word that asks.
        ([DENIAL], "And when?", "When was it that Dmitry Peskov denied Russian involvement?"),
        ([LIBYA], "Why?", "Why is Russia involved in Libya?"),
        ([FERRY], "Where?", "Where did the ferry sink?"),
        ([("Who denied it?", None)], "When?", "When was it that somebody denied it?"),
        # One thing instead of another.
        (
            [("What did Salvini say about Libya?", "stake")],
            "What about Guterres?",
            "What did Guterres say about Libya?",
        ),
        (
            [("What did Salvini say in Rome?", "stake")],
            "in Paris?",
            "What did Salvini say in Paris?",
        ),
        ([WEAPONS], "And to Varn?", "Which countries sell weapons to Varn in 2018?"),
        ([WEAPONS], "and in 2019?", "Which countries sell weapons to Torr in 2019?"),
        (
            [("How many died, according to the minister?", "9")],
            "And according to the police?",
            "How many died according to the police?",
        ),
        # What was open.
        (
            [("What did the minister say?", None)],
            "the Italian one",
            "What did the Italian minister say?",
        ),
        ([("What did he say about it?", None)], "Salvini", "What did Salvini say about it?"),
        ([("When did her trial begin?", None)], "Ines Calder", "When did Ines Calder trial begin?"),
        # Words that point back.
        ([DENIAL], "What did he say?", "What did Dmitry Peskov say?"),
        ([DENIAL], "Who confirmed it?", "Who confirmed Russian involvement?"),
        ([LIBYA], "Who denied it?", "Who denied that Russia is involved in Libya?"),
        ([FERRY], "Who owned it?", "Who owned the ferry?"),
        (
            [FERRY, ("Who owned it?", "Lesk Lines")],
            "Where was it built?",
            "Where was the ferry built?",
        ),
        (
            [("Where was the ferry built?", "in Lesk")],
            "What else is built there?",
            "What else is built in Lesk?",
        ),
        (
            [("What is swamp fever?", "a fever")],
            "What are its symptoms?",
            "What are swamp fever's symptoms?",
        ),
        (
            [("Who is the mayor of Lesk?", "Lorna Fisk")],
            "When was she elected?",
            "When was Lorna Fisk elected?",
        ),
        (
            [("Who is the coach?", "Aled Price")],
            "What did he tell his captain?",
            "What did Aled Price tell his captain?",
        ),
        # Too little to stand alone.
        ([FERRY], "How many people died?", "How many people died (the ferry)?"),
        ([("What is swamp fever?", "a fever")], "What are the symptoms?",
         "What are the symptoms (swamp fever)?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_completed(before: list[Exchange], question: str, meant: str) -> None:
    understood = understand(question, after(*before))
    assert understood.text == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Ostrava?",
        "What did Pope Francis say about his health?",
        "Is it true that cod is cheap?",
        "Are there wolves in Karelia?",
        "What is the price of Brent oil?",
    ],
)
def test_a_question_about_something_else_stays_as_it_is(question: str) -> None:
    assert understand(question, after(DENIAL, LIBYA)).text == question


def test_the_articles_of_a_conversation_are_near_to_its_follow_ups_only() -> None:
    turns = after(DENIAL)
    assert understand("And when?", turns).article_ids == {"a-1"}
    assert understand("Who is the mayor of Ostrava?", turns).article_ids == frozenset()


def test_a_guess_can_be_undone_and_what_points_back_is_none() -> None:
    assert understand("How many people died?", after(FERRY)).as_typed == "How many people died?"
    assert understand("Who owned it?", after(FERRY)).as_typed is None


def test_the_topic_is_what_was_named_last() -> None:
    cancer = [("What is throat cancer?", "x"), ("Tell me about lung cancer.", "x")]
    assert understand("What are its signs?", after(*cancer)).text == "What are lung cancer's signs?"
    again = [*cancer, ("What are its signs?", "x"), ("What causes throat cancer?", "x")]
    assert understand("Is it curable?", after(*again)).text == "Is throat cancer curable?"


def test_a_passage_that_left_the_topic_is_not_taken_for_it() -> None:
    passage = "Every orchard of the valley bore fruit. " * 20
    turn = Turn("When did the ferry sink?", "When did the ferry sink?", "1", START, said(passage))
    understood = understand("Who owned it?", [turn])
    assert "ferry" not in understood.text


@given(st.lists(st.tuples(st.text(max_size=60), st.none() | st.text(max_size=60)), max_size=3),
       st.text(max_size=60))  # fmt: skip
def test_whatever_is_typed_is_understood_somehow_and_always_the_same(
    exchanges: list[Exchange], question: str
) -> None:
    turns = after(*exchanges)
    understood = understand(question, turns)
    assert understood == understand(question, turns)
    assert understood.text.strip() or not question.strip()
    if not turns:
        assert understood == Understood(question)


WORDS = st.sampled_from(
    "who when what about it he the ferry Salvini in Rome And one his there that deny did ? 's "
    "according to 2019 of".split()
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=2, max_size=4))
def test_words_that_lean_in_any_order_are_understood_somehow(questions: list[str]) -> None:
    turns = after(*((question, "Ines Calder") for question in questions[:-1]))
    assert understand(questions[-1], turns).text.strip()
