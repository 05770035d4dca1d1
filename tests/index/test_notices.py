"""An article is corrected or retracted where it says so of itself, not where it tells of others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.notices import notice_of
from index.types import Notice

GOLDEN = Path(__file__).parent.parent / "golden" / "notices.txt"
CASES = [line.split(" | ") for line in GOLDEN.read_text("utf-8").splitlines() if " | " in line][1:]
_NEWS = "Ministers from nine countries met in Oslo. They agreed on a ferry route."


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case)[:80])
def test_the_golden_file_says_what_is_a_notice(case: list[str]) -> None:
    written, title, text = case
    expected = None if written == "-" else Notice(written)
    assert notice_of(title, text.replace(" // ", "\n")) is expected


def test_the_golden_file_has_at_least_forty_texts_and_some_of_each_kind() -> None:
    kinds = [case[0] for case in CASES]
    assert len(kinds) >= 40
    assert min(kinds.count(kind) for kind in ("correction", "retraction", "-")) >= 15


@given(st.sampled_from([case for case in CASES if case[0] != "-"]), st.integers(0, 3))
def test_a_notice_is_seen_below_any_length_of_news(case: list[str], paragraphs: int) -> None:
    written, title, text = case
    around = "\n".join([_NEWS] * paragraphs)
    assert notice_of(title, f"{around}\n{text.replace(' // ', chr(10))}") is Notice(written)


@pytest.mark.parametrize(
    "piece",
    ["This article ", "the a ", "“", '"', "Correction (", "An earlier version of this article "],
)
def test_long_texts_cost_time_in_proportion_to_their_length(piece: str) -> None:
    assert notice_of("", piece * 100_000) is None
