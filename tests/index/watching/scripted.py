"""A Source that gives what it is told to, and one who waits for what becomes of sources."""

from collections.abc import Callable, Iterator, Sequence
from threading import Condition

from index.errors import OnRecordError
from index.watching.reading import Reading
from index.watching.source import Item, Mark, Marks, SourceKind
from index.watching.watch import Skipped
from tests.builders import article, found

Told = Reading | Skipped | OnRecordError


class ScriptedSource:
    """Gives each reading its items; `before` is called before every one of them."""

    def __init__(
        self,
        name: str,
        items: Sequence[Item | Exception] = (),
        *,
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self._name = name
        self.items = items
        self.before = before
        self.polls: list[dict[str, str]] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def kind(self) -> SourceKind:
        return SourceKind.URLS

    @property
    def address(self) -> str:
        return f"https://{self._name}.example"

    def poll(self, marks: Marks) -> Iterator[Item]:
        self.polls.append(dict(marks))
        for item in self.items:
            self.before()
            if isinstance(item, Exception):
                raise item
            yield item


def stories(*names: str) -> list[Item]:
    """An article of each name, and the mark behind it."""
    return [
        item
        for name in names
        for item in (found(article(name, f"The {name} was seen.", title=name)), Mark(name, "seen"))
    ]


class Listener:
    """Hears what becomes of sources, from any thread."""

    def __init__(self) -> None:
        self._heard: list[tuple[str, Told]] = []
        self._changed = Condition()

    def tell(self, name: str, told: Told) -> None:
        with self._changed:
            self._heard.append((name, told))
            self._changed.notify_all()

    def of(self, name: str) -> list[Told]:
        """All that was heard of one source so far."""
        with self._changed:
            return [told for heard, told in self._heard if heard == name]

    def wait_for(self, name: str, count: int = 1) -> list[Told]:
        """The first things that are heard of a source; fails where they do not come."""
        with self._changed:

            def heard() -> list[Told]:
                return [told for of, told in self._heard if of == name]

            assert self._changed.wait_for(lambda: len(heard()) >= count, timeout=30), name
            return heard()
