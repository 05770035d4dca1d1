"""The training sets as passages and the questions asked of them.

Reads `train/` only. A share of the passages, whole articles always, is held out: nothing is
trained on them, and everything that must be chosen is chosen on them.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sentences import split_sentences
from index.types import Sentence

SETS = ("squadshifts_newwiki", "squadshifts_reddit", "squadshifts_amazon", "qamr", "selqa")
"""MultiRC is left out: for research only, and its CNN articles are near NewsQA's."""

_TITLED = ("squadshifts_newwiki", "selqa")

HELD_OUT_SHARE = 0.06

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its sentences. Passages of the same `page` belong together.

    `title` is "" where the set gives none that a person wrote.
    """

    id: str
    page: str
    title: str
    text: str
    sentences: Sequence[Sentence]
    held_out: bool


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question, the passage that answers it, and where.

    `gold` numbers the sentences that answer. `spans` are the answers' characters; there are none
    where only the sentence is known. `answers` are the answers' words.
    """

    id: str
    of_set: str
    text: str
    passage: Passage
    gold: Sequence[int]
    spans: Sequence[Span]
    answers: Sequence[str]


def load_questions(train: Path, sets: Sequence[str] = SETS) -> list[TrainingQuestion]:
    """Every question of some sets whose answer is known. Costs about 20 s for all of them."""
    return [question for name in sets for question in _of_set(train / name)]


def _of_set(folder: Path) -> Iterator[TrainingQuestion]:
    by_title = folder.name == "squadshifts_newwiki"
    passages = {}
    for record in _lines(folder / "articles.jsonl.gz"):
        page = record["title"] if by_title else record["id"]
        passages[record["id"]] = Passage(
            id=record["id"],
            page=page,
            title=record["title"] if folder.name in _TITLED else "",
            text=record["text"],
            sentences=split_sentences(record["text"]),
            held_out=zlib.crc32(page.encode()) % 1000 < HELD_OUT_SHARE * 1000,
        )
    for record in _lines(folder / "questions.jsonl.gz"):
        question = _question(folder.name, record, passages[record["article_id"]])
        if question is not None:
            yield question


def _question(name: str, record: dict[str, Any], passage: Passage) -> TrainingQuestion | None:
    evidence = [(start, end) for start, end in record.get("evidence_spans") or []]
    spans = [(start, end) for start, end in record.get("answer_spans") or []]
    if not spans:
        spans = list(_places_of(record["answers"], passage.text, evidence))
    gold = _overlapping(passage.sentences, spans or evidence)
    if not gold:
        return None
    return TrainingQuestion(
        id=record["id"],
        of_set=name,
        text=record["question"].strip(),
        passage=passage,
        gold=gold,
        spans=sorted(set(spans)),
        answers=record["answers"],
    )


def _places_of(answers: Sequence[str], text: str, evidence: Sequence[Span]) -> Iterator[Span]:
    """The answers' first places within the evidence, where the set gives their words only."""
    for start, end in evidence:
        for answer in answers:
            place = re.search(re.escape(answer), text[start:end], re.IGNORECASE)
            if answer and place:
                yield (start + place.start(), start + place.end())


def _overlapping(sentences: Sequence[Sentence], spans: Sequence[Span]) -> list[int]:
    return [
        number
        for number, sentence in enumerate(sentences)
        if any(start < sentence.end and sentence.start < end for start, end in spans)
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
