"""Who is meant: spans on the names behind pronouns and on the speakers that are asked for."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settled import OPPOSITE, SPOKEN, settled
from bot.types import Evidence, Span
from index.sentences import split_sentences
from index.types import Article, Hit
from tests.bot.material import hit_on

TEXT = (
    "Harbour master Tom Ruck met reporters on Monday. "
    "He denied that the piles were cracked. "
    "Mayor Ines Calder confirmed that the piles were cracked. "
    "The pier cost 14 million crowns."
)


def pier(text: str = TEXT) -> Hit:
    """All sentences of a text as one hit."""
    return hit_on(Article("pier", "Pier", text), split_sentences(text))


def evidence_on(hit: Hit, number: int, score: float, words: str | None = None) -> Evidence:
    """Sentence `number` of a hit, with a span on the first of its `words`."""
    sentence = hit.sentences[number]
    text = hit.article.text[sentence.start : sentence.end]
    at = sentence.start + text.index(words) if words else 0
    span = Span(at, at + len(words)) if words else None
    return Evidence("pier", hit.revision, number, text, score, span=span)


def words_of(one: Evidence) -> str | None:
    return TEXT[one.span.start : one.span.end] if one.span else None


def test_the_name_behind_a_pronoun_is_the_answer_and_its_sentence_is_leaned_on() -> None:
    hit = pier()
    best = settled("Who is in charge of the harbour?", [evidence_on(hit, 1, 0.9, "He")], [hit])[0]
    assert (words_of(best), best.number, best.leans_on) == ("Tom Ruck", 1, (0,))


def test_who_denied_is_answered_by_the_speaker_whatever_the_span() -> None:
    hit = pier()
    found = settled("Who denied the cracks?", [evidence_on(hit, 1, 0.9, "the piles")], [hit])
    assert words_of(found[0]) == "Tom Ruck"


@pytest.mark.parametrize(
    ("question", "name"),
    [("Who denied the cracks?", "Tom Ruck"), ("Who confirmed the cracks?", "Ines Calder")],
)
def test_the_opposite_claim_falls_back(question: str, name: str) -> None:
    hit = pier()
    evidence = [evidence_on(hit, 1, 0.6, "He"), evidence_on(hit, 2, 0.6, "Ines Calder")]
    found = settled(question, evidence, [hit])
    assert words_of(found[0]) == name
    raised = 0.6 + 0.4 * SPOKEN
    assert [one.score for one in found] == [pytest.approx(raised), pytest.approx(0.6 * OPPOSITE)]


@pytest.mark.parametrize(
    ("question", "sentence", "rises"),
    [
        ("Who denied the cracks?", "Tom Ruck insisted that the pier had no cracks.", True),
        ("Who denied a role in the strike?", "He said: “No, we had no role in it.”", True),
        ("Who confirmed the cracks?", "Ines Calder admitted the cracks.", True),
        # It is about something else.
        ("Who denied the cracks?", "Tom Ruck denied that he would resign.", False),
        ("Who denied a role in the strike?", "Nobody was hurt, Calder said.", False),
        # It is said, and not denied; or not said at all.
        ("Who denied the cracks?", "Tom Ruck spoke about the cracks.", False),
        ("Who denied the cracks?", "Tom Ruck did not say that there were cracks.", False),
        ("Who confirmed the cracks?", "Tom Ruck said that there were no cracks.", False),
        # No act of speech is asked for.
        ("Who repaired the cracks?", "Tom Ruck denied the cracks.", False),
    ],
)
def test_what_is_asked_for_by_its_act_rises_where_a_sentence_on_the_matter_does_it(
    question: str, sentence: str, *, rises: bool
) -> None:
    text = f"Tom Ruck runs the harbour. {sentence}"
    hit = pier(text)
    found = settled(question, [evidence_on(hit, 1, 0.1)], [hit])
    expected = 0.1 + 0.9 * SPOKEN if rises else 0.1
    assert found[0].score == pytest.approx(expected)


def test_spans_of_other_questions_stay() -> None:
    hit = pier()
    evidence = [evidence_on(hit, 3, 0.8, "14 million crowns"), evidence_on(hit, 0, 0.1)]
    assert settled("What did the pier cost?", evidence, [hit]) == evidence


@given(
    st.text(min_size=1).filter(str.strip),
    st.sampled_from(["Who denied it?", "Who is he?", "Who said so?", "When?"]),
    st.lists(st.floats(0, 1), min_size=1, max_size=14),
)
def test_no_evidence_is_lost_and_spans_stay_within_the_text(
    text: str, question: str, scores: Sequence[float]
) -> None:
    hit = pier(text)
    numbers = [n % len(hit.sentences) for n in range(len(scores))]
    ordered = sorted(scores, reverse=True)
    evidence = [
        Evidence("pier", hit.revision, n, "", score, span=Span(0, 1))
        for n, score in zip(numbers, ordered, strict=True)
    ]
    found = settled(question, evidence, [hit])
    assert sorted(one.number for one in found) == sorted(numbers)
    for one in found:
        assert one.span is not None
        assert 0 <= one.span.start < one.span.end <= len(text)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
