"""Articles that are made for the bench: the same for the same number, and no two alike."""

from pathlib import Path

import pytest

from bench.generated import Generator, name_of, record_of, write_articles
from index.sources.find import find_articles
from index.sources.limits import SourceLimits
from index.types import Found
from tests.builders import some_articles
from tests.newsroom import write_jsonl


@pytest.fixture
def generator(tmp_path: Path) -> Generator:
    return Generator(write_jsonl(tmp_path / "articles.jsonl", *some_articles(3)))


def test_each_says_something_of_its_own(generator: Generator) -> None:
    articles = list(generator.articles(range(500)))
    assert len({article.text for article in articles}) == 500
    assert all(article.name in article.text for article in articles)
    assert len({name_of(number) for number in range(30_000)}) == 30_000


def test_the_same_number_gives_the_same_article(generator: Generator) -> None:
    assert generator.article(7) == generator.article(7)
    other = generator.article(7, version=1)
    assert other.id == generator.article(7).id
    assert other.text != generator.article(7).text


def test_they_are_taken_as_they_are(generator: Generator, tmp_path: Path) -> None:
    made = list(generator.articles(range(5)))
    file = tmp_path / "made.jsonl"
    write_articles(file, iter(made))
    found = [one for one in find_articles([file], SourceLimits()) if isinstance(one, Found)]
    assert [(one.article.id, one.article.text) for one in found] == [
        (one.id, one.text) for one in made
    ]
    assert record_of(made[0])["title"] == made[0].title
