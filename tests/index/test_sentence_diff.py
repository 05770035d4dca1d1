"""A diff tells how one text became the other, and points at sentences that are there verbatim."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentence_diff import (
    MAX_COMPARED,
    ChangeKind,
    Diff,
    SplitText,
    Wording,
    diff_of,
    replacement_of,
    still_says,
)
from tests.builders import TEXT

# Sentences that come again, that are alike, and that are nothing alike, in any order.
SENTENCES = st.sampled_from(
    [
        "The mayor spoke on Monday.",
        "The mayor spoke on Tuesday at noon.",
        "The bridge will be rebuilt in May.",
        "The bridge will be rebuilt in June.",
        "Nobody was hurt.",
        "“Yes,” she said.",
        "Yes.",
        "40 people died.",
    ]
)
TEXTS = st.lists(SENTENCES, max_size=12).flatmap(
    lambda sentences: st.sampled_from([" ", "\n\n"]).map(lambda gap: gap.join(sentences))
)


def diff(former: str, later: str) -> Diff:
    return diff_of(SplitText.of(former), SplitText.of(later))


def told(changes: Diff) -> list[tuple[str, str | None, str | None]]:
    """The changes as (kind, former sentence, later sentence)."""
    return [
        (
            change.kind.value,
            change.before.text if change.before else None,
            change.after.text if change.after else None,
        )
        for change in changes.changes
    ]


def folded(wording: Wording) -> str:
    return " ".join(wording.text.split())


def staying(text: SplitText, without: set[int]) -> list[str]:
    """The words of the sentences that do not start at these places."""
    pairs = zip(text.sentences, text.words, strict=True)
    return [words for sentence, words in pairs if sentence.start not in without]


@settings(max_examples=200)
@given(former=TEXTS, later=TEXTS)
def test_what_stays_is_the_same_in_both_texts_in_the_same_order(former: str, later: str) -> None:
    ours, theirs = SplitText.of(former), SplitText.of(later)
    changes = diff_of(ours, theirs).changes
    gone = {change.before.start for change in changes if change.before}
    came = {change.after.start for change in changes if change.after}
    assert staying(ours, gone) == staying(theirs, came)


@settings(max_examples=200)
@given(former=TEXTS, later=TEXTS)
def test_putting_in_what_came_makes_the_later_text(former: str, later: str) -> None:
    ours, theirs = SplitText.of(former), SplitText.of(later)
    changes = diff_of(ours, theirs).changes
    gone = {change.before.start for change in changes if change.before}
    stays = iter(staying(ours, gone))
    came = {change.after.start: folded(change.after) for change in changes if change.after}
    rebuilt = [came.get(s.start) or next(stays) for s in theirs.sentences]
    assert rebuilt == list(theirs.words)
    assert next(stays, None) is None


@settings(max_examples=200)
@given(former=TEXTS | st.text(), later=TEXTS | st.text())
def test_every_change_points_at_sentences_that_are_there(former: str, later: str) -> None:
    changes = diff(former, later).changes
    for change in changes:
        assert (change.before is None) == (change.kind is ChangeKind.ADDED)
        assert (change.after is None) == (change.kind is ChangeKind.REMOVED)
        for text, wording in ((former, change.before), (later, change.after)):
            assert wording is None or text[wording.start : wording.end] == wording.text != ""
    for side in ([c.before for c in changes], [c.after for c in changes]):
        starts = [wording.start for wording in side if wording]
        assert starts == sorted(set(starts))


@given(text=TEXTS | st.text())
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff(text, text) == Diff([], is_coarse=False)


def test_white_space_is_no_change() -> None:
    assert diff(TEXT, TEXT.replace(" The", "\n\nThe").replace("in May", "in  May")).changes == []


def test_a_figure_that_changes_is_one_changed_sentence() -> None:
    assert told(diff(TEXT, TEXT.replace("in May", "in June"))) == [
        ("changed", "The bridge will be rebuilt in May.", "The bridge will be rebuilt in June.")
    ]


def test_a_sentence_that_comes_or_goes_is_added_or_removed() -> None:
    longer = TEXT.replace("Ferries", "Nobody was hurt. Ferries")
    assert told(diff(TEXT, longer)) == [("added", None, "Nobody was hurt.")]
    assert told(diff(longer, TEXT)) == [("removed", "Nobody was hurt.", None)]


def test_a_sentence_in_another_place_is_removed_and_added() -> None:
    moved = "Ferries run until then. The mayor spoke on Monday. The bridge will be rebuilt in May."
    assert sorted(told(diff(TEXT, moved))) == [
        ("added", None, "Ferries run until then."),
        ("removed", "Ferries run until then.", None),
    ]


def test_of_two_sentences_that_changed_each_is_matched_with_its_own() -> None:
    former = "Twelve people died in the fire. The mill employed two hundred people."
    later = "The mill once employed two hundred people. Fourteen people died in the fire."
    kinds = [kind for kind, _, _ in told(diff(former, later))]
    # Pairs do not cross: one is matched, the other comes and goes.
    assert sorted(kinds) == ["added", "changed", "removed"]
    rewritten = "Fourteen people died in the fire. The mill once employed two hundred people."
    assert [pair[1:] for pair in told(diff(former, rewritten))] == [
        ("Twelve people died in the fire.", "Fourteen people died in the fire."),
        (
            "The mill employed two hundred people.",
            "The mill once employed two hundred people.",
        ),
    ]


@pytest.mark.parametrize(
    ("former", "later"),
    [
        ("A. " * 3000, "B. A. " * 1500),
        (
            " ".join(f"Council {n} met on day {n} of the year." for n in range(MAX_COMPARED)),
            " ".join(f"Council {n} sat on day {n} of the year." for n in range(MAX_COMPARED)),
        ),
        ("word " * 50_000, "other " * 50_000),
        ("x" * 300_000, "y" * 300_000),
    ],
    ids=["repeated", "all changed", "no sentences", "no words"],
)
def test_long_texts_that_differ_throughout_take_seconds_at_most(former: str, later: str) -> None:
    ours, theirs = SplitText.of(former), SplitText.of(later)
    began = perf_counter()
    diff_of(ours, theirs)
    assert perf_counter() - began < 10


def test_too_much_to_compare_is_told_coarsely_between_what_both_share() -> None:
    def text(word: str) -> str:
        inner = " ".join(f"The {word} of town {n} spoke." for n in range(MAX_COMPARED + 1))
        return f"It began. {inner} It ended."

    changes = diff(text("mayor"), text("baker"))
    assert changes.is_coarse
    kinds = [change.kind for change in changes.changes]
    assert kinds.count(ChangeKind.REMOVED) == kinds.count(ChangeKind.ADDED) == MAX_COMPARED + 1
    assert len(kinds) == 2 * (MAX_COMPARED + 1)


# Whether a text still says it


@given(text=TEXTS | st.text())
def test_a_text_says_each_of_its_sentences(text: str) -> None:
    split = SplitText.of(text)
    for sentence in split.sentences:
        assert still_says(split, text[sentence.start : sentence.end])


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Nobody was hurt. 12 people died.", "12 people died.", True),
        ("Nobody was hurt.\n\n12 people  died.", "12 people died.", True),
        ("At least 12 people died.", "12 people died.", False),
        ("12 people died, it was first said.", "12 people died.", False),
        ("It burned. 12 people died. It rained.", "12 people died. It rained.", True),
        ("It burned. 12 people died. It rained.", "12 people died. It snowed.", False),
        ("", "12 people died.", False),
        ("12 people died.", "", False),
    ],
)
def test_a_sentence_is_said_only_as_a_whole(text: str, quote: str, *, expected: bool) -> None:
    assert still_says(SplitText.of(text), quote) is expected


# What took its place


def test_a_changed_sentence_has_a_replacement_and_a_removed_one_has_none() -> None:
    later = "The bridge will be rebuilt in June. Ferries run until then."
    changes = diff(TEXT, later)
    at = TEXT.index("The bridge")
    replacement = replacement_of(changes, at, at + 34)
    assert replacement == Wording(0, 35, "The bridge will be rebuilt in June.")
    assert replacement_of(changes, 0, 26) is None
    at = TEXT.index("Ferries")
    assert replacement_of(changes, at, len(TEXT)) is None
