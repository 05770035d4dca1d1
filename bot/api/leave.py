"""Who may change what is stored: callers of a server that listens on loopback, unless it is set.

Also keeps web pages of others from doing it through somebody's browser. Knows headers; knows
nothing of articles.
"""

from urllib.parse import urlsplit

from fastapi import Request

from bot.api.state import settings_of
from bot.newsdesk import Newsdesk
from index.errors import ChangesNotAllowedError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def newsdesk_of(request: Request) -> Newsdesk:
    """The newsdesk that the app was made with."""
    newsdesk = request.app.state.newsdesk
    if not isinstance(newsdesk, Newsdesk):
        raise TypeError(f"the app's state holds no Newsdesk but {type(newsdesk).__name__}")
    return newsdesk


def may_change(request: Request) -> None:
    """Raises ChangesNotAllowedError for a caller that may not change what is stored."""
    if not newsdesk_of(request).is_open:
        raise ChangesNotAllowedError(
            "this server can be reached from other machines and takes no changes over HTTP",
            remedy="use the command line on its machine, or set ONRECORD_ALLOW_CHANGES=yes where "
            "something in front of it decides who may call it",
        )
    host = request.headers.get("host", "")
    # A page that another site made a browser load may name any host, and sends where it is from.
    if settings_of(request).allow_changes != "yes" and _without_port(host) not in _LOOPBACK:
        raise _from_elsewhere(f"the host {host[:80]!a} is not this machine's")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise _from_elsewhere(f"the request comes from a page of {origin[:80]!a}")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != "application/json":
        raise _from_elsewhere("the content type is not application/json")


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _from_elsewhere(what: str) -> ChangesNotAllowedError:
    return ChangesNotAllowedError(
        what, remedy="call it from this machine, with content-type: application/json"
    )
