"""What a server's status and headers mean for a fetch. Knows nothing of connections."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from index.fetching.failure import FetchError
from index.fetching.targets import Target

REDIRECTS = frozenset((301, 302, 303, 307, 308))
PERMANENT_REDIRECTS = frozenset((301, 308))
NOT_MODIFIED = 304

_WHOLE = frozenset((200, 203))
_GONE = frozenset((404, 410))
_BUSY = frozenset((429, 503))
_MAX_RETRY_AFTER_S = 86_400.0
_MEANINGS = {
    401: "wants a login",
    403: "does not let us in",
    404: "has nothing there",
    410: "says that it is gone for good",
    429: "says that we ask too often",
    451: "may not show it, for legal reasons",
}


def check_whole(status: int, headers: Mapping[str, str], target: Target) -> None:
    """Raises FetchError unless the reply is the whole of what was asked for."""
    if status in _WHOLE:
        return
    meaning = _MEANINGS.get(status, "has a fault" if status >= 500 else "answers otherwise")
    raise FetchError(
        f"the server of {target} {meaning} (status {status})",
        remedy="check the address" if status in _GONE else "try again later",
        status=status,
        is_permanent=status in _GONE,
        retry_after_s=retry_after_s(headers) if status in _BUSY else None,
    )


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait that Retry-After names, a day at most; None where it names none.

    A date is taken by the server's own clock, its Date header.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:12])
    else:
        until, now = _date(value), _date(headers.get("date", ""))
        seconds = (until - now).total_seconds() if until and now else math.nan
    return min(max(seconds, 0.0), _MAX_RETRY_AFTER_S) if math.isfinite(seconds) else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
