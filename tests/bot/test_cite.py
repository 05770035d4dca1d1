"""What is cited is verbatim, numbered in order, and dropped when the stored text says otherwise."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.cite import Cited, cite, quote_closest, verify
from bot.types import Citation, Statement
from index.types import revision_of
from tests.bot.material import Material, materials, reader_of

LIMITS = st.integers(1, 8)


@given(materials(), LIMITS)
def test_every_statement_is_the_sentence_that_it_cites_first(
    material: Material, max_citations: int
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=max_citations)
    quotes = {citation.marker: citation.quote for citation in cited.citations}
    assert cited.statements
    for statement, evidence in zip(cited.statements, material.evidence, strict=False):
        assert statement.text == evidence.text == quotes[statement.citations[0]]


@given(materials(), LIMITS)
def test_every_quote_is_verbatim_at_its_offsets(material: Material, max_citations: int) -> None:
    cited = cite(material.evidence, material.hits, max_citations=max_citations)
    for citation in cited.citations:
        text = material.read_text(citation.article_id, citation.revision)
        assert text[citation.start : citation.end] == citation.quote


@given(materials(), LIMITS)
def test_the_first_citation_is_the_best_evidence(material: Material, max_citations: int) -> None:
    best = material.evidence[0]
    first = cite(material.evidence, material.hits, max_citations=max_citations).citations[0]
    assert (first.article_id, first.sentence) == (best.article_id, best.number)
    assert (first.marker, first.quote) == (1, best.text)


@given(materials(), LIMITS)
def test_markers_count_up_in_order_of_first_use_and_none_is_lost_or_invented(
    material: Material, max_citations: int
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=max_citations)
    used = [marker for statement in cited.statements for marker in statement.citations]
    in_order = list(dict.fromkeys(used))
    assert in_order == [citation.marker for citation in cited.citations]
    assert in_order == list(range(1, len(in_order) + 1))
    assert len(in_order) <= max_citations


@given(materials())
def test_a_sentence_is_cited_with_all_that_it_leans_on_where_there_is_room(
    material: Material,
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=1000)
    place_of = {c.marker: (c.article_id, c.sentence) for c in cited.citations}
    assert len(cited.statements) == len(material.evidence)
    for statement, evidence in zip(cited.statements, material.evidence, strict=True):
        numbers = (evidence.number, *evidence.leans_on)
        wanted = [(evidence.article_id, number) for number in numbers]
        assert [place_of[marker] for marker in statement.citations] == wanted


@given(materials(), LIMITS)
def test_a_sentence_is_cited_only_once(material: Material, max_citations: int) -> None:
    cited = cite(material.evidence, material.hits, max_citations=max_citations)
    places = [(c.article_id, c.sentence) for c in cited.citations]
    assert len(places) == len(set(places))


@given(materials(), LIMITS)
def test_what_is_verbatim_passes_unchanged(material: Material, max_citations: int) -> None:
    cited = cite(material.evidence, material.hits, max_citations=max_citations)
    assert verify(cited, material.read_text) == cited


@given(materials(), st.data())
def test_one_changed_character_drops_all_that_cites_the_text(
    material: Material, data: st.DataObject
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    key = data.draw(st.sampled_from([(c.article_id, c.revision) for c in cited.citations]))
    at = data.draw(st.integers(0, len(material.texts[key]) - 1))
    changed = _changed_at(material.texts[key], at)
    left = verify(cited, reader_of({**material.texts, key: changed}))
    untouched = [c for c in cited.citations if (c.article_id, c.revision) != key]
    assert [c.marker for c in left.citations] == [c.marker for c in untouched]
    _assert_sound(left, material.texts)


@given(materials(), st.data())
def test_a_wrong_revision_or_article_or_place_is_dropped(
    material: Material, data: st.DataObject
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    victim = data.draw(st.sampled_from(list(cited.citations)))
    forged = data.draw(_forgeries(victim))
    assume(forged != victim)
    citations = [forged if c.marker == victim.marker else c for c in cited.citations]
    left = verify(Cited(cited.statements, citations), material.read_text)
    assert victim.marker not in [citation.marker for citation in left.citations]
    _assert_sound(left, material.texts)


@given(materials())
def test_a_text_under_the_name_of_another_revision_is_dropped(material: Material) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    other = revision_of("another text")
    renamed = [replace(citation, revision=other) for citation in cited.citations]
    texts = {(article_id, other): text for (article_id, _), text in material.texts.items()}
    assert verify(Cited(cited.statements, renamed), reader_of(texts)) == Cited([], [])


@given(materials())
def test_nothing_is_left_of_articles_that_are_gone(material: Material) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    assert verify(cited, reader_of({})) == Cited([], [])


@given(materials(), st.lists(st.tuples(st.text(), st.lists(st.integers(-2, 9)))))
def test_no_statement_passes_without_a_citation_of_its_own_words(
    material: Material, made_up: list[tuple[str, list[int]]]
) -> None:
    cited = cite(material.evidence, material.hits, max_citations=8)
    invented = [Statement(text, markers) for text, markers in made_up]
    borrowed = [Statement(s.text, []) for s in cited.statements]
    mixed = Cited([*invented, *cited.statements, *borrowed], cited.citations)
    left = verify(mixed, material.read_text)
    _assert_sound(left, material.texts)
    assert [s for s in left.statements if s in borrowed] == []


def test_a_dropped_citation_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    forged = Citation("a", "r", "T", None, None, None, None, "never said", 0, 10, 0, 1.0, marker=1)
    with caplog.at_level(logging.ERROR):
        verify(Cited([Statement("never said", [1])], [forged]), reader_of({}))
    assert [record.getMessage() for record in caplog.records] == ["quote_dropped"]
    assert "never said" not in str(caplog.records[0].__dict__)


@given(materials(), LIMITS)
def test_the_closest_are_the_best_evidence_verbatim_at_its_offsets(
    material: Material, most: int
) -> None:
    closest = quote_closest(material.evidence, material.hits, material.read_text, most=most)
    assert [(q.article_id, q.sentence, q.quote, q.score) for q in closest] == [
        (e.article_id, e.number, e.text, e.score) for e in material.evidence[:most]
    ]
    for quote in closest:
        text = material.texts[quote.article_id, quote.revision]
        assert text[quote.start : quote.end] == quote.quote


@given(materials(), st.data())
def test_one_changed_character_drops_the_closest_of_its_text(
    material: Material, data: st.DataObject
) -> None:
    whole = quote_closest(material.evidence, material.hits, material.read_text, most=8)
    key = data.draw(st.sampled_from([(q.article_id, q.revision) for q in whole]))
    at = data.draw(st.integers(0, len(material.texts[key]) - 1))
    read_changed = reader_of({**material.texts, key: _changed_at(material.texts[key], at)})
    left = quote_closest(material.evidence, material.hits, read_changed, most=8)
    assert left == [quote for quote in whole if (quote.article_id, quote.revision) != key]


def _assert_sound(cited: Cited, texts: Mapping[tuple[str, str], str]) -> None:
    quotes = {citation.marker: citation.quote for citation in cited.citations}
    used = {marker for statement in cited.statements for marker in statement.citations}
    assert used == quotes.keys()
    for citation in cited.citations:
        text = texts[citation.article_id, citation.revision]
        assert text[citation.start : citation.end] == citation.quote != ""
    for statement in cited.statements:
        assert statement.text in [quotes[marker] for marker in statement.citations]


def _changed_at(text: str, at: int) -> str:
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


def _forgeries(citation: Citation) -> st.SearchStrategy[Citation]:
    return st.one_of(
        st.text().map(lambda article_id: replace(citation, article_id=f"other {article_id}")),
        st.text().map(lambda text: replace(citation, revision=revision_of("other " + text))),
        st.integers(1, 9).map(lambda by: replace(citation, quote=citation.quote + "x" * by)),
        st.integers(1, 99).map(lambda by: replace(citation, end=citation.end + by)),
        st.integers(1, 99).map(lambda by: replace(citation, start=citation.start - by)),
        st.just(replace(citation, quote="", end=citation.start)),
    )
