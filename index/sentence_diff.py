"""What changed between two texts, sentence by sentence: added, removed and changed ones.

Sentences are compared by their words; white space does not count. Knows nothing of articles or
stores. Costs stay bounded whatever the texts are, at the price of a coarse answer for huge ones.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Self

from index.sentences import split_sentences
from index.types import Sentence

MAX_COMPARED = 600
"""Sentences of a text that are compared one by one, beyond what both begin and end with."""

LEAST_SIMILARITY = 0.5
"""Two sentences that share at least this much of their words are one that was changed."""

_REACH = 12  # how far from its place a changed sentence is looked for
_WORD = re.compile(r"\w+")


class ChangeKind(StrEnum):
    """What became of a sentence."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text with its sentences; `words` is each one with its white space folded."""

    text: str
    sentences: Sequence[Sentence]
    words: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """Costs what splitting the text costs."""
        sentences = split_sentences(text)
        return cls(text, sentences, [_folded(text[s.start : s.end]) for s in sentences])


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as one text has it: `text_of_the_revision[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence that differs: `before` in the former text, `after` in the later one.

    `before` is None where it was added, `after` where it was removed.
    """

    kind: ChangeKind
    before: Wording | None
    after: Wording | None


@dataclass(frozen=True, slots=True)
class Diff:
    """Changes in the order of the later text, what was removed standing where it was.

    All other sentences are the same in both texts, in the same order. `is_coarse` where too much
    differs to be compared: then all between the common beginning and end is removed and added.
    """

    changes: Sequence[Change]
    is_coarse: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """Sentences `first` to `last` of each text, exclusive, of which none is in both."""

    former_first: int
    former_last: int
    later_first: int
    later_last: int


def diff_of(former: SplitText, later: SplitText) -> Diff:
    """How the later text differs from the former one. At most about a second, however long."""
    head = _common(former.words, later.words)
    tail = _common(former.words[head:][::-1], later.words[head:][::-1])
    middle = _Block(head, len(former.words) - tail, head, len(later.words) - tail)
    if max(middle.former_last, middle.later_last) - head > MAX_COMPARED:
        return Diff(list(_changes(former, later, middle, {})), is_coarse=True)
    changes = [
        change
        for block in _blocks(former.words, later.words, middle)
        for change in _changes(former, later, block, _pairs(former.words, later.words, block))
    ]
    return Diff(changes, is_coarse=False)


def still_says(text: SplitText, quote: str) -> bool:
    """Whether a text has a quoted sentence, word for word and as a sentence of its own.

    What was two sentences for the reader of the quote may be one here, or the other way round,
    as long as it begins and ends where sentences do.
    """
    if _folded(quote) in text.words:
        return True
    run = SplitText.of(quote).words
    firsts = [n for n, words in enumerate(text.words) if run and words == run[0]]
    return any(text.words[n : n + len(run)] == run for n in firsts)


def replacement_of(diff: Diff, start: int, end: int) -> Wording | None:
    """What the later text has for the sentence at `start` to `end` of the former one, where it
    was changed; None where it was removed, or is as it was."""
    for change in diff.changes:
        before = change.before
        if before is not None and before.start < end and start < before.end:
            return change.after
    return None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items both begin with."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))


def _blocks(former: Sequence[str], later: Sequence[str], middle: _Block) -> Iterator[_Block]:
    """Where both differ, within the middle."""
    ours = former[middle.former_first : middle.former_last]
    theirs = later[middle.later_first : middle.later_last]
    # Not autojunk: it would call sentences that come back often different where they are not.
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            at = middle.former_first
            yield _Block(at + i1, at + i2, at + j1, at + j2)


def _pairs(former: Sequence[str], later: Sequence[str], block: _Block) -> dict[int, int]:
    """Which sentences of a block are one that was changed: later number to former number.

    The most similar pairs first, each sentence once, none crossing another.
    """
    found = sorted(_candidates(former, later, block), key=lambda each: (-each[0], *each[1:]))
    pairs: dict[int, int] = {}
    for _, i, j in found:
        if all((i < ours) == (j < theirs) and i != ours for theirs, ours in pairs.items()):
            pairs[j] = i
    return pairs


def _candidates(
    former: Sequence[str], later: Sequence[str], block: _Block
) -> Iterator[tuple[float, int, int]]:
    """Pairs that are similar enough: similarity, former and later number."""
    ours = range(block.former_first, block.former_last)
    theirs = range(block.later_first, block.later_last)
    bags = {j: Counter(_WORD.findall(later[j].lower())) for j in theirs}
    for i in ours:
        bag = Counter(_WORD.findall(former[i].lower()))
        place = theirs.start + (i - ours.start) * len(theirs) // len(ours)
        for j in theirs[max(0, place - theirs.start - _REACH) :][: 2 * _REACH + 1]:
            similarity = _similarity(bag, bags[j])
            if similarity >= LEAST_SIMILARITY:
                yield similarity, i, j


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that both have, 0 to 1."""
    counted = one.total() + other.total()
    if 2 * min(one.total(), other.total()) < LEAST_SIMILARITY * counted:  # cannot be reached
        return 0.0
    return 2 * (one & other).total() / counted if counted else 0.0


def _changes(
    former: SplitText, later: SplitText, block: _Block, pairs: dict[int, int]
) -> Iterator[Change]:
    """The changes of one block; `pairs` maps later to former numbers and never crosses."""
    waiting = block.former_first
    for j in range(block.later_first, block.later_last):
        after = _wording(later, j)
        if j not in pairs:
            yield Change(ChangeKind.ADDED, None, after)
            continue
        for i in range(waiting, pairs[j]):
            yield Change(ChangeKind.REMOVED, _wording(former, i), None)
        yield Change(ChangeKind.CHANGED, _wording(former, pairs[j]), after)
        waiting = pairs[j] + 1
    for i in range(waiting, block.former_last):
        yield Change(ChangeKind.REMOVED, _wording(former, i), None)


def _wording(text: SplitText, number: int) -> Wording:
    sentence = text.sentences[number]
    return Wording(sentence.start, sentence.end, text.text[sentence.start : sentence.end])
