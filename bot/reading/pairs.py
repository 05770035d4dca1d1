"""A question and a passage as the tokens that the reader model takes, with their offsets.

Training and answering both come through here, so that the model sees the same thing in both.
Knows nothing of models, hits or answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.batches import encodable
from index.types import Int64s, Sentence

QUESTION_TOKENS = 64
"""A question's tokens that are read; what is longer is cut at its end."""

TITLE_TOKENS = 40
"""A title's tokens that are read, likewise."""

MAX_TOKENS = 384
"""Tokens of a pair. Chunks end at 256 and are far shorter as a rule."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A passage's text under its article's title, "" where it has none or begins with it."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with one passage.

    `ids` (tokens,) int64: [CLS] question [SEP] title [SEP] passage [SEP], without the title's part
    where there is none. Passage tokens are those from `first` to `last` (exclusive); `starts` and
    `ends`, (last - first,) int64, are their offsets in the passage's characters.
    """

    ids: Int64s
    first: int
    last: int
    starts: Int64s
    ends: Int64s


class PairEncoder:
    """Makes pairs with the tokenizer of the packaged model. Safe to use from several threads."""

    def __init__(self, tokenizer: Path, *, max_tokens: int = MAX_TOKENS) -> None:
        """Loads a tokenizer.json, about 30 ms."""
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls = self._tokenizer.token_to_id("[CLS]")
        self._sep = self._tokenizer.token_to_id("[SEP]")
        self._max_tokens = max_tokens

    def encode(self, question: str, passages: Sequence[Titled]) -> list[Pair]:
        """One pair for each passage; a passage beyond the window is cut there."""
        texts = [question, *(one.title for one in passages), *(one.text for one in passages)]
        asked, *read = self._tokenizer.encode_batch(
            [encodable(text) for text in texts], add_special_tokens=False
        )
        before = [self._cls, *asked.ids[:QUESTION_TOKENS], self._sep]
        pairs = []
        for title, encoding in zip(read[: len(passages)], read[len(passages) :], strict=True):
            opening = [*before, *title.ids[:TITLE_TOKENS], *([self._sep] if title.ids else [])]
            ids = encoding.ids[: self._max_tokens - len(opening) - 1]
            offsets = np.array(encoding.offsets[: len(ids)], dtype=np.int64).reshape(-1, 2)
            pairs.append(
                Pair(
                    ids=np.array([*opening, *ids, self._sep], dtype=np.int64),
                    first=len(opening),
                    last=len(opening) + len(ids),
                    starts=offsets[:, 0],
                    ends=offsets[:, 1],
                )
            )
        return pairs


def sentence_of_tokens(pair: Pair, sentences: Sequence[Sentence]) -> Int64s:
    """For each passage token the number of the sentence that it stands in, (last - first,) int64.

    `sentences` are in order, offsets in the passage's characters.
    """
    starts = np.array([sentence.start for sentence in sentences], dtype=np.int64)
    return np.maximum(np.searchsorted(starts, pair.starts, side="right") - 1, 0)
