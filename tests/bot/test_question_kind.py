"""What a question asks for, and whether a sentence could answer it; surface marks only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question_kind import QuestionKind, could_answer, kind_of, names_in


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many ferries sank?", QuestionKind.NUMBER),
        ("HOW MUCH does the pier cost?", QuestionKind.NUMBER),
        ("What percentage of voters stayed at home?", QuestionKind.NUMBER),
        ("When did the pier open?", QuestionKind.DATE),
        ("In which year was the orchard planted?", QuestionKind.DATE),
        ("What did the mayor say about the bridge?", QuestionKind.SPEECH),
        ("Who opened the pier?", QuestionKind.PERSON),
        ("Whose boat sank?", QuestionKind.PERSON),
        ("Where is the clinic?", QuestionKind.PLACE),
        ("Which city hosts the fair?", QuestionKind.PLACE),
        ("Why was the bridge closed?", QuestionKind.OTHER),
        ("", QuestionKind.OTHER),
    ],
)
def test_a_question_has_a_kind(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("question", "sentence", "could"),
    [
        ("How many boats sank?", "Forty boats sank.", True),
        ("How many boats sank?", "Boats sank in the harbour.", False),
        ("How many of the 12 boats sank?", "All 12 boats were old.", False),
        ("How many of the 12 boats sank?", "Of 12 boats, 3 sank.", True),
        ("When did it open?", "It opened on Tuesday.", True),
        ("When did it open?", "It opened late.", False),
        ("Who opened the pier?", "Ines Calder opened it.", True),
        ("Who opened the pier?", "The pier was opened.", False),
        ("Who is Ines Calder?", "A cheer rose for Ines Calder", False),
        ("Where is the fair?", "The fair is in Selby.", True),
        ("What did she say?", "“We are ready.”", True),
        ("What did she say?", "The pier is long.", False),
        ("Why did it close?", "anything at all", True),
    ],
)
def test_a_sentence_could_answer_where_it_holds_something_new_of_the_kind(
    question: str, sentence: str, *, could: bool
) -> None:
    assert could_answer(kind_of(question), sentence, question) is could


def test_names_are_found_in_order_without_openers() -> None:
    text = "The mayor, Ines Calder, met NATO in Selby. He left."
    assert names_in(text) == ["Ines", "Calder", "NATO", "Selby"]


@given(st.text(), st.text())
def test_a_sentence_that_repeats_the_question_adds_no_number_or_date(
    question: str, rest: str
) -> None:
    for kind in (QuestionKind.NUMBER, QuestionKind.DATE):
        assert not could_answer(kind, question, question)
        if could_answer(kind, question + " " + rest, question):
            assert could_answer(kind, rest, "") or rest


@given(st.sampled_from(QuestionKind), st.text(), st.text())
def test_nothing_in_a_text_is_an_error(kind: QuestionKind, sentence: str, question: str) -> None:
    assert could_answer(kind, sentence, question) in (True, False)
    assert kind_of(question) in QuestionKind
