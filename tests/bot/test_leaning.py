"""Which earlier sentences one needs to be understood; the stories are made up."""

import pytest
from hypothesis import given

from bot.leaning import FURTHEST, leans_on
from index.types import Sentence
from tests.bot.material import split_texts

CALDER = "Mayor Ines Calder opened the ferry pier on Tuesday."
RUCK = "Harbour master Tom Ruck inspected the quay."


def leaning_of_last(*sentences: str) -> tuple[int, ...]:
    """What the last of these sentences leans on, as the text of one paragraph."""
    text, places = "", []
    for sentence in sentences:
        places.append(Sentence(len(text), len(text) + len(sentence)))
        text += sentence + " "
    return tuple(leans_on(text, places, len(places) - 1))


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param((CALDER, "She said boats would leave at dawn."), (0,), id="she said"),
        pytest.param((CALDER, "“We are ready,” she said."), (0,), id="quote, she said"),
        pytest.param(
            (RUCK, "The tide was high.", "“We were lucky,” he added."), (0,), id="two back"
        ),
        pytest.param(("The orchard in Selby lost 40 trees.", "They were old."), (0,), id="they"),
        pytest.param(("Prices rise in Selby.", "This surprised nobody."), (0,), id="this"),
        pytest.param(
            ("“It is safe,” said Lena Ortiz.", "“We tested every bolt.”"), (0,), id="new quote"
        ),
        pytest.param(
            ('"It is safe," Lena Ortiz said.', '"We tested every bolt."'), (0,), id="straight"
        ),
        pytest.param(
            ("Lena Ortiz said: “It is safe.", "We tested every bolt."), (0,), id="not closed"
        ),
        pytest.param(
            ("Lena Ortiz said: “It is safe.", "We tested it.", "Nobody should worry.”"),
            (0,),
            id="third sentence of a quotation",
        ),
        pytest.param(
            (CALDER, "She told reporters: “It is safe.", "We tested every bolt.”"),
            (0, 1),
            id="quotation of a pronoun",
        ),
    ],
)
def test_a_sentence_leans_on_what_names_its_people(
    sentences: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    assert leaning_of_last(*sentences) == expected


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(("He said the pier would open in May.",), id="first sentence"),
        pytest.param((CALDER, "Engineers from Varnholm came in June."), id="names its own"),
        pytest.param((CALDER, "“No comment,” said a spokesman for Orlen."), id="its own speaker"),
        pytest.param(("Lena Ortiz said: “It is safe.”", "Work took nine weeks."), id="closed"),
        pytest.param(("rain fell.", "it stopped."), id="no name anywhere"),
        pytest.param(
            (RUCK, "The tide was high.", "It was calm.", "It was cold.", "“So be it,” he said."),
            id="name too far back",
        ),
    ],
)
def test_a_sentence_stands_alone(sentences: tuple[str, ...]) -> None:
    assert leaning_of_last(*sentences) == ()


@given(split_texts())
def test_leaning_is_always_on_earlier_sentences_in_order(
    split: tuple[str, list[Sentence]],
) -> None:
    text, sentences = split
    for number in range(len(sentences)):
        needed = leans_on(text, sentences, number)
        assert list(needed) == sorted(set(needed))
        assert all(max(0, number - 2 * FURTHEST) <= n < number for n in needed)
