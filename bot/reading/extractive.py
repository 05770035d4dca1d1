"""A Reader around any extractive question-answering model of the transformers library.

The model scores, for each token of a chunk, whether an answer begins or ends there, and the same
for [CLS], which stands for "there is none". Imports torch: import it only where it is used. Knows
nothing of thresholds or citations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from threading import Lock

import numpy as np
import torch

from bot.reader import Reading
from bot.reading.passages import Passage, passages_of
from bot.reading.pretrained import load_answering, load_tokenizer, loading, window_of
from bot.reading.uncalibrated import DEPTH, THRESHOLDS, ScoredSentence, reading_of
from bot.risk import Thresholds
from index.batches import encodable
from index.errors import ModelError
from index.lexical import LexicalIndex
from index.model_files import ModelFiles
from index.types import Float32s, Hit, Int64s, Sentence

WINDOW_TOKENS = 384
"""Of question and passage together, as such models are trained; a longer passage is read in
windows that overlap."""

LONGEST_SPAN = 30
"""Tokens of an answer."""

QUESTION_TOKENS = 64
"""A question is cut there, or at a third of a window that is smaller."""

_WINDOWS_AT_ONCE = 32
_PROBE = ("Who spoke?", "The mayor spoke on Monday.")


class ExtractiveReader:
    """Orders sentences by the best answer that lies in one, against "there is none".

    A score is P(span) / (P(span) + P(no answer)) within one window: exactly what the model's own
    softmaxes say, as their sums cancel out.
    """

    def __init__(self, files: ModelFiles) -> None:
        """Loads the model, in seconds, and reads a sentence with it.

        Raises ModelError where that fails, whatever the reason.
        """
        self._id = files.id
        with loading(files):
            self._model = load_answering(files)
            self._tokenizer = load_tokenizer(files)
            _require_offsets_and_null(self._tokenizer, files)
            self._window = window_of(self._model.config, self._tokenizer, WINDOW_TOKENS)
            # Models without types of tokens have tokenizers that give them all the same.
            self._has_types = getattr(self._model.config, "type_vocab_size", 0) > 1
            # Setting how a tokenizer cuts and pads changes it for every thread.
            self._tokenizing = Lock()
            self._require_answers(files)

    @property
    def id(self) -> str:
        """As `ModelFiles.id`."""
        return self._id

    @property
    def depth(self) -> int:
        """How many hits it reads."""
        return DEPTH

    @property
    def thresholds(self) -> Thresholds:
        """Plausible ones; nobody measured them."""
        return THRESHOLDS

    def read(self, question: str, hits: Sequence[Hit], words: LexicalIndex) -> Reading:  # noqa: ARG002
        """All sentences of the hits, best first, each with its best span where it has tokens.

        Costs one run of the model over question and chunks.
        """
        passages = passages_of(hits)
        if not passages:
            return Reading([], 0.0)
        scored = [
            ScoredSentence(passage.hit, passage.first + number, -inf)
            for passage in passages
            for number in range(len(passage.sentences))
        ]
        batch = self._encode(question, passages)
        for window, (starts, ends) in zip(batch.windows, self._run(batch), strict=True):
            passage = passages[window.passage]
            for span in best_spans(window, starts, ends):
                place = passage.in_article(span.start, span.end)
                number = passage.first + span.sentence
                scored.append(ScoredSentence(passage.hit, number, span.log_odds, place))
        return reading_of(hits, scored)

    def _encode(self, question: str, passages: Sequence[Passage]) -> "_Batch":
        texts = [encodable(passage.text) for passage in passages]
        with self._tokenizing:
            asked = self._cut(encodable(question))
            encoded = self._tokenizer(
                [asked] * len(texts),
                texts,
                truncation="only_second",
                max_length=self._window,
                stride=self._window // 4,
                padding="longest",
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
                return_attention_mask=True,
                return_token_type_ids=self._has_types,
                verbose=False,
            )
        names = ["input_ids", "attention_mask", *(["token_type_ids"] * self._has_types)]
        null = self._tokenizer.cls_token_id
        windows = [
            _window(
                number,
                passages[number],
                null=encoded["input_ids"][row].index(null),
                offsets=[
                    offsets if kind == 1 else (0, 0)
                    for offsets, kind in zip(
                        encoded["offset_mapping"][row], encoded.sequence_ids(row), strict=True
                    )
                ],
            )
            for row, number in enumerate(encoded["overflow_to_sample_mapping"])
        ]
        return _Batch(windows, {name: torch.tensor(encoded[name]) for name in names})

    def _cut(self, question: str) -> str:
        most = min(QUESTION_TOKENS, self._window // 3)
        encoded = self._tokenizer(
            question, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        offsets = encoded["offset_mapping"]
        return question if len(offsets) <= most else question[: offsets[most - 1][1]]

    def _run(self, batch: "_Batch") -> Iterator[tuple[Float32s, Float32s]]:
        """The logits of begin and end, each (tokens,) float32, of each window in order."""
        for first in range(0, len(batch.windows), _WINDOWS_AT_ONCE):
            rows = slice(first, first + _WINDOWS_AT_ONCE)
            with torch.inference_mode():
                made = self._model(**{name: ids[rows] for name, ids in batch.inputs.items()})
            yield from zip(made.start_logits.numpy(), made.end_logits.numpy(), strict=True)

    def _require_answers(self, files: ModelFiles) -> None:
        question, text = _PROBE
        passage = Passage(0, "", text, base=0, first=0, sentences=[Sentence(0, len(text))])
        [(starts, ends)] = self._run(self._encode(question, [passage]))
        if not (np.isfinite(starts).all() and np.isfinite(ends).all()):
            raise ModelError(
                f"the model in {files.folder} gives scores that are no numbers",
                remedy="its weights are damaged: fetch or save them again",
            )


@dataclass(frozen=True, slots=True)
class Window:
    """What the model sees of a passage: some of its tokens.

    `null` is [CLS]'s place. `tokens` are the places of those that an answer can begin or end at,
    `sentences` the sentence each stands in, `starts` and `ends` their offsets in the passage's
    characters; each (n,) int64.
    """

    passage: int
    null: int
    tokens: Int64s
    sentences: Int64s
    starts: Int64s
    ends: Int64s


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """The best answer in one sentence of a passage: `start` to `end` in its characters."""

    sentence: int
    log_odds: float
    start: int
    end: int


def best_spans(window: Window, starts: Float32s, ends: Float32s) -> Iterator[FoundSpan]:
    """For each sentence of a window its best span, at most LONGEST_SPAN tokens, the first of
    several that are as good. `starts` and `ends` are the window's logits, (tokens,) float32."""
    null = float(starts[window.null]) + float(ends[window.null])
    for sentence in np.unique(window.sentences).tolist():
        own = np.flatnonzero(window.sentences == sentence)
        places = window.tokens[own]
        scores = starts[places][:, None].astype(np.float64) + ends[places][None, :]
        lengths = places[None, :] - places[:, None] + 1
        possible = (lengths >= 1) & (lengths <= LONGEST_SPAN)
        best = int(np.argmax(np.where(possible, scores, -inf)))
        first, last = divmod(best, len(own))
        yield FoundSpan(
            sentence=sentence,
            log_odds=float(scores[first, last]) - null,
            start=int(window.starts[own[first]]),
            end=int(window.ends[own[last]]),
        )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Windows, and what the model takes of them: (windows, longest) int64 each."""

    windows: Sequence[Window]
    inputs: dict[str, torch.Tensor]


def _window(
    number: int, passage: Passage, *, null: int, offsets: Sequence[tuple[int, int]]
) -> Window:
    """`offsets` are each token's in the passage, (0, 0) for those that are not the passage's."""
    opens = np.array([sentence.start for sentence in passage.sentences])
    rows = []
    for token, (begin, end) in enumerate(offsets):
        start, _ = _trimmed(passage.text, begin, end)
        within = int(np.searchsorted(opens, start, side="right")) - 1
        # A token can reach into the next sentence.
        start, stop = _trimmed(passage.text, start, min(end, passage.sentences[within].end))
        if start < stop:
            rows.append((token, within, start, stop))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Window(number, null, *table.T)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the white space that many tokenizers count as part of a word."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _require_offsets_and_null(tokenizer: object, files: ModelFiles) -> None:
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(
            f"{type(tokenizer).__name__}, the tokenizer in {files.folder}, does not tell where in "
            "the text a token stands",
            remedy="save the model with a fast tokenizer (tokenizer.json), or name another",
        )
    if getattr(tokenizer, "cls_token_id", None) is None:
        raise ModelError(
            f"the tokenizer in {files.folder} has no [CLS], which is to stand for no answer",
            remedy="name a model of BERT's kind that was trained on SQuAD 2",
        )
