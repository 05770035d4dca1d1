"""Article pages, one at a time, for the sources that list them.

Knows how a page becomes an article; knows nothing of what listed it or of what is remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from index.errors import OnRecordError
from index.fetching.failure import FetchError
from index.fetching.fetch import NEVER_SEEN, Fetched, Fetcher, Seen, Takes
from index.sources.draft import Draft, checked
from index.sources.identity import Place, identify
from index.sources.limits import SourceLimits
from index.sources.page import read_page
from index.store import utc_now
from index.types import Found, Refusal
from index.watching.naming import Naming

TRIES = 10
"""How often a page is asked for that may be had another time, once in a reading."""

_MOST_IN_A_ROW = 5
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Pages:
    """Opens pages and makes articles of them."""

    fetcher: Fetcher
    naming: Naming = field(default_factory=Naming)
    limits: SourceLimits = field(default_factory=SourceLimits)
    clock: Callable[[], datetime] = utc_now

    def fetch(self, url: str, seen: Seen = NEVER_SEEN) -> Fetched | None:
        """The page, None where it has not changed. Raises FetchError."""
        return self.fetcher.fetch(url, takes=Takes.PAGE, seen=seen)

    def open(self, url: str, listed: Draft) -> Found:
        """The article of a page; what the page does not say, its listing may.

        Raises FetchError or ArticleRefusedError.
        """
        page = self.fetch(url)
        if page is None:
            raise FetchError("it is not there although nothing was known", remedy="try again later")
        return self.read(page, listed)

    def read(self, page: Fetched, listed: Draft | None = None) -> Found:
        """The article of a page that was fetched. Raises ArticleRefusedError."""
        draft = read_page(page.body, media_type=page.media_type, charset=page.charset, url=page.url)
        return self.found(draft if listed is None else filled(draft, listed), page.url)

    def found(self, draft: Draft, origin: str) -> Found:
        """The article of a draft. Raises ArticleRefusedError."""
        place = Place(origin, seen_at=self.clock())
        return self.naming.named(identify(checked(draft, self.limits), place))


class Patience:
    """Ends a reading where one page after the other cannot be had: the site is out of reach."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def reset(self) -> None:
        """A page was had."""
        self._in_a_row = 0

    def lose(self, error: OnRecordError) -> None:
        """A page was not had; raises its error where that has been so too often in a row."""
        if not is_worth_a_try(error):
            self.reset()  # the site has answered
            return
        self._in_a_row += 1
        if self._in_a_row >= _MOST_IN_A_ROW:
            raise error


def is_told_to_wait(error: FetchError) -> bool:
    """Whether it is not the page that cannot be had, but its site that wants us to wait."""
    is_ours = error.status is None and error.retry_after_s is not None
    return is_ours or error.status == _TOO_MANY_REQUESTS


def is_worth_a_try(error: OnRecordError) -> bool:
    """Whether what could not be had may be had another time."""
    return isinstance(error, FetchError) and not error.is_permanent


def refusal_of(origin: str, error: OnRecordError) -> Refusal:
    """Why a page was not taken, for the user."""
    remedy = error.remedy.rstrip(".")
    return Refusal(origin, f"{error}. {remedy[:1].upper()}{remedy[1:]}.")


def filled(draft: Draft, listed: Draft) -> Draft:
    """A page's draft, with what the page does not say taken from its listing."""
    return replace(
        draft,
        title=draft.title or listed.title,
        url=draft.url or listed.url,
        source=draft.source or listed.source,
        author=draft.author or listed.author,
        published_at=_more_exact(draft.published_at, listed.published_at),
        updated_at=draft.updated_at or listed.updated_at,
        language=draft.language or listed.language,
    )


def _more_exact(own: datetime | None, listed: datetime | None) -> datetime | None:
    """The page's own date, but for the hour where only the listing says it."""
    if own is None or listed is None:
        return own or listed
    return listed if own.time() == time() and own.date() == listed.date() else own
