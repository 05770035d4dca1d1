"""A server that plays tricks, and a fetcher that may reach it."""

from collections.abc import Iterator

import pytest

from index.fetching.fetch import Fetcher
from tests.index.fetching.guarded import loopback_fetcher
from tests.index.fetching.playing import Playing, playing


@pytest.fixture
def server() -> Iterator[Playing]:
    with playing() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with loopback_fetcher() as fetcher:
        yield fetcher
