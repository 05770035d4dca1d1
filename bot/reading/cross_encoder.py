"""A Reader around any cross-encoder: a model that scores how well a text answers a question.

Finds sentences, no spans. Imports torch: import it only where it is used. Knows nothing of
thresholds or citations.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
from sentence_transformers import CrossEncoder
from torch.nn import Identity

from bot.leaning import leans_on
from bot.reader import Reading
from bot.reading.pretrained import load_classifying, loading, require_vocabulary, window_of
from bot.reading.uncalibrated import DEPTH, THRESHOLDS, ScoredSentence, reading_of
from bot.risk import Thresholds
from index.batches import encodable
from index.errors import ModelError
from index.lexical import LexicalIndex
from index.model_files import ModelFiles
from index.types import Float32s, Hit

WINDOW_TOKENS = 512
"""Of question and text together; what is longer is cut."""

_PROBE = [("Who spoke?", "The mayor spoke on Monday.")]


class CrossEncoderReader:
    """Orders sentences by the model's score for each, read after those that it leans on.

    One score counts as log-odds (its sigmoid is the probability), of two the second stands for
    "answers".
    """

    def __init__(self, files: ModelFiles) -> None:
        """Loads the model, in seconds, and scores a sentence with it.

        Raises ModelError where that fails, whatever the reason.
        """
        self._id = files.id
        with loading(files):
            # Twice, because CrossEncoder does not say which weights it made up.
            load_classifying(files)
            self._model = CrossEncoder(
                str(files.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": "float32"},
                # The one in the configuration names what is to be imported.
                activation_fn=Identity(),
            )
            _require_one_question(self._model.num_labels, files)
            tokenizer = self._model.tokenizer
            require_vocabulary(tokenizer, files)
            tokenizer.model_max_length = window_of(self._model.config, tokenizer, WINDOW_TOKENS)
            # Its tokenizer is changed by each use.
            self._scoring = Lock()
            self._require_scores(files)

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
        """All sentences of the hits, best first. Costs one run of the model for each of them."""
        places = [
            (hit, n) for hit, found in enumerate(hits) for n in range(found.first, found.last)
        ]
        if not places:
            return Reading([], 0.0)
        asked = encodable(question)
        pairs = [(asked, encodable(read_as(hits[hit], n))) for hit, n in places]
        log_odds = self._log_odds(pairs).tolist()
        return reading_of(
            hits,
            [ScoredSentence(*place, score) for place, score in zip(places, log_odds, strict=True)],
        )

    def _log_odds(self, pairs: Sequence[tuple[str, str]]) -> Float32s:
        """(n,) float32."""
        with self._scoring:
            logits = np.asarray(self._model.predict(list(pairs), show_progress_bar=False))
        scores: Float32s = logits if logits.ndim == 1 else logits[:, 1] - logits[:, 0]
        return scores

    def _require_scores(self, files: ModelFiles) -> None:
        if not np.isfinite(self._log_odds(_PROBE)).all():
            raise ModelError(
                f"the model in {files.folder} gives scores that are no numbers",
                remedy="its weights are damaged: fetch or save them again",
            )


def read_as(hit: Hit, number: int) -> str:
    """What the model reads for a sentence: those that it leans on, then itself."""
    text, sentences = hit.article.text, hit.sentences
    numbers = [*leans_on(text, sentences, number), number]
    return " ".join(text[sentences[n].start : sentences[n].end] for n in numbers)


def _require_one_question(labels: int, files: ModelFiles) -> None:
    if labels not in {1, 2}:
        raise ModelError(
            f"the model in {files.folder} gives {labels} scores, expected 1 (how well a text "
            "answers) or 2 (it does not, it does)",
            remedy="name a cross-encoder that was trained to rank passages, as on MS MARCO",
        )
