"""What counts as a copy: cut, retold under another headline, with a paragraph more, in boilerplate;
and what does not, however much it shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies.likeness import Verdict, likeness_of
from index.copies.shingles import Shingles
from index.copies.sketch import LEAST, MOST, Size, estimated_containment, marks_of
from tests.index.copies.stories import sentences, text_of

STORY, OTHER = text_of(1), text_of(2)
BOILERPLATE = "\n".join(
    [
        "Reporting by Lena Ortiz in Selby; editing by Bo Lind.",
        "Sign up for our morning letter and have five things in your inbox every weekday.",
        "This material may not be published, broadcast, rewritten or redistributed.",
    ]
)


def verdict(one: str, other: str) -> Verdict:
    """The same both ways round."""
    first, second = Shingles.of(one), Shingles.of(other)
    assert likeness_of(first, second) == likeness_of(second, first)
    return likeness_of(first, second).verdict


def paragraph(seed: int) -> str:
    return " ".join(sentences(seed, 3))


@pytest.mark.parametrize("kept", [6, 12, 20])
def test_a_text_that_is_cut_is_a_copy(kept: int) -> None:
    assert verdict(STORY, text_of(1, 24)[: len(text_of(1, kept))]) is Verdict.COPY


@pytest.mark.parametrize("place", range(9))
def test_a_text_with_a_paragraph_more_is_a_copy(place: int) -> None:
    parts = STORY.split("\n\n")
    longer = "\n\n".join([*parts[:place], paragraph(9), *parts[place:]])
    assert verdict(STORY, longer) is Verdict.COPY


def test_a_text_in_boilerplate_is_a_copy() -> None:
    wired = f"SELBY (Wire) -\n{STORY}\n{BOILERPLATE}"
    assert verdict(STORY, wired) is Verdict.COPY
    assert verdict(f"{BOILERPLATE}\n{STORY}", wired) is Verdict.COPY


def test_boilerplate_makes_no_copies_even_of_short_texts() -> None:
    short, other = text_of(1, 3), text_of(2, 3)
    assert verdict(f"{short}\n{BOILERPLATE}", f"{other}\n{BOILERPLATE}") is Verdict.DISTINCT
    unknown = paragraph(9)  # nothing that we would know for boilerplate
    assert verdict(f"{short}\n{unknown}", f"{other}\n{unknown}") is Verdict.DISTINCT


def test_an_update_of_a_live_blog_is_no_copy() -> None:
    newer = f"{text_of(5, 12)}\n\n{STORY}"
    assert verdict(STORY, newer) is Verdict.DISTINCT


def test_a_follow_up_that_repeats_the_background_is_no_copy() -> None:
    background = "\n\n".join(STORY.split("\n\n")[2:])
    assert verdict(STORY, f"{text_of(6, 12)}\n\n{background}") is Verdict.DISTINCT


def test_two_reports_with_the_same_quotations_are_no_copies() -> None:
    quotes = [f"“{one}”" for one in sentences(7, 4)]
    mine, theirs = text_of(1, 12).split("\n\n"), text_of(2, 12).split("\n\n")
    one = "\n\n".join(f"{part} {quote}" for part, quote in zip(mine, quotes, strict=True))
    other = "\n\n".join(f"{part} {quote}" for part, quote in zip(theirs, quotes, strict=True))
    assert verdict(one, other) is Verdict.DISTINCT


def test_one_template_with_another_story_in_it_is_for_meaning_to_decide() -> None:
    opening = paragraph(8)
    assert verdict(f"{opening}\n{text_of(1, 6)}", f"{opening}\n{text_of(2, 6)}") is Verdict.DOUBTFUL


def test_a_short_text_is_a_copy_only_where_every_word_is_the_same() -> None:
    flash = "The ferry pier of Varnholm is open again."
    assert verdict(flash, "THE FERRY PIER OF VARNHOLM IS OPEN AGAIN") is Verdict.COPY
    assert verdict(flash, "The ferry pier of Varnholm is open.") is Verdict.DISTINCT
    assert verdict("", "") is Verdict.DISTINCT


@given(st.integers(0, 200), st.integers(1, 400))
def test_the_marks_are_the_smallest_shingles(seed: int, count: int) -> None:
    shingles = Shingles.of(text_of(seed, 3 * (1 + count // 40)))
    marks = marks_of(shingles)
    assert marks == shingles.distinct[: len(marks)].tolist()
    assert min(LEAST, shingles.count) <= len(marks) <= MOST


def test_a_long_text_has_no_more_marks_than_fit() -> None:
    assert len(marks_of(Shingles.of(text_of(1, 900)))) == MOST


def test_the_estimate_is_near_the_containment() -> None:
    whole = Shingles.of(text_of(1, 150))
    for kept in (30, 60, 120):
        part = Shingles.of(text_of(1, 150)[: len(text_of(1, kept))])
        shared = len(set(marks_of(whole)) & set(marks_of(part)))
        sizes = [Size(one.count, len(marks_of(one))) for one in (whole, part)]
        assert estimated_containment(shared, *sizes) == pytest.approx(1.0, abs=0.45)
    other = set(marks_of(Shingles.of(text_of(2, 150))))
    assert not other & set(marks_of(whole))
