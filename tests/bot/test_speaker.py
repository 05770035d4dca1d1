"""Who speaks in a sentence, and whom "he" means; the stories are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leaning import FURTHEST
from bot.speaker import name_behind, speaker_in
from bot.types import Span
from index.types import Sentence
from tests.bot.material import split_texts

CALDER = "Mayor Ines Calder opened the ferry pier on Tuesday."
RUCK = "Harbour master Tom Ruck inspected the quay."
QUESTIONS = st.one_of(
    st.text(), st.sampled_from(["", "Who said so?", "Who denied it?", "Who accused Ruck?"])
)


def paragraph(*sentences: str) -> tuple[str, list[Sentence]]:
    """These sentences as the text of one paragraph, and where each stands."""
    text, places = "", []
    for sentence in sentences:
        places.append(Sentence(len(text), len(text) + len(sentence)))
        text += sentence + " "
    return text, places


def speaker_of_last(*sentences: str, question: str = "") -> str | None:
    """The name that is found for the speaker of the last of these sentences."""
    text, places = paragraph(*sentences)
    span = speaker_in(text, places, len(places) - 1, question=question)
    return None if span is None else text[span.start : span.end]


def meant_in_last(words: str, *sentences: str) -> str | None:
    """The name that is found for some words of the last of these sentences."""
    text, places = paragraph(*sentences)
    start = text.index(words, places[-1].start)
    span = name_behind(text, places, len(places) - 1, Span(start, start + len(words)))
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“It is safe,” said Lena Ortiz, a diver.", "Lena Ortiz"),
        ('"It is safe," Ortiz-Lund told reporters.', "Ortiz-Lund"),
        ("According to Lena Ortiz, the pier is safe.", "Lena Ortiz"),
        ("The pier is safe, according to its builder, R.J. Tolland.", "R.J. Tolland"),
        ("In Ortiz's view the pier is safe.", "Ortiz"),
        ("The pier is safe, in the opinion of Lena Ortiz.", "Lena Ortiz"),
        ("The charge was denied by Juan de la Cueva on Monday.", "Juan de la Cueva"),
        ("The plan was called “a fairy tale” by Rima Khoury.", "Rima Khoury"),
        ("Its director, Ingeborg Stahl, said the pier was safe.", "Ingeborg Stahl"),
        ("Ove Brandt, a diver from Marden, said the pier was safe.", "Ove Brandt"),
        ("Ove Brandt, who built it, later denied the charge.", "Ove Brandt"),
        ("Ove Brandt of the Coast Guard said the pier was safe.", "Ove Brandt"),
        ("It was Councillor Ines Calder who accused Ruck of theft.", "Ines Calder"),
        ("Dr. Lena Ortiz warned on Monday of cracks.", "Lena Ortiz"),
        ("President Omar al-Bashiri confirmed the talks.", "Omar al-Bashiri"),
        ("Finance Minister Pavel Drozd did not rule out a loan.", "Pavel Drozd"),
        ("Fiona N'Dour told Tom Ruck that the pier was safe.", "Fiona N'Dour"),
        ("The pier is not safe, said Senator Harlan Pike.", "Harlan Pike"),
        ("Ruck's coach, Ruth Olander, asked Berenger to be quiet.", "Ruth Olander"),
        ("Tom Ruck opened the pier and promised more.", "Tom Ruck"),
        ("Prime Minister Theresa May rejected the plan.", "Theresa May"),
        ("The Ministry of Home Affairs confirmed the talks.", "Ministry of Home Affairs"),
    ],
)
def test_the_speaker_is_the_subject_of_the_verb_of_speech(sentence: str, speaker: str) -> None:
    assert speaker_of_last(sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "Engineers tested every bolt of the pier.",
        "The charge was denied on Monday.",
        "Witnesses said that the pier shook.",
        "Police told reporters that the pier was shut.",
        "She said boats would leave at dawn.",
    ],
)
def test_nobody_speaks_where_the_words_name_no_person(sentence: str) -> None:
    assert speaker_of_last(sentence) is None


@pytest.mark.parametrize(
    ("sentences", "speaker"),
    [
        pytest.param((CALDER, "She said boats would leave."), "Ines Calder", id="she said"),
        pytest.param((CALDER, "“We are ready,” she said."), "Ines Calder", id="after a quotation"),
        pytest.param((RUCK, "The tide was high.", "He denied it."), "Tom Ruck", id="two back"),
        pytest.param((CALDER, "In her view it is safe."), "Ines Calder", id="in her view"),
        pytest.param((CALDER, "The mayor said it was safe."), "Ines Calder", id="the mayor"),
        pytest.param((CALDER, RUCK, "The mayor said so."), "Ines Calder", id="the mayor, not Ruck"),
        pytest.param(
            ("Spokeswoman Ada Venn left.", "Chairman Lars Ek came.", "She said no."),
            "Ada Venn",
            id="she is no chairman",
        ),
        pytest.param(
            (CALDER, "She thanked the pilots.", "“It is safe,” she said."),
            "Ines Calder",
            id="she of she",
        ),
    ],
)
def test_a_pronoun_or_title_leads_to_the_name_before_it(
    sentences: tuple[str, ...], speaker: str
) -> None:
    assert speaker_of_last(*sentences) == speaker


def test_a_name_too_far_back_is_not_taken() -> None:
    calm = ["The sea was calm."] * FURTHEST
    assert speaker_of_last(RUCK, *calm[1:], "He denied it.") == "Tom Ruck"
    assert speaker_of_last(RUCK, *calm, "He denied it.") is None


@pytest.mark.parametrize(
    "sentences",
    [
        ("“It is safe,” said Lena Ortiz.", "“We tested every bolt.”"),
        ('"It is safe," Lena Ortiz said.', '"We tested every bolt."'),
        ("Lena Ortiz said: “It is safe.", "We tested it.", "Nobody denied that.”"),
    ],
)
def test_a_quotation_that_goes_on_keeps_its_speaker(sentences: tuple[str, ...]) -> None:
    assert speaker_of_last(*sentences) == "Lena Ortiz"


def test_a_quotation_that_is_attributed_at_its_end_has_that_speaker_from_its_start() -> None:
    text, places = paragraph(RUCK, "“The money is there.", "It is not ours,” said Greta Lohmann.")
    span = speaker_in(text, places, 1)
    assert span is not None
    assert text[span.start : span.end] == "Greta Lohmann"


BOTH = "Ines Calder accused Tom Ruck of theft, but Ruck denied the charge."


@pytest.mark.parametrize(
    ("sentence", "question", "speaker"),
    [
        (BOTH, "Who accused the harbour master?", "Ines Calder"),
        (BOTH, "Who denied the charge?", "Ruck"),
        (BOTH, "Who rejected the accusation of theft?", "Ruck"),
        ("Tom Ruck told Gordon Bell; Bell told Ada Venn.", "Who told Gordon Bell?", "Tom Ruck"),
        ("Tom Ruck told Gordon Bell; Bell told Ada Venn.", "Who told Ada Venn of Ruck?", "Bell"),
        (
            "Ed Moor announced he would step down as mayor, while Nick Lund said he would sue.",
            "Who said he would step down as mayor?",
            "Ed Moor",
        ),
    ],
)
def test_the_question_chooses_among_several_speakers(
    sentence: str, question: str, speaker: str
) -> None:
    assert speaker_of_last(sentence, question=question) == speaker


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Tom Ruck, who was accused of theft, denied it.", "Who accused Tom Ruck?"),
        ("Tom Ruck said the pier was safe.", "Who told Ruck that the pier was safe?"),
        ("“Calder confirmed it,” Lena Ortiz said.", "Who confirmed it?"),
    ],
)
def test_neither_the_accused_nor_who_is_told_nor_who_quotes_is_the_answer(
    sentence: str, question: str
) -> None:
    assert speaker_of_last(sentence, question=question) is None


@pytest.mark.parametrize(
    ("words", "sentences", "name"),
    [
        ("He", (RUCK, "He found a crack."), "Tom Ruck"),
        ("his", (RUCK, "It was his quay."), "Tom Ruck"),
        ("he", ("Tom Ruck said he would go.",), "Tom Ruck"),
        ("The judge", ("Its judge, Jiri Kolar, left.", "The judge said so."), "Jiri Kolar"),
        ("the engineer", ("Ove Brandt, an engineer, left.", "So the engineer said."), "Ove Brandt"),
        ("Mayor Ines Calder", (CALDER,), "Ines Calder"),
        ("They", (RUCK, "They found a crack."), None),
        ("the bishop", (RUCK, "Then the bishop came."), None),
        (" ", (RUCK, "No word."), None),
    ],
)  # fmt: skip
def test_the_name_behind_some_words(
    words: str, sentences: tuple[str, ...], name: str | None
) -> None:
    assert meant_in_last(words, *sentences) == name


@given(split_texts(), QUESTIONS)
def test_a_speaker_stands_in_a_sentence_nearby(
    split: tuple[str, list[Sentence]], question: str
) -> None:
    text, sentences = split
    for number in range(len(sentences)):
        span = speaker_in(text, sentences, number, question=question)
        assert span is None or stands_near(span, sentences, number)


STORY = st.lists(
    st.sampled_from(
        [CALDER, RUCK, BOTH, "“We are ready.", "It is safe,” he said.", "The mayor denied it.",
         '"So be it," she said.', '"Never."', "In her view it rained.", "They told Ruck."]
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(STORY, QUESTIONS)
def test_a_speaker_of_any_story_is_a_name_nearby(story: list[str], question: str) -> None:
    text, sentences = paragraph(*story)
    for number in range(len(sentences)):
        span = speaker_in(text, sentences, number, question=question)
        if span is not None:
            assert text[span.start : span.end] in {"Ines Calder", "Tom Ruck", "Ruck"}
            assert stands_near(span, sentences, number)


@given(split_texts(), st.data())
def test_the_name_behind_any_words_stands_in_them_or_before_them(
    split: tuple[str, list[Sentence]], data: st.DataObject
) -> None:
    text, sentences = split
    number = data.draw(st.integers(0, len(sentences) - 1))
    own = sentences[number]
    start = data.draw(st.integers(own.start, own.end - 1))
    end = data.draw(st.integers(start + 1, own.end))
    span = name_behind(text, sentences, number, Span(start, end))
    if span is not None:
        assert stands_near(span, sentences, number)
        assert span.end <= end


def stands_near(span: Span, sentences: list[Sentence], number: int) -> bool:
    """Whether a span is inside one sentence that may be looked at for the speaker."""
    near = sentences[max(0, number - FURTHEST) : number + FURTHEST + 1]
    return any(one.start <= span.start < span.end <= one.end for one in near)


def test_a_long_chain_of_pronouns_takes_no_long_time() -> None:
    assert speaker_of_last(*["He said, he said, and he said again." * 5] * 4) is None
