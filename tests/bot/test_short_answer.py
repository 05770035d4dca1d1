"""The short answer has the form that is asked for, and no word of its own but "," and "and"."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import Cited, cite, verify
from bot.short_answer import MOST_ITEMS, short_answer
from bot.types import Evidence, Span
from index.types import Article, Hit, Sentence
from tests.bot.bots import TellingReader, open_newsroom
from tests.bot.material import Material, hit_on, materials
from tests.newsroom import FERRY

QUESTIONS = [
    "Who said so?",
    "Where is it?",
    "How many boats sank?",
    "When did it open?",
    "Did it open?",
    "Why did it open?",
    "What did she buy?",
    "Which countries signed?",
    "Name the towns.",
    "",
]
WORDS = st.sampled_from(
    'by the and , of Dorian Wex Selby Egypt ( “ ” " . he 35 $ more than million % people on Jan. '
    "13 2019 not denied - “No U.S. é 🚢".split()
)


def article_of(marked: Sequence[str]) -> tuple[Hit, list[Evidence]]:
    """One article of these sentences; the words between braces are each one's span.

    Each sentence is evidence, the first the best, the others nearly as good.
    """
    sentences: list[Sentence] = []
    spans: list[Span | None] = []
    text = ""
    for one in marked:
        plain = one.replace("{", "").replace("}", "")
        is_marked = "{" in one
        starts = len(text) + one.find("{")
        spans.append(Span(starts, len(text) + one.find("}") - 1) if is_marked else None)
        sentences.append(Sentence(len(text), len(text) + len(plain)))
        text += plain + " "
    hit = hit_on(Article("news", "News", text), sentences)
    evidence = [
        Evidence("news", hit.revision, n, text[s.start : s.end], 0.9 - n / 100, span=spans[n])
        for n, s in enumerate(sentences)
    ]
    return hit, evidence


def said(question: str, *marked: str) -> str:
    """The short answer to a question from sentences whose spans are between braces."""
    hit, evidence = article_of(marked)
    return short_answer(question, evidence, cite(evidence, [hit], max_citations=20))


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who denied it?", "It was denied {by Dorian Wex}.", "Dorian Wex"),
        ("Who denied it?", "{Dorian Wex, the port’s spokesman,} denied it.", "Dorian Wex"),
        ("Who denied it?", "{Dorian Wex, 54,} denied it.", "Dorian Wex"),
        ("Who denied it?", "“{Dorian Wex” }denied it.", "Dorian Wex"),
        ("Who denied it?", "Spokesman {Dorian We}x denied it.", "Dorian Wex"),
        ("Who denied it?", "The {U.S}. denied it.", "U.S."),
        ("Who denied it?", "{the US} denied it.", "the US"),
        ("Who owns it?", "It belongs to {Harbour Corp}. of Selby.", "Harbour Corp."),
        (
            "Who spoke?",
            "{Mara Lind, a nurse, and Dorian Wex, a pilot}, spoke.",
            "Mara Lind, a nurse, and Dorian Wex, a pilot",
        ),
        ("Where is it?", "It lies {in Selby, the county seat,} for now.", "Selby"),
        ("Where is it?", "It lies {in Selby, Amberland}, for now.", "Selby, Amberland"),
        ("Where is it?", "It lies {near the border} for now.", "near the border"),
        ("How many sank?", "In all, {35} sank.", "35"),
        ("How many sank?", "{Some 1,000 to 1,200 boats} sank.", "Some 1,000 to 1,200 boats"),
        (
            "How many died?",
            "In all, {more than 1,200 foreign sailors were killed in the raid on the fort}.",
            "more than 1,200 foreign sailors",
        ),
        (
            "How many of the 70 sailors died?",
            "On Jan. 13, {35 of the 70 sailors who were on board died at sea}.",
            "35",
        ),
        (
            "How much was it?",
            "It {cost the town at least $1.2 billion} then.",
            "at least $1.2 billion",
        ),
        ("How much was it?", "It cost ${35} million then.", "$35 million"),
        ("What percentage voted?", "Only {35} percent voted.", "35 percent"),
        ("What share voted?", "Only {35}% voted.", "35%"),
        ("How old is she?", "{Mara Lind, 34, a pilot from Selby,} spoke.", "34"),
        ("How often do they meet?", "They meet {three times a week}.", "three times a week"),
        ("How many sank?", "{One} sank.", "One"),
        ("When did it open?", "It opened {on Jan. 13}.", "Jan. 13"),
        ("When did it open?", "It opened {in May}.", "May"),
        ("When did it open?", "{On Jan}. 13 it opened.", "Jan."),
        ("When did it close?", "It has been shut {since 2011}.", "since 2011"),
        (
            "When did it open?",
            "It opened {on Monday evening after the last ferry had left the pier}.",
            "Monday evening",
        ),
        ("When is it?", "It is {on the night before the vote}.", "the night before the vote"),
        ("What was he accused of?", "He was accused {of fraud}.", "fraud"),
        ("Why did it close?", "It closed {because the roof leaked}.", "because the roof leaked"),
        ("What did she say?", "She said: {“We are ready.”}", "“We are ready.”"),
        ("What did she say?", "She said: {“We are ready}.”", "We are ready"),
        ("Do you know who won?", "The race was won {by Mara Lind}.", "Mara Lind"),
    ],
)
def test_the_words_are_cut_to_the_form_that_is_asked_for(
    question: str, sentence: str, answer: str
) -> None:
    assert said(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who denied it?", "Then {he} denied it."),
        ("Where is it?", "It is {in the} town."),
        ("Who denied it?", "Wex denied it{. }"),
        ("Who denied it?", "Wex denied it."),
        ("Who denied it?", "{Wex denied it}."),
        (
            "Who denied it?",
            "{The port and the town and the county and the state and the country} denied it.",
        ),
        (
            "How many sank?",
            "{Of 70 boats 35 sank, 20 burned and 15 came home to the old port}.",
        ),
    ],
)
def test_the_sentence_stands_where_its_words_do_not_fit(question: str, sentence: str) -> None:
    assert said(question, sentence) == sentence.replace("{", "").replace("}", "")


@pytest.mark.parametrize(
    ("sentences", "answer"),
    [
        (
            ["{Egypt} signed.", "So did {Ingria}.", "{Amberland} signed."],
            "Egypt, Ingria and Amberland",
        ),
        (["{Egypt} signed.", "{Egypt} did sign.", "{the Egypt}ians."], "Egypt and the Egyptians"),
        (["{Egypt} signed.", "{Egypt and Ingria} signed."], "Egypt and Ingria"),
        (["{Egypt and Ingria} signed.", "{Ingria} signed."], "Egypt and Ingria"),
        (["{Egypt and Ingria} signed.", "{Amberland} too."], "Egypt and Ingria, Amberland"),
        (["{Egypt} signed.", "{They} all signed."], "Egypt"),
        (["{They} all signed.", "{Egypt} signed."], "They all signed."),
        (["Wex of {the UN} came.", "{The United Nations} did."], "The United Nations"),
    ],
)
def test_a_question_for_several_gets_what_differs(sentences: list[str], answer: str) -> None:
    assert said("Which countries signed?", *sentences) == answer
    assert said("Which country signed?", *sentences) == said("Which country signed?", sentences[0])


def test_a_list_ends_somewhere() -> None:
    towns = [f"{{{name}}} flooded." for name in "Arden Brill Corby Deal Epsom Filey Goole".split()]
    answer = said("Which towns flooded?", *towns)
    assert answer == "Arden, Brill, Corby, Deal, Epsom and Filey"
    assert answer.count(",") + 2 == MOST_ITEMS


def test_a_list_has_nothing_that_is_far_less_likely() -> None:
    hit, evidence = article_of(["{Egypt} signed.", "{Ingria} waited."])
    doubtful = [evidence[0], replace(evidence[1], score=0.1)]
    cited = cite(doubtful, [hit], max_citations=5)
    assert short_answer("Which countries signed?", doubtful, cited) == "Egypt"


@pytest.mark.parametrize(
    ("sentences", "chosen"),
    [
        (["{Amberland} sent arms to the rebels.", "Wex denied that Amberland arms {rebels}."], 1),
        (["{No}, Amberland isn’t arming the rebels.", "Amberland arms the rebels."], 0),
        (["Amberland did {send} arms to rebels.", "Wex would not say {when}."], 0),
        (["Amberland did {send} arms to rebels.", "The rebels did not come to Selby."], 0),
    ],
)
def test_yes_or_no_is_never_said_but_the_sentence_that_bears_on_it(
    sentences: list[str], chosen: int
) -> None:
    answer = said("Did Amberland send arms to the rebels?", *sentences)
    assert answer == sentences[chosen].replace("{", "").replace("}", "")


def test_a_name_is_taken_from_the_sentence_that_he_leans_on_only_if_that_is_cited() -> None:
    hit, (first, second) = article_of(["{Dorian Wex} came.", "“We are ready,” he said."])
    leaning = replace(second, leans_on=(0,), span=first.span)
    both, alone = (cite([leaning], [hit], max_citations=n) for n in (2, 1))
    assert short_answer("Who said it?", [leaning], both) == "Dorian Wex"
    assert short_answer("Who said it?", [leaning], alone) == "“We are ready,” he said."


def test_a_bot_says_the_short_answer_beside_the_whole_sentence(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, reader=TellingReader(0.9)) as newsroom:
        newsroom.publish(FERRY)
        answer = newsroom.bot.ask("Who opened the Varnholm ferry pier?")
    assert answer.answer == "Mayor Ines"
    assert answer.statements[0].text.startswith("Mayor Ines Calder opened")


def test_evidence_that_was_dropped_says_nothing() -> None:
    hit, evidence = article_of(["{Dorian Wex} denied it.", "{Mara Lind} denied it."])
    cited = cite(evidence, [hit], max_citations=5)
    left = Cited(cited.statements[1:], cited.citations[1:])
    assert short_answer("Who denied it?", evidence, left) == "Mara Lind"


@st.composite
def spanned(draw: st.DrawFn, material: st.SearchStrategy[Material]) -> Material:
    """Material whose evidence has spans, within its sentences, over their edges or nowhere."""
    made = draw(material)
    offsets = st.integers(-3, 40)
    return replace(
        made,
        evidence=[
            replace(one, span=draw(st.none() | st.builds(Span, offsets, offsets)))
            for one in made.evidence
        ],
    )


@st.composite
def news(draw: st.DrawFn) -> Material:
    """An article of words that the forms look for; each span covers some of a sentence's words."""
    marked = []
    for words in draw(st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=5)):
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, len(words) - 1))
        words[first] = "{" + words[first]
        words[last] += "}"
        marked.append(" ".join(words))
    hit, evidence = article_of(marked)
    return Material([hit], evidence, {("news", hit.revision): hit.article.text})


def is_made_of(answer: str, quotes: Sequence[str]) -> bool:
    """Whether the answer is pieces of quotes, joined by ", " and " and "."""
    if any(answer in quote for quote in quotes):
        return True
    ends = [n for n in range(len(answer)) if answer.startswith((", ", " and "), n)]
    return any(
        any(answer[:n] in quote for quote in quotes)
        and is_made_of(answer[n:].removeprefix(", ").removeprefix(" and "), quotes)
        for n in ends
        if n
    )


@given(spanned(materials()) | news(), st.sampled_from(QUESTIONS) | st.text(), st.integers(1, 8))
def test_every_word_of_a_short_answer_stands_in_a_cited_sentence(
    material: Material, question: str, max_citations: int
) -> None:
    drafted = cite(material.evidence, material.hits, max_citations=max_citations)
    cited = verify(drafted, material.read_text)
    answer = short_answer(question, material.evidence, cited)
    assert answer
    assert is_made_of(answer, [citation.quote for citation in cited.citations])
    assert answer == short_answer(question, list(material.evidence), cited)
