"""Pairs against the tokenizer's own way of joining two texts, and sentences against brute force."""

from collections.abc import Sequence
from unicodedata import category

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from bot.reading.pairs import (
    MAX_TOKENS,
    QUESTION_TOKENS,
    TITLE_TOKENS,
    PairEncoder,
    Titled,
    sentence_of_tokens,
)
from index.sentences import split_sentences
from index.types import Sentence
from tests.bot.material import split_texts
from tests.bot.reading.packaged import TOKENIZER, encoder

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)
WORDS = st.lists(st.sampled_from(["ferry", "Varnholm", "unbelievably", ".", "é"]), max_size=400)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    opened = Tokenizer.from_file(str(TOKENIZER))
    opened.no_truncation()
    opened.no_padding()
    return opened


@given(question=ANY_TEXT, passage=ANY_TEXT)
def test_a_pair_is_what_the_tokenizer_makes_of_two_texts(
    tokenizer: Tokenizer, question: str, passage: str
) -> None:
    pair = encoder().encode(question, [Titled(passage)])[0]
    expected = tokenizer.encode(without_surrogates(question), without_surrogates(passage))
    is_passage = [
        kind == 1 and not special
        for kind, special in zip(expected.type_ids, expected.special_tokens_mask, strict=True)
    ]
    assert pair.ids.tolist() == expected.ids
    assert list(range(pair.first, pair.last)) == np.flatnonzero(is_passage).tolist()
    offsets = [place for place, own in zip(expected.offsets, is_passage, strict=True) if own]
    assert list(zip(pair.starts.tolist(), pair.ends.tolist(), strict=True)) == offsets


@given(question=ANY_TEXT, passages=st.lists(ANY_TEXT, max_size=4))
def test_offsets_lie_within_each_passage_and_ascend(question: str, passages: list[str]) -> None:
    pairs = encoder().encode(question, [Titled(one) for one in passages])
    assert len(pairs) == len(passages)
    for pair, passage in zip(pairs, passages, strict=True):
        assert pair.starts.shape == pair.ends.shape == (pair.last - pair.first,)
        assert (pair.starts >= 0).all()
        assert (pair.starts < pair.ends).all()
        assert (pair.ends <= len(passage)).all()
        assert (np.diff(pair.starts) >= 0).all()
        assert (np.diff(pair.ends) >= 0).all()


@given(question=WORDS, passage=WORDS)
def test_what_is_too_long_is_cut_at_its_end(question: list[str], passage: list[str]) -> None:
    asked, read = " ".join(question), " ".join(passage)
    whole_encoder = PairEncoder(TOKENIZER, max_tokens=100_000)
    whole, cut = (one.encode(asked, [Titled(read)])[0] for one in (whole_encoder, encoder()))
    assert len(cut.ids) <= MAX_TOKENS
    assert cut.first <= QUESTION_TOKENS + 2
    room = MAX_TOKENS - cut.first - 1
    kept = min(whole.last - whole.first, room)
    assert cut.ids[: cut.first].tolist() == whole.ids[: whole.first].tolist()
    assert cut.ids[cut.first : -1].tolist() == whole.ids[whole.first : whole.first + kept].tolist()
    assert cut.starts.tolist() == whole.starts[:kept].tolist()
    assert cut.ids[-1] == cut.ids[cut.first - 1] == whole.ids[-1]


@given(question=WORDS, title=WORDS, passage=WORDS)
def test_a_title_stands_before_the_passage_and_changes_nothing_of_it(
    question: list[str], title: list[str], passage: list[str]
) -> None:
    asked, read = " ".join(question), " ".join(passage)
    whole = PairEncoder(TOKENIZER, max_tokens=100_000)
    under, bare = (whole.encode(asked, [Titled(read, of)])[0] for of in (" ".join(title), ""))
    of_title = under.ids[bare.first : under.first - 1].tolist()
    assert under.ids[: bare.first].tolist() == bare.ids[: bare.first].tolist()
    assert len(of_title) <= TITLE_TOKENS
    assert under.ids[under.first :].tolist() == bare.ids[bare.first :].tolist()
    assert under.starts.tolist() == bare.starts.tolist()
    if not title:
        assert under.first == bare.first


def test_a_long_question_leaves_room_for_the_passage() -> None:
    pair = encoder().encode("really " * 500, [Titled("The pier opened on Monday.")])[0]
    assert pair.first == QUESTION_TOKENS + 2
    assert pair.last - pair.first == 6


@given(st.integers(0, 3))
def test_the_tokens_of_a_pair_do_not_depend_on_the_other_passages(position: int) -> None:
    others = ["Boats.", "", "x" * 500]
    passages = [*others[:position], "Tom Ruck denied it.", *others[position:]]
    together = encoder().encode("Who?", [Titled(one) for one in passages])[position]
    alone = encoder().encode("Who?", [Titled("Tom Ruck denied it.")])[0]
    assert together.ids.tolist() == alone.ids.tolist()


@given(split_texts())
def test_a_token_stands_in_the_last_sentence_that_begins_no_later(
    material: tuple[str, Sequence[Sentence]],
) -> None:
    text, sentences = material
    pair = encoder().encode("Who?", [Titled(text)])[0]
    numbers = sentence_of_tokens(pair, sentences).tolist()
    assert len(numbers) == pair.last - pair.first
    for number, start in zip(numbers, pair.starts.tolist(), strict=True):
        begun = [n for n, sentence in enumerate(sentences) if sentence.start <= start]
        assert number == max(begun, default=0)


@given(st.text(max_size=80))
def test_every_token_begins_within_its_sentence(text: str) -> None:
    sentences = split_sentences(text)
    pair = encoder().encode("Who?", [Titled(text)])[0]
    if not sentences:
        return
    for number, start in zip(
        sentence_of_tokens(pair, sentences).tolist(), pair.starts.tolist(), strict=True
    ):
        assert sentences[number].start <= start < sentences[number].end


def without_surrogates(text: str) -> str:
    return "".join("?" if category(char) == "Cs" else char for char in text)
