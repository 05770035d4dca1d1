"""A program of one's own asks with `open_bot`; and what a cold start imports."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import Answer, Question, open_bot
from bot.settings import Settings
from tests.commands import ROOT, environment
from tests.newsroom import FERRY

QUESTION = "Who opened the Varnholm ferry pier?"
README_EXAMPLE = """
from bot import open_bot

with open_bot() as bot:
    answer = bot.ask("Who denied Russian involvement?")
    for citation in answer.citations:
        print(citation.marker, citation.title, citation.quote)
"""
LOADED = """
import sys
from bot.cli import app
app(sys.argv[1:], standalone_mode=False)
print(*sorted(sys.modules), file=sys.stderr)
"""


def test_the_example_of_the_readme_prints_citations(news_data_dir: Path) -> None:
    assert README_EXAMPLE.strip() in (ROOT / "README.md").read_text("utf-8")
    run = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", README_EXAMPLE],
        cwd=ROOT,
        env=environment(news_data_dir, {}),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert run.stdout.startswith("1 ")
    assert "Moscow isn’t involved" in run.stdout


def test_a_bot_gives_the_answer_as_a_dataclass(news_data_dir: Path) -> None:
    with open_bot(news_data_dir, settings=Settings()) as bot:
        answer = bot.ask(Question(QUESTION, max_citations=1))
        assert isinstance(answer, Answer)
        (citation,) = answer.citations
        assert (citation.article_id, citation.published_at) == (FERRY.id, FERRY.published_at)
        text = bot.article_text(citation.article_id, citation.revision)
        assert text[citation.start : citation.end] == citation.quote
        assert [hit.article.id for hit in bot.search(QUESTION, 1)] == [FERRY.id]
        assert bot.search("  ") == []
        assert bot.scope() == answer.scope


def test_a_bot_on_an_empty_folder_says_so(new_data_dir: Callable[[], Path]) -> None:
    with open_bot(new_data_dir(), settings=Settings()) as bot:
        assert bot.ask(QUESTION).abstain_reason == "empty_index"
        assert bot.search(QUESTION) == []


@pytest.mark.parametrize("words", [("ask", QUESTION), ("search", QUESTION), ("ask", "--json", "x")])
def test_a_cold_question_loads_no_training_library(
    news_data_dir: Path, words: tuple[str, ...]
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        cwd=ROOT,
        env=environment(news_data_dir, {}),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    loaded = set(run.stderr.split())
    assert "onnxruntime" in loaded
    heavy = {"torch", "transformers", "sentence_transformers", "trafilatura", "alembic", "uvicorn"}
    assert loaded & heavy == set()
