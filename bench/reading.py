"""How long reading the hits of a question takes, against the network's bare pass over them.

Run as a process of its own: `python -m bench.reading DATA_DIR SET COUNT SEED` prints a list with
one ReadingResult as JSON, or an empty one where the reader has no network. Both are timed in turns
on the same hits, question by question, so that a noisy machine hits both.
"""

import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from bench.latency import draw_questions
from bench.results import ReadingResult
from bench.timing import elapsed_ms, timing_of
from bench.wired import opened_of, parts_of
from bot import open_bot
from bot.ask import Parts
from bot.reading.passages import passages_of
from bot.trained_reader import TrainedReader
from index.types import Filters, Hit

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """One question's work: all of the reading, and the network alone."""

    read: Callable[[], object]
    forward: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Lap:
    """Milliseconds of one turn."""

    read_ms: float
    forward_ms: float


def main(data_dir: Path, set_folder: Path, count: int, seed: int) -> Sequence[ReadingResult]:
    """The figures of at most `count` questions that have hits; nothing without a network."""
    questions = draw_questions(set_folder, count=count + WARM_UP, seed=seed)
    with open_bot(data_dir) as bot:
        parts = parts_of(bot)
        reader = parts.reader
        if not isinstance(reader, TrainedReader):
            return []
        turns = _turns(parts, reader, questions)
        return [result_of(reader.id, take_turns(turns)[WARM_UP:])]


def take_turns(turns: Iterable[Turn]) -> Sequence[Lap]:
    """Both kinds of work of each turn, timed; they take turns at being first."""
    laps: list[Lap] = []
    for number, turn in enumerate(turns):
        if number % 2 == 0:
            read_ms = elapsed_ms(turn.read)
            laps.append(Lap(read_ms, elapsed_ms(turn.forward)))
        else:
            forward_ms = elapsed_ms(turn.forward)
            laps.append(Lap(elapsed_ms(turn.read), forward_ms))
    return laps


def result_of(reader: str, laps: Sequence[Lap]) -> ReadingResult:
    """The figures of some turns. Raises ValueError without any."""
    return ReadingResult(
        reader=reader,
        read=timing_of([lap.read_ms for lap in laps]),
        forward=timing_of([lap.forward_ms for lap in laps]),
        read_over_forward=statistics.median(lap.read_ms / lap.forward_ms for lap in laps),
    )


def _turns(parts: Parts, reader: TrainedReader, questions: Sequence[str]) -> Iterator[Turn]:
    opened = opened_of(parts)
    for question in questions:
        hits = parts.retriever.search(opened, question, k=reader.depth, filters=Filters())
        if hits:
            yield Turn(
                read=partial(reader.read, question, hits, opened.snapshot.lexical),
                forward=bare_forward(reader, question, hits),
            )


def bare_forward(reader: TrainedReader, question: str, hits: Sequence[Hit]) -> Callable[[], object]:
    """The network's run over what reading these hits gives it, the pairs made beforehand."""
    passages = [passage.titled for passage in passages_of(hits)]
    return partial(reader.network.run, reader.encoder.encode(question, passages))


if __name__ == "__main__":
    result = main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    print(TypeAdapter(list[ReadingResult]).dump_json(list(result)).decode())
