"""`python -m bench.training.reader.overlap`: do training and evaluation sets share text?

Reads the evaluation sets' articles for this alone, never their questions; nothing is chosen by it.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.training.reader.passages import SETS
from bot.settings import load_settings
from index.terms import words_of

EVALUATION = ("newsqa", "realtimeqa", "squad2", "xquad_en")
RUN = 13
"""Words in a row that two texts hardly share by chance (Brown et al. 2020, appendix C)."""


def main() -> None:
    """Prints how many articles of each evaluation set share a run of words with the training."""
    data = load_settings().bench_data
    trained = {
        run for name in SETS for text in _texts(data / "train" / name) for run in _runs(text)
    }
    for name in EVALUATION:
        texts = list(_texts(data / name))
        shared = sum(any(run in trained for run in _runs(text)) for text in texts)
        print(f"{name}: {shared} of {len(texts)} articles share {RUN} words in a row")


def _texts(folder: Path) -> Iterator[str]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _runs(text: str) -> Iterator[int]:
    words: Sequence[str] = words_of(text)
    for first in range(len(words) - RUN + 1):
        yield hash(tuple(words[first : first + RUN]))


if __name__ == "__main__":
    main()
