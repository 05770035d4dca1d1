"""Single pages as a source: addresses that are listed, or stand in a text file, one a line.

Each is asked for again every time, and costs little where it has not changed. Knows nothing of
HTTP or HTML.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from index.errors import ArticleRefusedError, OnRecordError
from index.fetching.failure import FetchError
from index.fetching.fetch import Seen
from index.types import Refusal
from index.watching.pages import Pages, Patience, is_told_to_wait, is_worth_a_try, refusal_of
from index.watching.remembered import Page, recalled, worded
from index.watching.source import Item, Mark, Marks, SourceKind

_MAX_FILE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Addresses:
    """Which pages: those that are named, and those in a file, which is read anew each time.

    In the file, blank lines and those that begin with `#` are left out.
    """

    urls: Sequence[str] = ()
    file: FilePath | None = None

    def __str__(self) -> str:
        shown = [] if self.file is None else [str(self.file)]
        return ", ".join([*shown, *self.urls])

    def read(self) -> Sequence[str]:
        """Each address once, in order. Raises ArticleRefusedError where the file cannot be read."""
        if self.file is None:
            return list(dict.fromkeys(self.urls))
        try:
            with self.file.open("rb") as file:
                text = file.read(_MAX_FILE_BYTES).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ArticleRefusedError(
                f"the list of addresses {self.file} cannot be read: {error}",
                remedy="give a text file with one address a line",
            ) from error
        lines = [line.strip() for line in text.splitlines()]
        written = [line for line in lines if line and not line.startswith("#")]
        return list(dict.fromkeys([*self.urls, *written]))


class UrlSource:
    """Pages by their addresses."""

    def __init__(self, name: str, addresses: Addresses, pages: Pages) -> None:
        self._name = name
        self._addresses = addresses
        self._pages = pages

    @property
    def name(self) -> str:
        """As Source."""
        return self._name

    @property
    def kind(self) -> SourceKind:
        """As Source."""
        return SourceKind.URLS

    @property
    def address(self) -> str:
        """As Source."""
        return str(self._addresses)

    def poll(self, marks: Marks) -> Iterator[Item]:
        """As Source. Raises the error of a page where none of them could be had."""
        patience, errors = Patience(), list[FetchError]()
        urls = self._addresses.read()
        for url in urls:
            known = recalled(Page, marks.get(url)) or Page()
            try:
                yield from self._read(url, known)
            except FetchError as error:
                errors.append(error)
                if not is_told_to_wait(error):
                    yield from _told(url, error, known)
                patience.lose(error)
            except ArticleRefusedError as error:
                yield from _told(url, error, known)
                patience.reset()
            else:
                patience.reset()
        if errors and len(errors) == len(urls):
            raise next(filter(is_worth_a_try, errors), errors[-1])

    def _read(self, url: str, known: Page) -> Iterator[Item]:
        fetched = self._pages.fetch(url, Seen(known.etag, known.last_modified))
        if fetched is None:
            return
        found = self._pages.read(fetched)
        yield found
        seen = fetched.seen
        taken = Page(article_id=found.article.id, etag=seen.etag, last_modified=seen.last_modified)
        yield Mark(url, worded(taken))


def _told(url: str, error: OnRecordError, known: Page) -> Iterator[Refusal | Mark]:
    """The refusal of a page, once for as long as its reason is the same."""
    refusal = refusal_of(url, error)
    if known.told != refusal.reason:
        yield refusal
        yield Mark(url, worded(replace(known, told=refusal.reason)))
