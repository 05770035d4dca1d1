"""Sentences to chunks: consecutive whole sentences of one article, sized for a model's window.

A chunk's embedded text carries the article's title and date above its sentences; it is what the
models see and is never quoted. Knows nothing of how sentences were found, nor of the model: it
is given a function that counts tokens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from index.types import Article, Chunk, Sentence

CHUNKS_VERSION = "1"
"""Goes into the snapshot's manifest: raised whenever any article would be chunked differently."""

MAX_TITLE_CHARS = 120
"""A longer title is clipped at a word's end, for the embedded text only."""

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text with the model's special tokens, nothing cut (`Embedder.count_tokens`)."""

_HEADER_SHARE = 3
_TINY_SHARE = 4
_SHORT_TITLE_CHARS = 40


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """How long chunks are, in tokens of the embedder.

    `window_tokens` is the model's window, special tokens included: no embedded text is longer,
    unless one sentence alone is. `target_tokens` is where a chunk is closed, header included.
    Raises ValueError for limits that cannot be met.
    """

    window_tokens: int
    target_tokens: int = 180
    overlap_sentences: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.target_tokens <= self.window_tokens:
            raise ValueError(
                f"target_tokens must be within 1..{self.window_tokens}, the window;"
                f" it is {self.target_tokens}"
            )
        if self.overlap_sentences < 0:
            raise ValueError(f"overlap_sentences must be 0 or more, is {self.overlap_sentences}")


def make_chunks(
    article: Article,
    sentences: Sequence[Sentence],
    limits: ChunkLimits,
    count_tokens: CountTokens,
) -> tuple[Chunk, ...]:
    """The chunks of an article, in order: every sentence is in one, none is split, and each
    chunk begins and ends later than the one before it.

    Neighbours share `overlap_sentences` sentences, fewer where there is no room for them. A last
    chunk that would be tiny joins the one before it. `count_tokens` is called once for the
    sentences, and once for the finished texts that come near the window; again only where a
    model's counts do not add up and a text came out too long.
    """
    if not sentences:
        return ()
    draft = _draft(article, sentences, limits, count_tokens)
    while True:
        texts = [_embedded_text(draft, span, limits) for span in _spans(draft, limits)]
        chunks = _checked(texts, limits.window_tokens, count_tokens)
        if all(chunk.fits or chunk.last == chunk.first + 1 for chunk in chunks):
            return chunks
        draft = replace(draft, costs=[cost + cost // 4 + 1 for cost in draft.costs])


@dataclass(frozen=True, slots=True)
class _Span:
    """Sentences `first` to `last` (exclusive)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The embedded text of a span, and its length in tokens by the sum of its parts."""

    span: _Span
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """What embedded texts are made of. `costs` are the sentences' tokens without special ones;
    `header_tokens` is what header and special tokens take, `special_tokens` the latter alone."""

    title: str
    day: str
    texts: Sequence[str]
    costs: Sequence[int]
    header_tokens: int
    special_tokens: int


def _draft(
    article: Article, sentences: Sequence[Sentence], limits: ChunkLimits, count_tokens: CountTokens
) -> _Draft:
    """Counts all parts at once, and takes the fullest header that leaves most of a chunk free."""
    title = _one_line(article.title)
    day = article.published_at.date().isoformat() if article.published_at else ""
    headers = (
        (_clipped(title, MAX_TITLE_CHARS), day),
        (_clipped(title, _SHORT_TITLE_CHARS), day),
        ("", day),
        ("", ""),
    )
    texts = [_one_line(article.text[sentence.start : sentence.end]) for sentence in sentences]
    counts = count_tokens([*(_lines(*header) for header in headers), *texts])
    special_tokens = counts[len(headers) - 1]
    room = special_tokens + limits.target_tokens // _HEADER_SHARE
    chosen = next(n for n in range(len(headers)) if counts[n] <= room)
    return _Draft(
        title=headers[chosen][0],
        day=headers[chosen][1],
        texts=texts,
        costs=[count - special_tokens for count in counts[len(headers) :]],
        header_tokens=counts[chosen],
        special_tokens=special_tokens,
    )


def _spans(draft: _Draft, limits: ChunkLimits) -> list[_Span]:
    """Fills each chunk up to the target, from the sentences it repeats on."""
    totals = [0, *accumulate(draft.costs)]
    budget = limits.target_tokens - draft.header_tokens
    spans: list[_Span] = []
    covered = 0
    while covered < len(draft.costs):
        earliest = max(spans[-1].first + 1 if spans else 0, covered - limits.overlap_sentences)
        first = covered
        while first > earliest and totals[covered + 1] - totals[first - 1] <= budget:
            first -= 1
        last = covered + 1
        while last < len(draft.costs) and totals[last + 1] - totals[first] <= budget:
            last += 1
        spans.append(_Span(first, last))
        covered = last
    return _with_full_tail(spans, totals, draft.header_tokens, limits)


def _with_full_tail(
    spans: list[_Span], totals: Sequence[int], header_tokens: int, limits: ChunkLimits
) -> list[_Span]:
    """The spans, the last joined to the one before it where it adds little and both fit."""
    if len(spans) < 2:
        return spans
    *others, before, tail = spans
    added = totals[tail.last] - totals[before.last]
    whole = totals[tail.last] - totals[before.first] + header_tokens
    if added * _TINY_SHARE > limits.target_tokens or whole > limits.window_tokens:
        return spans
    return [*others, _Span(before.first, tail.last)]


def _embedded_text(draft: _Draft, span: _Span, limits: ChunkLimits) -> _Text:
    """Title, day and body, a line each. The title is left out where the body opens with it, and
    both are where only that lets a long sentence fit."""
    body = " ".join(draft.texts[span.first : span.last])
    tokens = sum(draft.costs[span.first : span.last])
    bare_tokens = tokens + draft.special_tokens
    if bare_tokens <= limits.window_tokens < tokens + draft.header_tokens:
        return _Text(span, body, bare_tokens)
    is_said = body.startswith(draft.title.removesuffix("…"))
    text = _lines("" if is_said else draft.title, draft.day, body)
    return _Text(span, text, tokens + draft.header_tokens)


def _checked(
    texts: Sequence[_Text], window_tokens: int, count_tokens: CountTokens
) -> tuple[Chunk, ...]:
    """Chunks of which we know whether they fit. Tokenizing all texts twice would double the cost,
    so only those are counted whose parts sum up to more than three quarters of the window: no
    tokenizer we know makes a third more of a text than of its sentences."""
    near = [number for number, text in enumerate(texts) if text.tokens * 4 > window_tokens * 3]
    counts = count_tokens([texts[number].text for number in near]) if near else []
    too_long = {n for n, count in zip(near, counts, strict=True) if count > window_tokens}
    return tuple(
        Chunk(text.span.first, text.span.last, text.text, number not in too_long)
        for number, text in enumerate(texts)
    )


def _clipped(title: str, max_chars: int) -> str:
    """The title, cut after a word where it is longer."""
    if len(title) <= max_chars:
        return title
    head = title[:max_chars].rpartition(" ")[0] or title[: max_chars - 1]
    return f"{head}…"


def _one_line(text: str) -> str:
    """The text with each run of white space as one space."""
    return " ".join(text.split())


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
