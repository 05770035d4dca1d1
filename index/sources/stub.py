"""Whether a page that was fetched is an article, and all of it: not a wall, not an error page.

Judges by few and plain signs, and only pages with little text: what is long is an article.
"""

import re

from index.errors import ArticleRefusedError

_STUB_CHARS = 1_500
_PAYWALL = re.compile(
    r"subscri(?:be|ption)s?\b[^.\n]{0,60}\bto (?:continue|keep|read|unlock|access|view|finish)"
    r"|(?:to|please) (?:continue|keep) reading"
    r"|(?:this|the) (?:article|story|content) is (?:reserved for|for|only for|only available to"
    r"|exclusive to) (?:our )?(?:paying )?(?:subscribers|members)"
    r"|already (?:a|have a) (?:digital )?subscri|(?:sign|log) in to (?:read|continue)"
    r"|create (?:a|your) free account to|you have (?:reached|read) your (?:limit|last|free)",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:error )?(?:404|410)\b|(?:page|article|story) (?:not found|(?:cannot|could not) be found"
    r"|no longer (?:available|exists))",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"(?:enable|turn on) (?:javascript|cookies)|javascript is (?:disabled|required)"
    r"|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot"
    r"|unusual traffic|access (?:to this page )?(?:is |has been )?denied|just a moment\.\.\.",
    re.IGNORECASE,
)


def check_is_article(title: str, text: str, *, is_free: bool) -> None:
    """Raises ArticleRefusedError where a short text is that of a paywall, an error or a challenge.

    `is_free` is False where the page itself says that not everybody may read it.
    """
    if len(text) > _STUB_CHARS:
        return
    if _NOT_FOUND.match(title.strip()):
        raise ArticleRefusedError(
            f"the page says that it is not there: {title.strip()[:80]!a}",
            remedy="Check the address.",
        )
    if _CHALLENGE.search(f"{title}\n{text}"):
        raise ArticleRefusedError(
            "the page asks for a browser or a person, and has no article",
            remedy="Use the site's feed, or save the page and give the file.",
        )
    if not is_free or _PAYWALL.search(text):
        raise ArticleRefusedError(
            f"the page gives only {len(text)} characters to those who have not subscribed",
            remedy="Use the site's feed, or save the whole page and give the file.",
        )
