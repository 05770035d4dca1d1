"""A newcomer ingests the seeds from the command line and asks about them, with the real models."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.seeds import Judged, judge, read_seed_questions
from bot import Bot, open_bot

ROOT = Path(__file__).parents[2]
WANTED_SHARE = 0.8


@pytest.fixture(scope="module")
def seeded_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    data_dir = tmp_path_factory.mktemp("data")
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "ingest", str(ROOT / "seeds")],
        env={**os.environ, "ONRECORD_DATA_DIR": str(data_dir)},
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=180,
    )
    with open_bot(data_dir) as bot:
        yield bot


@pytest.fixture(scope="module")
def judged(seeded_bot: Bot) -> list[Judged]:
    return list(judge(read_seed_questions(), seeded_bot.ask, seeded_bot.article_text))


def test_four_of_five_seed_questions_are_answered_right(judged: list[Judged]) -> None:
    wrong = [one.question.id for one in judged if not one.is_right]
    assert len(judged) - len(wrong) >= WANTED_SHARE * len(judged), f"wrong: {wrong}"


def test_asking_who_denied_russian_involvement_cites_the_denial_of_peskov(
    seeded_bot: Bot,
) -> None:
    answer = seeded_bot.ask("Who denied Russian involvement?")
    cited = " ".join(citation.quote for citation in answer.citations[:3])
    assert "Dmitry Peskov" in cited
    assert "“No, Moscow isn’t involved in that in any way.”" in cited


def test_every_quote_about_the_seeds_is_verbatim_at_its_offsets(
    seeded_bot: Bot, judged: list[Judged]
) -> None:
    citations = [citation for one in judged for citation in one.answer.citations]
    assert citations
    for citation in citations:
        text = seeded_bot.article_text(citation.article_id, citation.revision)
        assert text[citation.start : citation.end] == citation.quote
