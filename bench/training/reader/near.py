"""Passages that are near a question without answering it, by the product's own lexical index."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.training.reader.passages import Passage, TrainingQuestion
from index.lexical import open_lexical_index
from index.postings import write_lexical_index

_LOOKED_AT = 6


class NearPassages:
    """Near passages for the questions of every set, each from its own set."""

    def __init__(self, questions: Sequence[TrainingQuestion]) -> None:
        passages: dict[str, dict[str, Passage]] = {}
        for question in questions:
            passages.setdefault(question.of_set, {})[question.passage.id] = question.passage
        self._of_set = {name: _OfSet(list(found.values())) for name, found in passages.items()}

    def __call__(self, question: TrainingQuestion) -> Passage | None:
        """One of the best few; None where all of them are its own or hold the answer."""
        return self._of_set[question.of_set].near(question)


class _OfSet:
    """Finds, for a question of one set, the best other passage without the answer's words."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        with TemporaryDirectory() as folder:
            write_lexical_index(Path(folder), (passage.text for passage in passages))
            self._words = open_lexical_index(Path(folder))
        self._same_side = {
            side: np.array([passage.held_out == side for passage in passages])
            for side in (False, True)
        }

    def near(self, question: TrainingQuestion) -> Passage | None:
        own = question.passage
        ranking = self._words.search(
            question.text, _LOOKED_AT, allowed=self._same_side[own.held_out]
        )
        answers = [answer.lower() for answer in question.answers if answer]
        numbers: list[int] = ranking.ids.tolist()
        for number in numbers:
            passage = self._passages[number]
            text = passage.text.lower()
            if passage.id != own.id and not any(answer in text for answer in answers):
                return passage
        return None
