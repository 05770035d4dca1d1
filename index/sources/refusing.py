"""Turns whatever a parser raises over bad bytes into a refusal that says what could not be read.

Parsers of hostile formats raise anything; this is the one broad catch for those that are not read
as files (see `find` for those). Knows nothing of the parsers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import ArticleRefusedError

_log = logging.getLogger(__name__)
_MAX_REASON_CHARS = 200


@contextmanager
def refusing(what: str, *, origin: str) -> Iterator[None]:
    """Inside it, an error of a parser becomes an ArticleRefusedError: `could not be read as WHAT`.

    A refusal passes as it is, and so does what is no fault of the bytes: a broken installation.
    """
    try:
        yield
    except (ArticleRefusedError, ImportError):
        raise
    except Exception as error:
        fields = {"origin": origin, "format": what}
        _log.info("article_unreadable", extra=fields, exc_info=error)
        reason = " ".join(f"{type(error).__name__} {error}".split())[:_MAX_REASON_CHARS]
        raise ArticleRefusedError(
            f"could not be read as {what}: {ascii(reason)[1:-1]}", remedy="Check what is there."
        ) from error
