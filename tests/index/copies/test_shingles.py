"""A text's shingles are its words and nothing else, the same everywhere."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies.shingles import WIDTH, Shingles
from index.copies.wording import words_of
from tests.index.copies.stories import text_of

WORDS = st.lists(st.sampled_from("ferry pier mayor crowns frost orchard".split()), max_size=30)
PRINT_THEM = (
    "from index.copies.shingles import Shingles;"
    "print(Shingles.of('The mayor opened the ferry pier, she said.').in_order.tolist())"
)


@given(WORDS)
def test_there_is_one_for_each_run_of_words(words: list[str]) -> None:
    shingles = Shingles.of(" ".join(words))
    runs = [
        tuple(words[n : n + WIDTH]) for n in range(max(len(words) - WIDTH + 1, min(1, len(words))))
    ]
    assert len(shingles.in_order) == len(runs)
    assert shingles.count == len(set(runs))
    by_run = dict(zip(runs, shingles.in_order.tolist(), strict=True))
    assert [by_run[run] for run in runs] == shingles.in_order.tolist()
    assert all(number < 2**63 for number in shingles.distinct.tolist())


@given(WORDS)
def test_case_marks_and_lines_do_not_count(words: list[str]) -> None:
    plain = Shingles.of(" ".join(words))
    dressed = Shingles.of("“" + ",\n".join(word.upper() for word in words) + "!”")
    assert dressed.in_order.tolist() == plain.in_order.tolist()


def test_every_process_gives_the_same_numbers() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_THEM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    here = Shingles.of("The mayor opened the ferry pier, she said.").in_order.tolist()
    assert printed == {f"{here}\n"}


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by Lena Ortiz in Selby; editing by Bo Lind",
        "Additional reporting by Tom Ruck",
        "© 2026 Harbour Post. All rights reserved.",
        "Copyright 2026 The Wire Service",
        "This material may not be published, broadcast or redistributed.",
        "Sign up for our newsletter",
        "SHARE THIS STORY",
        "Subscribe now for full access",
        "Read more: Frost in the orchard",
        "Amal Reza contributed to this report.",
        "Photo credit: Ines Calder",
        "This article was first published by the Valley Herald",
    ],
)
def test_boilerplate_is_left_out(line: str) -> None:
    assert words_of(f"The mayor opened it.\n{line}\n") == ["the", "mayor", "opened", "it"]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday.",
        "Follow-up talks are planned.",
        "Reporting on the war is dangerous, she said.",
        "Photographs of the pier were sold.",
        "Editing genes is allowed, the court said.",
    ],
)
def test_a_line_of_the_story_is_kept(line: str) -> None:
    assert len(words_of(f"The mayor opened it.\n{line}")) > 4


def test_a_long_paragraph_is_kept_whatever_it_mentions() -> None:
    paragraph = text_of(1, 6).replace("\n\n", " ") + " All rights reserved, the label said."
    assert words_of(paragraph)[-2:] == ["label", "said"]


def test_a_text_of_nothing_but_boilerplate_keeps_its_words() -> None:
    assert words_of("Subscribe now") == ["subscribe", "now"]
