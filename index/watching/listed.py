"""The pages that a feed or a sitemap lists, taken in turn: what is new, and what is worth a try.

Knows what becomes of a page that cannot be had; knows nothing of feeds or sitemaps.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from index.errors import ArticleRefusedError, OnRecordError
from index.fetching.failure import FetchError
from index.sources.draft import Draft
from index.types import Found, Refusal
from index.watching.pages import (
    TRIES,
    Pages,
    Patience,
    is_told_to_wait,
    is_worth_a_try,
    refusal_of,
)
from index.watching.remembered import Page, recalled, worded
from index.watching.source import Item, Mark, Marks


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page as it is listed. `version` differs where the listing says that it has changed.

    `draft` is what the listing itself says of the article: its text serves where the page cannot be
    had. `url` is None where there is no page at all.
    """

    key: str
    url: str | None
    version: str
    draft: Draft

    @property
    def origin(self) -> str:
        """What it is called when it is told of."""
        return self.url or self.key


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a page, what to remember of it, and why it could not be had, if so."""

    item: Found | Refusal
    page: Page
    error: OnRecordError | None = None


def take_pages(
    listed: Iterable[ListedPage], marks: Marks, pages: Pages, patience: Patience
) -> Generator[Item, None, bool]:
    """Articles, refusals and marks of what is new in a listing, as `Source.poll` gives them.

    Returns whether all is settled: nothing is left that is worth another try. Raises FetchError
    where one page after the other cannot be had.
    """
    is_settled = True
    for one in listed:
        known = recalled(Page, marks.get(one.key)) or Page()
        if known.version == one.version and not known.failures:
            continue
        outcome = _take(one, known, pages)
        if isinstance(outcome, FetchError):  # its turn comes in a later reading
            is_settled = False
            patience.lose(outcome)
            continue
        if isinstance(outcome.item, Found) or outcome.item.reason != known.told:
            yield outcome.item
        yield Mark(one.key, worded(outcome.page))
        is_settled = is_settled and not outcome.page.failures
        if outcome.error is None:
            patience.reset()
        else:
            patience.lose(outcome.error)
    return is_settled


def _take(one: ListedPage, known: Page, pages: Pages) -> _Outcome | FetchError:
    """What came of a page; an error where its site wants us to wait, which is no fault of it."""
    if one.url is None:
        return _without_page(one, known, pages, None)
    try:
        found = _kept_as(known.article_id, pages.open(one.url, one.draft))
    except (FetchError, ArticleRefusedError) as error:
        if isinstance(error, FetchError) and is_told_to_wait(error):
            return error
        return _without_page(one, known, pages, error)
    taken = Page(version=one.version, article_id=found.article.id, is_whole=True)
    return _Outcome(found, taken)


def _without_page(
    one: ListedPage, known: Page, pages: Pages, error: OnRecordError | None
) -> _Outcome:
    """What the listing itself gives; never in the place of a text that is the page's own."""
    has_another_try = error is not None and is_worth_a_try(error) and known.failures + 1 < TRIES
    page = replace(
        known, version=one.version, failures=known.failures + 1 if has_another_try else 0
    )
    if error is not None and (known.is_whole or not one.draft.text.strip()):
        return _refused(one, page, error)
    try:
        found = _kept_as(known.article_id, pages.found(one.draft, one.origin))
    except ArticleRefusedError as refused:
        return replace(_refused(one, page, refused), error=error)
    if error is not None:
        note = f"the page could not be had: {error}"
        found = replace(found, notes=(*found.notes, note))
    return _Outcome(found, replace(page, article_id=found.article.id), error)


def _refused(one: ListedPage, page: Page, error: OnRecordError) -> _Outcome:
    refusal = refusal_of(one.origin, error)
    return _Outcome(refusal, replace(page, told=refusal.reason), error)


def _kept_as(article_id: str | None, found: Found) -> Found:
    """The article under the id that it was first taken as."""
    if article_id is None or found.article.id == article_id:
        return found
    return replace(found, article=replace(found.article, id=article_id))
