"""A site of invented news, and what fetches from it."""

from collections.abc import Iterator

import pytest

from index.watching.pages import Pages
from tests.index.watching.newsstand import Newsstand, open_newsstand, open_pages


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with open_newsstand() as stand:
        yield stand


@pytest.fixture
def pages() -> Iterator[Pages]:
    with open_pages() as pages:
        yield pages
