"""What split_sentences promises: exact offsets, full cover, the golden file's boundaries."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import MAX_SENTENCE_CHARS, split_sentences

GOLDEN = Path(__file__).parents[1] / "golden" / "sentences.txt"
KNOWN_MISSES = 3
SMALLEST_GOLDEN = 136

SCRAPS = [
    *"abAZ019 \t\n\r\u2028\u00a0\x00\ud800\udc00\u0301\u200d\u202e.!?…。”“\"'’)([]—-•*:,;🎉🏽",
    *[" He", " U.S.", " p.m.", " Gen.", " 1.", ". ", "...", ".”", "Jan. 5", "“No. ", "المي", "港"],
    *[
        "\n\n",
        "\r\n",
        "\n- ",
        "a.b@c.de",
        "https://a.b/c?d ",
        "[4]",
        "John F. ",
        "wrapped line " * 5,
    ],
]


@dataclass(frozen=True, slots=True)
class GoldenCase:
    name: str
    text: str
    sentences: tuple[str, ...]
    is_known_miss: bool


def golden_cases() -> Iterator[GoldenCase]:
    _, *blocks = re.split(r"^== ", GOLDEN.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for block in blocks:
        name, _, marked = block.partition("\n")
        marked = marked.strip("\n")
        sentences = tuple(part.strip() for part in marked.split("‖"))
        yield GoldenCase(name, marked.replace("‖", ""), sentences, name.endswith("[known miss]"))


def sentences_of(text: str) -> tuple[str, ...]:
    return tuple(text[sentence.start : sentence.end] for sentence in split_sentences(text))


def any_text() -> st.SearchStrategy[str]:
    characters = st.characters(exclude_categories=())
    scraps = st.lists(st.sampled_from(SCRAPS) | characters, max_size=120).map("".join)
    return scraps | st.text(characters)


def plain_sentences() -> st.SearchStrategy[list[str]]:
    words = st.sampled_from(["ports", "closed", "nobody", "answered", "while", "crews", "waited"])
    sentence = st.lists(words, min_size=3, max_size=9).map(lambda w: " ".join(w).capitalize() + ".")
    return st.lists(sentence, min_size=1, max_size=12)


@pytest.mark.parametrize(
    "case", [case for case in golden_cases() if not case.is_known_miss], ids=lambda case: case.name
)
def test_a_golden_paragraph_is_split_where_it_is_marked(case: GoldenCase) -> None:
    assert sentences_of(case.text) == case.sentences


def test_known_misses_are_still_misses_and_do_not_grow() -> None:
    misses = [case for case in golden_cases() if case.is_known_miss]
    assert len(misses) <= KNOWN_MISSES
    mended = [case.name for case in misses if sentences_of(case.text) == case.sentences]
    assert not mended, "take [known miss] off these cases"


def test_the_golden_file_keeps_its_cases() -> None:
    names = [case.name for case in golden_cases()]
    assert len(names) == len(set(names)) >= SMALLEST_GOLDEN


@given(any_text())
def test_sentences_are_ordered_disjoint_and_cover_all_but_white_space(text: str) -> None:
    sentences = split_sentences(text)
    position = 0
    for sentence in sentences:
        assert position <= sentence.start < sentence.end
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


@given(any_text())
def test_a_sentence_has_no_white_space_around_it_and_a_limited_length(text: str) -> None:
    for sentence in sentences_of(text):
        assert sentence == sentence.strip() != ""
        assert len(sentence) <= MAX_SENTENCE_CHARS


@given(any_text())
def test_splitting_again_gives_the_same(text: str) -> None:
    assert split_sentences(text) == split_sentences(text)


@given(any_text(), any_text())
def test_a_blank_line_parts_texts_that_are_not_wrapped(before: str, after: str) -> None:
    short = [text.replace("\n", " ").strip() for text in (before, after)]
    head, tail = (" ".join(text.split())[:39] for text in short)
    offset = len(head) + 2
    expected = [*split_sentences(head)]
    expected += [type(s)(s.start + offset, s.end + offset) for s in split_sentences(tail)]
    assert list(split_sentences(f"{head}\n\n{tail}")) == expected


@given(plain_sentences())
def test_plain_sentences_come_back_one_by_one(sentences: list[str]) -> None:
    assert list(sentences_of(" ".join(sentences))) == sentences
    assert [sentences_of(sentence) for sentence in sentences] == [(s,) for s in sentences]


@given(plain_sentences(), st.integers(min_value=45, max_value=100))
def test_wrapping_a_paragraph_moves_no_boundary(sentences: list[str], width: int) -> None:
    prose = ["The council said on Monday that the road to the port, which was shut in the spring"]
    prose += ["after the flood, would be open again by the end of the month, if no rain came."]
    text = " ".join([*prose, *sentences])
    wrapped = greedily_wrapped(text, width)
    assert split_sentences(wrapped) == split_sentences(text)


@given(st.integers(min_value=801, max_value=6000), st.integers(min_value=2, max_value=12))
def test_a_long_stretch_is_cut_between_words(length: int, word_chars: int) -> None:
    text = ("x" * word_chars + " ") * (length // (word_chars + 1))
    assert all(set(sentence.split()) == {"x" * word_chars} for sentence in sentences_of(text))


def test_a_long_stretch_is_cut_after_a_clause_mark_rather_than_a_comma() -> None:
    clause = "the road, the port, the mill and the old bridge were shut for repairs"
    text = "; ".join([clause] * 20) + "."
    pieces = sentences_of(text)
    assert len(pieces) > 1
    assert all(piece.endswith(("; ", ";", ".")) for piece in pieces)


@pytest.mark.parametrize("cluster", ["e\u0301", "👍🏽", "\ud83d\udc4d", "न\u0940"])
def test_a_stretch_without_white_space_is_not_cut_within_a_character(cluster: str) -> None:
    text = "x" + cluster * 1500
    assert "".join(sentences_of(text)) == text
    assert all(len(s) <= MAX_SENTENCE_CHARS and s.endswith(cluster) for s in sentences_of(text))


@pytest.mark.parametrize(
    "unit",
    ["a", ".", "\ud800", "A. ", '. " ', "1. ", "… ", "! 🎉", "\n", ".\n", "(", "U.S. ", "。"],
)
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    seconds = [best_split_s((unit * chars)[:chars]) for chars in (8_000, 64_000)]
    assert seconds[1] < 24 * seconds[0] + 0.1


def greedily_wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return "\n".join(lines)


def best_split_s(text: str) -> float:
    took: list[float] = []
    for _ in range(2):
        started = time.process_time()
        split_sentences(text)
        took.append(time.process_time() - started)
    return min(took)
