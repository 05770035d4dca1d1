"""The measures, as pure functions over strings, numbers and truth values.

Knows nothing of bots, articles or files.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NAMING_WORDS = 6
"""Words of an answer that names something; more is a sentence that merely holds it."""

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "‘’“”–—…")


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many out of so many, so that a share never loses the number behind it."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """0 to 1, or None where there was nothing to count."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """How right the answers are when only the most confident are kept.

    `coverage[i]` is the share of all questions kept, ascending; `accuracy[i]` the share of those
    that are right. `area` is the area under accuracy over coverage, 0 to 1: a question without an
    answer adds none.
    """

    coverage: Sequence[float]
    accuracy: Sequence[float]
    area: float


@dataclass(frozen=True, slots=True)
class Graded:
    """One given answer: how sure, and whether it was right."""

    confidence: float
    is_right: bool


def normalise_answer(text: str) -> str:
    """The text as SQuAD compares it: lower case, no punctuation, no a/an/the, single spaces.

    Source: the SQuAD 1.1 evaluation script; curly quotes, dashes and the ellipsis count as
    punctuation too.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def is_exact_match(answer: str, golds: Sequence[str]) -> bool:
    """Whether the answer is one of the golds, after normalisation."""
    return normalise_answer(answer) in {normalise_answer(gold) for gold in golds}


def answer_f1(answer: str, golds: Sequence[str]) -> float:
    """The best F1 of words in common with any gold, 0 to 1, after normalisation; 0 without golds.

    Two texts that are both empty after normalisation are equal, as in the SQuAD script.
    """
    return max((_word_f1(answer, gold) for gold in golds), default=0.0)


def holds_answer(sentence: str, answers: Sequence[str]) -> bool:
    """Whether the words of one of the answers stand in the sentence, whole and in a row.

    Both are normalised; an answer that is empty after that is never held.
    """
    words = f" {normalise_answer(sentence)} "
    normalised = (normalise_answer(answer) for answer in answers)
    return any(f" {answer} " in words for answer in normalised if answer)


def names_answer(said: str, answers: Sequence[str]) -> bool:
    """Whether what was said is one of the answers, or holds one in at most `NAMING_WORDS` words.

    "Mayor Ada Kerr" names "Ada Kerr"; a whole sentence about her does not, nor does "Ada Kerr and
    Ben Holm", which leaves open who of them is meant.
    """
    if is_exact_match(said, answers):
        return True
    words = normalise_answer(said).split()
    return (
        len(words) <= NAMING_WORDS
        and not {"and", "or"} & set(words)
        and holds_answer(said, answers)
    )


def risk_curve(graded: Sequence[Graded], *, asked: int) -> RiskCurve:
    """The curve over the given answers, out of `asked` questions; does not depend on their order.

    Among equal confidences the wrong ones come first, so that ties never flatter.
    """
    if len(graded) > asked:
        message = f"{len(graded)} answers to {asked} questions"
        raise ValueError(message)
    ordered = sorted(graded, key=lambda one: (-one.confidence, one.is_right))
    coverage: list[float] = []
    accuracy: list[float] = []
    right = 0
    for kept, one in enumerate(ordered, start=1):
        right += one.is_right
        coverage.append(kept / asked)
        accuracy.append(right / kept)
    return RiskCurve(coverage, accuracy, math.fsum(accuracy) / asked if asked else 0.0)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (above 0, to 1) of the values do not exceed."""
    if not values or not 0 < share <= 1:
        message = f"the {share} percentile of {len(values)} values"
        raise ValueError(message)
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _word_f1(answer: str, gold: str) -> float:
    said, wanted = normalise_answer(answer).split(), normalise_answer(gold).split()
    if not said or not wanted:
        return float(said == wanted)
    common = (Counter(said) & Counter(wanted)).total()
    return 2 * common / (len(said) + len(wanted))
