"""What form of answer a question asks for, and whether it asks for several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer_form import AnswerForm, asks_for_several, form_of


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who opened the pier?", AnswerForm.NAME),
        ("Who's the mayor of Selby?", AnswerForm.NAME),
        ("To whom was the prize given?", AnswerForm.NAME),
        ("What is the name of the ferry?", AnswerForm.NAME),
        ("Which company owns the ferry?", AnswerForm.NAME),
        ("Who, if anyone, was hurt?", AnswerForm.NAME),
        ("Where was Ines Calder born?", AnswerForm.PLACE),
        ("Which city hosts the fair?", AnswerForm.PLACE),
        ("The ferry sank where?", AnswerForm.PLACE),
        ("HOW MANY ferries sank?", AnswerForm.NUMBER),
        ("About how many people fled?", AnswerForm.NUMBER),
        ("How old is the mayor?", AnswerForm.NUMBER),
        ("What percentage of voters stayed at home?", AnswerForm.NUMBER),
        ("What was the mayor’s age?", AnswerForm.NUMBER),
        ("When did the pier open?", AnswerForm.DATE),
        ("In which year was the orchard planted?", AnswerForm.DATE),
        ("How long ago did it close?", AnswerForm.DATE),
        ("Why was the bridge closed?", AnswerForm.PASSAGE),
        ("How did the fire start?", AnswerForm.PASSAGE),
        ("What did the mayor say when the pier opened?", AnswerForm.PASSAGE),
        ("What was destroyed by the fire?", AnswerForm.PHRASE),
        ("Varnholm ferry pier", AnswerForm.PHRASE),
        ("", AnswerForm.PHRASE),
    ],
)
def test_a_question_asks_for_a_form(question: str, form: AnswerForm) -> None:
    assert form_of(question) is form


@pytest.mark.parametrize(
    "question",
    [
        "Did Amberland support the rebels?",
        "is the pier open?",
        "Hasn’t the mayor resigned?",
        "Can’t the ferry sail?",
        "In 2019, was the bridge closed?",
        "Amberland supports the rebels, doesn’t it?",
        "Do you know if the pier is open?",
        "Can you tell me whether the mayor resigned?",
        "So, please, was anyone hurt?",
        "Has the woman who opened the pier resigned?",
    ],
)
def test_a_question_of_yes_or_no_is_seen_as_one(question: str) -> None:
    assert form_of(question) is AnswerForm.YES_NO
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("wrapped", "bare"),
    [
        ("Do you know who opened the pier?", "Who opened the pier?"),
        ("Can you tell me when the pier opened?", "When did the pier open?"),
        ("Could you please tell us how many boats sank?", "How many boats sank?"),
        ("I’d like to know in which year it opened.", "In which year did it open?"),
        ("Is it known why the pier closed?", "Why did the pier close?"),
        ("Does anyone know where the boat is?", "Where is the boat?"),
        ("Can you name the towns that flooded?", "Name the towns that flooded."),
        ("When the ferry sank, how many people died?", "How many people died?"),
        ("During the storm, who was rescued?", "Who was rescued?"),
    ],
)
def test_what_is_asked_counts_not_how_it_is_wrapped(wrapped: str, bare: str) -> None:
    assert form_of(wrapped) is form_of(bare)
    assert asks_for_several(wrapped) == asks_for_several(bare)


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("Which countries signed the pact?", "Which country signed the pact?"),
        ("Which two Baltic towns flooded?", "Which Baltic town floods?"),
        ("What people did she visit?", "What person did she visit?"),
        ("Who are the suspects?", "Who is the suspect?"),
        ("Who were arrested?", "Who denied it?"),
        ("What are the names of the ferries?", "What is the name of the ferry?"),
        ("Name the countries that signed.", "Name the mayor who denies the claims."),
        ("List all the ferries.", "Name the ferry."),
        ("Which generals resigned?", "Which of the generals resigned?"),
        ("What towns were flooded?", "What causes floods?"),
        ("Which women won?", "Which crisis hit Selby?"),
    ],
)
def test_a_plural_asks_for_several_and_a_singular_for_one(several: str, one: str) -> None:
    assert asks_for_several(several)
    assert not asks_for_several(one)


@given(st.text())
def test_white_space_and_nothing_else_about_a_text_is_indifferent(question: str) -> None:
    spaced = f" \n{question.replace(' ', '  ')}\t"
    assert form_of(spaced) is form_of(question)
    assert asks_for_several(spaced) == asks_for_several(question)
