"""Whether two articles are pages of one outlet about different things.

Where the story could not be told from the page around it, all that is left of a text may be what
the outlet puts on every page. Knows addresses and headlines; knows nothing of texts.
"""

import re
from urllib.parse import urlsplit

from index.stored import StoredArticle
from index.types import Article

Named = Article | StoredArticle

_SITE_NAME = re.compile(r"\s[|–—-]\s[^|–—-]*$")
_WORD = re.compile(r"\w{4,}")


def are_pages_of_one_outlet(one: Named, other: Named) -> bool:
    """Whether both come from one outlet, under headlines that have no longer word in common.

    An outlet does not carry one story under two such headlines; others may.
    """
    same_outlet = _outlet(one) is not None and _outlet(one) == _outlet(other)
    return same_outlet and not _headline(one) & _headline(other)


def _outlet(article: Named) -> str | None:
    """Its site, else its source; None where neither is known."""
    host = urlsplit(article.url).hostname if article.url else None
    return host.removeprefix("www.") if host else article.source


def _headline(article: Named) -> set[str]:
    """The longer words of a title, without the site's name behind it."""
    return set(_WORD.findall(_SITE_NAME.sub("", article.title).casefold()))
