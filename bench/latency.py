"""How long a question takes in one process: encoding it, searching for it, answering it.

Run as a process of its own: `python -m bench.latency DATA_DIR QUESTIONS COUNT SEED` prints a
LatencyResult as JSON. No question is searched or asked twice, so that nothing is remembered from
before; encoding is timed beside each search, with an embedder of its own.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from pydantic import TypeAdapter

from bench.results import LatencyResult
from bench.timing import elapsed_ms, timing_of
from bot import Bot, open_bot
from bot.evaluation.dataset import load_dataset
from bot.evaluation.metrics import percentile
from bot.evaluation.run import sample_questions
from bot.settings import load_settings
from index.data_dir import DataDir
from index.embed import Purpose, open_embedder

WARM_UP = 10


def main(data_dir: Path, set_folder: Path, count: int, seed: int) -> LatencyResult:
    """Timings of `count` searches and as many answers, each of another question."""
    questions = draw_questions(set_folder, count=2 * count + WARM_UP, seed=seed)
    models = DataDir(data_dir).models
    embedder = open_embedder(load_settings().embedder, models, Purpose.INTERACTIVE)
    encode_ms: list[float] = []
    search_ms: list[float] = []
    with open_bot(data_dir) as bot:
        for question in questions[:WARM_UP]:
            embedder.embed_queries([question])
            bot.ask(question)
        for question in questions[WARM_UP::2]:
            encode_ms.append(elapsed_ms(partial(embedder.embed_queries, [question])))
            search_ms.append(elapsed_ms(partial(bot.search, question)))
        answering = _answering(bot, questions[WARM_UP + 1 :: 2])
    return LatencyResult(
        encode=timing_of(encode_ms),
        search=timing_of(search_ms),
        ask=timing_of(answering.ask_ms),
        stages_p50_ms={stage: percentile(laps, 0.5) for stage, laps in answering.stages_ms.items()},
    )


@dataclass(frozen=True, slots=True)
class _Answering:
    """Milliseconds of each answer, in all and by stage."""

    ask_ms: Sequence[float]
    stages_ms: Mapping[str, Sequence[float]]


def _answering(bot: Bot, questions: Sequence[str]) -> _Answering:
    ask_ms: list[float] = []
    stages_ms: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        started = perf_counter()
        answer = bot.ask(question)
        ask_ms.append((perf_counter() - started) * 1000)
        for stage, lap_ms in answer.timings_ms.items():
            stages_ms[stage].append(lap_ms)
    return _Answering(ask_ms, stages_ms)


def draw_questions(set_folder: Path, *, count: int, seed: int) -> Sequence[str]:
    """At most `count` different questions of a set, drawn with `seed`."""
    texts = {question.text: question for question in load_dataset(set_folder).questions}
    return [one.text for one in sample_questions(list(texts.values()), count, seed=seed)]


if __name__ == "__main__":
    result = main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    print(TypeAdapter(LatencyResult).dump_json(result).decode())
