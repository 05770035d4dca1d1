"""Which questions ask for a speaker, and whether a claim is denied or confirmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech_acts import (
    Polarity,
    SpeechAct,
    asks_polarity,
    is_about_speaker,
    says_no,
    speech_polarity,
)


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("Who said that the pier was safe?", SpeechAct.SAY),
        ("who has told reporters that it rained?", SpeechAct.SAY),
        ("Who later pointed out that it rained?", SpeechAct.SAY),
        ("Who was quoted as saying that it rained?", SpeechAct.SAY),
        ("According to whom is the pier safe?", SpeechAct.SAY),
        ("In whose view is the pier safe?", SpeechAct.SAY),
        ("Who wrote that the pier was safe?", SpeechAct.SAY),
        ("Who was it that denied the charge?", SpeechAct.DENY),
        ("Who ruled out a loan?", SpeechAct.DENY),
        ("Who would not comment?", SpeechAct.SAY),
        ("Who confirmed the talks?", SpeechAct.AFFIRM),
        ("Who accused Tom Ruck of theft?", SpeechAct.ACCUSE),
    ],
)
def test_a_question_for_a_speaker_is_known_by_its_verb(question: str, act: SpeechAct) -> None:
    assert is_about_speaker(question) is act


@pytest.mark.parametrize(
    "question",
    [
        "Whom did Ruck accuse?",
        "Who did Ruck accuse?",
        "Who was accused by Tom Ruck?",
        "Who was told that the pier was safe?",
        "Who wrote Middlemarch?",
        "Who is the mayor?",
        "What did the mayor say?",
        "",
    ],
)
def test_other_questions_do_not_ask_for_a_speaker(question: str) -> None:
    assert is_about_speaker(question) is None


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("Ruck denied the charge.", Polarity.DENIES),
        ("Ruck turned down the offer.", Polarity.DENIES),
        ("Ruck ruled out a loan.", Polarity.DENIES),
        ("Ruck confirmed the talks.", Polarity.AFFIRMS),
        ("Ruck would admit the talks.", Polarity.AFFIRMS),
        ("Ruck said it rained.", None),
        ("Ruck did not deny the charge.", None),
        ("Ruck refused to confirm the talks.", None),
        ("Ruck declined to comment.", None),
        ("Ruck confirmed the talks but denied the charge.", None),
    ],
)
def test_a_sentence_denies_or_affirms(sentence: str, polarity: Polarity | None) -> None:
    assert speech_polarity(sentence) is polarity


@pytest.mark.parametrize(
    ("question", "polarity"),
    [
        ("Who rejected the charge?", Polarity.DENIES),
        ("Who admitted the theft?", Polarity.AFFIRMS),
        ("Who said so?", None),
        ("When was the charge denied?", None),
    ],
)
def test_a_question_asks_for_who_denies_or_affirms(
    question: str, polarity: Polarity | None
) -> None:
    assert asks_polarity(question) is polarity


@given(st.text())
def test_any_question_that_asks_for_a_polarity_asks_for_a_speaker(rest: str) -> None:
    question = f"Who {rest}"
    asks_for_speaker = is_about_speaker(question) in (SpeechAct.DENY, SpeechAct.AFFIRM)
    assert asks_for_speaker == (asks_polarity(question) is not None)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He insisted that the harbour was not to blame.", True),
        ("Asked about it, she said: “No, we were never there.”", True),
        ("“It wasn't us,” he said, and added that nothing was found.", True),
        ("The ministry said none of its ships had sailed.", True),
        ("She did not say that the ships had sailed.", False),
        ("No one said that the ships had sailed.", False),
        ("The ministry said all of its ships had sailed.", False),
        ("The ships had not sailed.", False),
        ("", False),
    ],
)
def test_a_denial_without_the_word_is_what_somebody_says_is_not_so(
    sentence: str, *, expected: bool
) -> None:
    assert says_no(sentence) is expected
