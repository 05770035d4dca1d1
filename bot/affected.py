"""Whether what an answer cited still stands, judged from the texts as they were and as they are.

Knows texts and notices; knows nothing of databases, or of how the answer was found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from index.given_answers import Mention, Outdated
from index.sentence_diff import Diff, SplitText, Wording, diff_of, replacement_of, still_says
from index.types import Notice

ReadTexts = Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], str]]
"""The texts of (article id, revision) pairs, those not stored left out, as `Store.texts`."""

_TEXTS_IN_MEMORY = 8


class Fate(StrEnum):
    """What happened to a cited sentence, or to its article."""

    CHANGED = "changed"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"


_FATES = {Notice.CORRECTION: Fate.CORRECTED, Notice.RETRACTION: Fate.RETRACTED}


@dataclass(frozen=True, slots=True)
class AffectedAnswer:
    """One citation of an earlier answer that does not stand as it did.

    `fate` is the worst that holds: a corrected article may have changed the sentence too.
    `still_said` is whether the current revision has the cited sentence word for word; `current` is
    what it has instead, where that is known. Of what was withdrawn there is no `quote` any more.
    """

    answer_id: str
    question: str
    asked_at: datetime
    citation: Mention
    quote: str | None
    fate: Fate
    happened_at: datetime
    still_said: bool
    current_revision: str | None
    current: Wording | None


class Judge:
    """Judges citations one by one; remembers the texts that it needed last."""

    def __init__(self, read_texts: ReadTexts) -> None:
        self._read_texts = read_texts
        self._text = lru_cache(_TEXTS_IN_MEMORY)(self._read_text)
        self._split = lru_cache(_TEXTS_IN_MEMORY)(self._split_text)
        self._diff = lru_cache(_TEXTS_IN_MEMORY)(self._diff_texts)

    def judge(self, outdated: Outdated) -> AffectedAnswer | None:
        """What happened to a citation, or None where it stands: its sentence is word for word in
        the current revision, which carries no notice."""
        cited, current = outdated.citation, outdated.current_revision
        former = self._text(cited.article_id, cited.revision)
        if current is None or former is None:  # None where it was deleted and taken in again
            return _affected(outdated, Fate.WITHDRAWN, _Wordings(None, still_said=False))
        quote = former[cited.start : cited.end]
        still_said = current == cited.revision or still_says(
            self._split(cited.article_id, current), quote
        )
        if still_said and outdated.notice is None:
            return None
        fate = Fate.CHANGED if outdated.notice is None else _FATES[outdated.notice]
        instead = None if still_said else self._replacement(cited, current)
        return _affected(outdated, fate, _Wordings(quote, still_said=still_said, current=instead))

    def _replacement(self, cited: Mention, current: str) -> Wording | None:
        diff = self._diff(cited.article_id, cited.revision, current)
        return replacement_of(diff, cited.start, cited.end)

    def _read_text(self, article_id: str, revision: str) -> str | None:
        return self._read_texts([(article_id, revision)]).get((article_id, revision))

    def _split_text(self, article_id: str, revision: str) -> SplitText:
        return SplitText.of(self._text(article_id, revision) or "")

    def _diff_texts(self, article_id: str, former: str, later: str) -> Diff:
        return diff_of(self._split(article_id, former), self._split(article_id, later))


@dataclass(frozen=True, slots=True)
class _Wordings:
    """The cited sentence as it was, and what became of it."""

    quote: str | None
    still_said: bool
    current: Wording | None = None


def _affected(outdated: Outdated, fate: Fate, wordings: _Wordings) -> AffectedAnswer:
    return AffectedAnswer(
        answer_id=outdated.answer_id,
        question=outdated.question,
        asked_at=outdated.asked_at,
        citation=outdated.citation,
        quote=wordings.quote,
        fate=fate,
        happened_at=outdated.changed_at,
        still_said=wordings.still_said,
        current_revision=outdated.current_revision,
        current=wordings.current,
    )
