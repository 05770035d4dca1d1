"""A source that is read again and again, and what it gave."""

from index.types import Found, Refusal
from index.watching.source import Item, Mark, Source
from tests.index.watching.newsstand import Newsstand


class Following:
    """A source that is read again and again, by one who keeps its marks."""

    def __init__(self, source: Source, stand: Newsstand) -> None:
        self._source = source
        self._stand = stand
        self.marks: dict[str, str] = {}

    def read(self) -> list[Item]:
        """One whole reading: what was given; the requests before it are forgotten."""
        self._stand.server.asked.clear()
        given = []
        for item in self._source.poll(dict(self.marks)):
            given.append(item)
            if isinstance(item, Mark):
                self.marks[item.key] = item.value
        return given


def texts(given: list[Item]) -> list[str]:
    return [item.article.text for item in given if isinstance(item, Found)]


def reasons(given: list[Item]) -> list[str]:
    return [item.reason for item in given if isinstance(item, Refusal)]
