"""Web addresses: which are any, what a relative one means, and under which copies of a page agree.

Knows nothing of articles or formats. `normalise_url` is what ids are made of: it never changes.
"""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_MAX_URL_CHARS = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|ocid|at_medium|at_campaign"
)
# Hosts of one site that differ in these first labels show the same pages for other devices.
_DEVICE = re.compile(r"(?:www\d?|m|mobile|amp|touch)\.(?=[^.]+\.)")
# What the last part of an address names where it is only another form of the page above it.
_FORM = re.compile(r"(amp|amphtml|print|single|full|index)(\.\w{1,5})?", re.IGNORECASE)


def host_of(url: str) -> str | None:
    """The host of an http(s) address, in lower case; None where it is no such address."""
    parts = _split(url)
    return None if parts is None else parts.hostname


def normalise_url(url: str) -> str:
    """The address under which copies of one page agree.

    Host in lower case, no default port, no fragment, no parameters that only track readers.
    Scheme, `www.` and a last slash stay: they can tell pages apart, and ids rest on them.
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


def absolute(written: str | None, base: str) -> str | None:
    """The http(s) address that a page or feed at `base` means by what it writes; else None."""
    if not written:
        return None
    try:
        url = urljoin(base, "".join(written.split()))
    except ValueError:
        return None
    return url if host_of(url) is not None else None


def canonical_url(declared: str | None, fetched: str) -> str:
    """The address that a page declares as its own, if it can be believed, else the fetched one.

    It is believed only of the same site (but for `www.`, `m.`, `amp.` and the like), and not where
    it is a page above this one: sites by mistake name their front page on every article, and two
    pages must never become one.
    """
    own = absolute(declared, fetched)
    if own is None or _site(own) != _site(fetched):
        return fetched
    own_path, fetched_path = (urlsplit(url).path.rstrip("/") for url in (own, fetched))
    if not fetched_path.startswith(f"{own_path}/"):
        return own
    form = fetched_path.removeprefix(f"{own_path}/")
    return own if own_path and _FORM.fullmatch(form) else fetched


def _site(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port if parts.port not in {None, *_DEFAULT_PORTS.values()} else ""
    return f"{_DEVICE.sub('', parts.hostname or '', count=1)}:{port}"


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
