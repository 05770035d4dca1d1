"""Training sets small enough for a test, written as ../shared/data/README.md says, and what is
drawn from them. All of it is invented."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from bench.training.reader.passages import Passage, TrainingQuestion
from index.sentences import split_sentences

PIER = (
    "Mayor Ines Calder opened the Varnholm pier on Monday. The pier cost 14 million crowns. "
    "Harbour master Tom Ruck denied that the piles were cracked. Boats left early."
)
ORCHARD = (
    "Frost killed 40 cherry trees in Selby in April. Lena Ortiz said that replanting would take "
    "“nine years”. The trees stood near the old pier."
)


def write_set(
    train: Path, name: str, articles: Sequence[object], questions: Sequence[object]
) -> None:
    """Writes a set into the folder of all training sets."""
    (train / name).mkdir(parents=True)
    for kind, records in (("articles", articles), ("questions", questions)):
        with gzip.open(train / name / f"{kind}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)


def passage(
    text: str = PIER,
    *,
    id: str = "pier",  # noqa: A002  # the field's own name
    held_out: bool = False,
) -> Passage:
    return Passage(id, id, "", text, split_sentences(text), held_out)


def asked(
    text: str = "Who denied that the piles were cracked?",
    *answers: str,
    of: Passage | None = None,
    of_set: str = "news",
) -> TrainingQuestion:
    """A question that is answered by the first place of each of its answers in the passage."""
    chosen, words = of or passage(), answers or ("Tom Ruck",)
    spans = [(at, at + len(word)) for word in words for at in [chosen.text.index(word)]]
    gold = [
        number
        for number, sentence in enumerate(chosen.sentences)
        if any(start < sentence.end and sentence.start < end for start, end in spans)
    ]
    return TrainingQuestion(text, of_set, text, chosen, gold, spans, words)


def some_questions() -> list[TrainingQuestion]:
    """Six questions on two passages."""
    pier, orchard = passage(), passage(ORCHARD, id="orchard")
    return [
        asked(of=pier),
        asked("Who opened the Varnholm pier?", "Ines Calder", of=pier),
        asked("How much did the pier cost?", "14 million crowns", of=pier),
        asked("What killed the trees in Selby?", "Frost", of=orchard),
        asked("How long will replanting take?", "nine years", of=orchard),
        asked("Who spoke of 40 trees?", "Lena Ortiz", of=orchard),
    ]
