"""Evidence in several places: agreement raises scores, other answers are rivals, none is lost."""

from collections.abc import Sequence
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support import COMPARED, RIVAL_SHARE, SUPPORT, joined
from bot.types import Evidence, Span

SAID = ["Tom Ruck", "Ines Calder", "Lena Ortiz", "Bo Lind", "Amal Reza"]
PIECES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([*SAID, "he", None]), st.floats(0, 1)), max_size=14
)


def evidence_of(*pieces: tuple[int, str | None, float]) -> tuple[list[Evidence], dict[str, str]]:
    """Evidence, best first, of (article, answer, score) each, and the articles' texts."""
    texts: dict[str, str] = {}
    evidence = []
    for article, said, score in sorted(pieces, key=lambda piece: -piece[2]):
        name = f"a{article}"
        before = texts.get(name, "")
        text = f"{said} denied it. "
        span = None if said is None else Span(len(before), len(before) + len(said))
        texts[name] = before + text
        number = before.count(".")
        evidence.append(Evidence(name, "r", number, text.strip(), score, span=span))
    return evidence, texts


def scores_by_article(evidence: Sequence[Evidence]) -> dict[str, float]:
    return {one.article_id: one.score for one in evidence}


@given(PIECES.filter(bool))
def test_no_evidence_is_lost_and_scores_stay_in_order(
    pieces: list[tuple[int, str | None, float]],
) -> None:
    evidence, texts = evidence_of(*pieces)
    reading = joined(evidence, texts)
    places = sorted((one.article_id, one.number) for one in reading.evidence)
    assert places == sorted((one.article_id, one.number) for one in evidence)
    scores = [one.score for one in reading.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert reading.confidence == scores[0]
    before = {(one.article_id, one.number): one for one in evidence}
    for one in reading.evidence:
        was = before[one.article_id, one.number]
        assert one.score >= was.score
        assert (one.text, one.span) == (was.text, was.span)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=COMPARED))
def test_each_other_article_that_agrees_counts_for_half_of_its_probability(
    chances: list[float],
) -> None:
    evidence, texts = evidence_of(*[(n, "Tom Ruck", chance) for n, chance in enumerate(chances)])
    found = scores_by_article(joined(evidence, texts).evidence)
    for n, chance in enumerate(chances):
        others = prod(1 - SUPPORT * other for m, other in enumerate(chances) if m != n)
        assert found[f"a{n}"] == pytest.approx(1 - (1 - chance) * others)


def test_an_article_that_says_it_twice_counts_once() -> None:
    once, twice = (
        joined(*evidence_of((0, "Tom Ruck", 0.5), *[(1, "Tom Ruck", 0.4)] * times))
        for times in (1, 2)
    )
    assert once.confidence == twice.confidence == pytest.approx(1 - 0.5 * 0.8)


@given(st.floats(0, 1))
def test_a_score_without_support_stays_what_it_was(chance: float) -> None:
    pieces = [(0, "Tom Ruck", chance)] * (COMPARED + 1)
    assert {one.score for one in joined(*evidence_of(*pieces)).evidence} == {chance}


def test_an_article_does_not_support_itself() -> None:
    reading = joined(*evidence_of((0, "Tom Ruck", 0.5), (0, "Tom Ruck", 0.4)))
    assert reading.confidence == 0.5


def test_support_may_bring_an_answer_before_a_likelier_one() -> None:
    pieces = (0, "Ines Calder", 0.6), (1, "Tom Ruck", 0.5), (2, "Tom Ruck", 0.5)
    first, second, third = joined(*evidence_of(*pieces)).evidence
    assert {first.article_id, second.article_id} == {"a1", "a2"}
    assert third.score == 0.6


@pytest.mark.parametrize("silent", ["he", "He", None])
def test_words_that_say_nothing_by_themselves_neither_support_nor_rival(
    silent: str | None,
) -> None:
    reading = joined(*evidence_of((0, silent, 0.6), (1, silent, 0.6)))
    assert (reading.confidence, reading.rivals) == (0.6, 0)


@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=COMPARED))
def test_rivals_are_the_different_other_answers_that_are_as_likely(said: list[str]) -> None:
    # In one article, so that nothing is raised.
    evidence, texts = evidence_of(*[(0, words, 0.5) for words in said])
    assert joined(evidence, texts).rivals == len(set(said)) - 1


@pytest.mark.parametrize(("share", "rivals"), [(1.0, 1), (0.01, 1), (-0.01, 0)])
def test_a_rival_is_nearly_as_likely_as_the_best(share: float, rivals: int) -> None:
    other = 0.8 * (RIVAL_SHARE + share * (1 - RIVAL_SHARE))
    reading = joined(*evidence_of((0, "Tom Ruck", 0.8), (1, "Ines Calder", min(other, 0.8))))
    assert reading.rivals == rivals


def test_only_the_best_are_compared() -> None:
    pieces = [(n, SAID[0], 0.9) for n in range(COMPARED)]
    with_one_more = joined(*evidence_of(*pieces, (50, SAID[0], 0.8)))
    assert with_one_more.evidence[-1].score == 0.8
    assert with_one_more.confidence == joined(*evidence_of(*pieces)).confidence


def test_a_copy_is_no_support_and_a_copy_of_what_supports_counts_once() -> None:
    pieces = [(0, "Tom Ruck", 0.5), (1, "Tom Ruck", 0.4), (2, "Tom Ruck", 0.4)]
    evidence, texts = evidence_of(*pieces)
    alone = joined(evidence[:1], texts).confidence
    one_more = joined(evidence[:2], texts).confidence
    assert joined(evidence[:2], texts, {"a0": "story", "a1": "story"}).confidence == alone
    assert joined(evidence, texts, {"a1": "story", "a2": "story"}).confidence == one_more
    assert joined(evidence, texts, {"a1": "story"}).confidence > one_more > alone


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="at least one"):
        joined([], {})
