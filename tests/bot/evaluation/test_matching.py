"""When a citation holds the gold answer, and when it is verbatim."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.matching import covers, holds_gold, holds_gold_within, is_verbatim
from bot.types import Span
from index.types import revision_of
from tests.bot.evaluation.builders import BRIDGE, MAY, MAYOR, ScriptedBot, citation, question

spans = st.tuples(st.integers(0, 15), st.integers(1, 8)).map(lambda pair: (pair[0], sum(pair)))


@given(spans, spans)
def test_a_span_is_covered_when_half_of_its_characters_are(
    cited: tuple[int, int], gold: tuple[int, int]
) -> None:
    wanted = set(range(*gold))
    assert covers(*cited, Span(*gold)) == (len(wanted & set(range(*cited))) >= len(wanted) / 2)


def test_a_citation_holds_the_gold_that_stands_in_it() -> None:
    assert holds_gold(citation(MAYOR), question("Monday"))
    assert not holds_gold(citation(MAY), question("Monday"))


def test_the_same_offsets_in_another_article_or_revision_do_not_count() -> None:
    assert not holds_gold(citation(MAYOR, article_id="b"), question("Monday"))
    assert not holds_gold(citation(MAYOR, revision="0" * 64), question("Monday"))


def test_a_question_without_an_answer_has_no_right_citation() -> None:
    assert not holds_gold(citation(MAYOR), question(None, answers=["Monday"]))


def test_only_the_first_citations_count() -> None:
    cited = [citation(MAY), citation(BRIDGE), citation(MAYOR)]
    assert not holds_gold_within(cited, question("Monday"), first=2)
    assert holds_gold_within(cited, question("Monday"), first=3)


def test_an_answer_string_counts_in_a_relevant_article_of_an_evidence_set() -> None:
    elsewhere = "It will be rebuilt on the first Monday of June."
    relevant = {"b": revision_of(elsewhere)}
    known = question(MAYOR, answers=["Monday"], answer_revisions=relevant)
    cited = citation(elsewhere, text=elsewhere, article_id="b")
    assert holds_gold(cited, known)
    assert not holds_gold(replace(cited, article_id="c"), known)
    assert not holds_gold(replace(cited, revision="0" * 64), known)
    assert not holds_gold(replace(cited, quote="It will be rebuilt."), known)


def test_an_answer_string_alone_does_not_count_where_spans_are_known() -> None:
    twice = replace(citation(MAY), quote="Work begins on Monday.")
    assert not holds_gold(twice, question("Monday", answers=["Monday"]))


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_only_the_exact_offsets_are_verbatim(start_shift: int, end_shift: int) -> None:
    cited = citation(BRIDGE)
    moved = replace(cited, start=cited.start + start_shift, end=cited.end + end_shift)
    assert is_verbatim(moved, ScriptedBot({}).article_text) == (start_shift == end_shift == 0)


def test_a_citation_of_an_unknown_revision_is_not_verbatim() -> None:
    assert not is_verbatim(citation(revision="0" * 64), ScriptedBot({}).article_text)


def test_an_empty_quote_is_not_verbatim() -> None:
    assert not is_verbatim(citation(""), ScriptedBot({}).article_text)
