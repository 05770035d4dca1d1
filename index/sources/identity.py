"""Which article this is: the id that is given, else the url's, the path's or the content's.

Knows nothing of formats or of other articles; the same article has the same id in every run.
"""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from index.errors import ArticleRefusedError
from index.sources.draft import Draft, has_control_characters
from index.types import Article, Found

_MAX_ID_CHARS = 200
_MAX_URL_CHARS = 4096
_MAX_SLUG_CHARS = 60
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|ocid|at_medium|at_campaign"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft was found: `origin` for people; `path` where the file is one article."""

    origin: str
    path: Path | None = None


def identify(draft: Draft, place: Place) -> Found:
    """The article of a checked draft. A url that is not http(s) is left out, with a note.

    A missing source is the url's host. Raises ArticleRefusedError for an id that cannot be kept.
    """
    notes = draft.notes
    url = draft.url.strip() if draft.url else None
    host = None if url is None else host_of(url)
    if url and host is None:
        notes = (*notes, f"the url {url[:80]!a} is not an http(s) address and was left out")
    if host is None:
        url = None
    article = Article(
        id=_id_of(draft, url, place.path),
        title=draft.title,
        text=draft.text,
        url=url,
        source=_one_line(draft.source) or host,
        author=_one_line(draft.author),
        published_at=draft.published_at,
        language=_one_line(draft.language),
    )
    is_given = draft.given_id is not None or url is not None
    return Found(article, place.origin, is_given, notes)


def host_of(url: str) -> str | None:
    """The host of an http(s) address, in lower case; None where it is no such address."""
    parts = _split(url)
    return None if parts is None else parts.hostname


def normalise_url(url: str) -> str:
    """The address under which copies of one page agree.

    Host in lower case, no default port, no fragment, no parameters that only track readers.
    Raises ValueError where `host_of` is None.
    """
    parts = _split(url)
    if parts is None:
        raise ValueError(f"not an http(s) address: {url[:80]!a}")
    port = parts.port
    is_default_port = port is None or port == _DEFAULT_PORTS[parts.scheme]
    host = parts.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if not _is_tracking(name)])
    netloc = bracketed if is_default_port else f"{bracketed}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))


def _is_tracking(parameter: str) -> bool:
    return _TRACKING.fullmatch(parameter.lower()) is not None


def _split(url: str) -> SplitResult | None:
    is_plain = url.isprintable() and " " not in url and len(url) <= _MAX_URL_CHARS
    if not is_plain:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it raises for a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


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
