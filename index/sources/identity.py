"""Which article this is: the id that is given, else the url's, the path's or the content's.

Here drafts become articles, so here each gets its source, author, language and notice as well.
Knows nothing of formats or of other articles; the same article has the same id in every run.
"""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from index.errors import ArticleRefusedError
from index.notices import notice_of
from index.sources.address import host_of, normalise_url
from index.sources.byline import author_of
from index.sources.draft import Draft, has_control_characters
from index.sources.language import language_of
from index.types import Article, Found

_MAX_ID_CHARS = 200
_MAX_SLUG_CHARS = 60
# A day for a date without a zone, and one for a clock that is wrong.
_CLOCKS_DIFFER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft was found, and when: `origin` for people; `path` where the file is one article.

    Without `seen_at` no date is too late to be true.
    """

    origin: str
    path: Path | None = None
    seen_at: datetime | None = None


def identify(draft: Draft, place: Place) -> Found:
    """The article of a checked draft. A url that is not http(s) is left out, with a note.

    A missing source is the url's host, a missing language what the text shows. A date of change
    that cannot be true is left out. Raises ArticleRefusedError for an id that cannot be kept.
    """
    notes = draft.notes
    url = draft.url.strip() if draft.url else None
    host = None if url is None else host_of(url)
    if url and host is None:
        notes = (*notes, f"the url {url[:80]!a} is not an http(s) address and was left out")
    if host is None:
        url = None
    doubt = _doubt_of_change(draft, place.seen_at)
    source = _one_line(draft.source) or host
    article = Article(
        id=_id_of(draft, url, place.path),
        title=draft.title,
        text=draft.text,
        url=url,
        source=source,
        author=author_of(draft.author, source=source),
        published_at=draft.published_at,
        language=language_of(draft.text, declared=draft.language),
        updated_at=draft.updated_at if doubt is None else None,
        notice=notice_of(draft.title, draft.text),
    )
    is_given = draft.given_id is not None or url is not None
    return Found(article, place.origin, is_given, notes if doubt is None else (*notes, doubt))


def _doubt_of_change(draft: Draft, seen_at: datetime | None) -> str | None:
    """Why the date of change cannot be true, if so: before publication, or not yet come."""
    changed = draft.updated_at
    if changed is None:
        return None
    if draft.published_at is not None and changed < draft.published_at:
        return f"it was updated {changed:%Y-%m-%d}, before it was published; that was left out"
    if seen_at is not None and changed > seen_at + _CLOCKS_DIFFER:
        return f"it was updated {changed:%Y-%m-%d}, which has not come yet; that was left out"
    return None


def _id_of(draft: Draft, url: str | None, path: Path | None) -> str:
    if draft.given_id is not None:
        _check_id(draft.given_id)
        return draft.given_id
    if url is not None:
        return f"url-{_hex(normalise_url(url).encode(), 16)}"
    if path is not None:
        # fsencode: a file name need not be UTF-8
        return f"{_slug(path.stem)}-{_hex(os.fsencode(path.resolve().as_posix()), 8)}"
    content = "\0".join((draft.title, draft.text)).encode()
    return f"text-{_hex(content, 16)}"


def _check_id(given: str) -> None:
    if not given.strip():
        raise ArticleRefusedError("'id' is empty", remedy="Give it one, or leave the field out.")
    if len(given) > _MAX_ID_CHARS:
        raise ArticleRefusedError(
            f"'id' has {len(given)} characters, more than the {_MAX_ID_CHARS} allowed",
            remedy="Give a shorter one.",
        )
    if has_control_characters(given):
        raise ArticleRefusedError(
            f"'id' has control characters: {given[:80]!a}", remedy="Give one without."
        )


def _slug(stem: str) -> str:
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_MAX_SLUG_CHARS].strip("-")
    return slug or "article"


def _hex(data: bytes, length: int) -> str:
    return hashlib.sha256(data).hexdigest()[:length]


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
