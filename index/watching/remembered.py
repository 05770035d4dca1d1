"""What a source remembers of a thing between two readings, as the text of a mark.

Knows how it is worded; knows nothing of where marks are kept.
"""

import json
from dataclasses import asdict, dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed or sitemap: the address that it was given as, where it is now, and its validators.

    `version` is what the sitemap above it said of it, `told` the refusal that was told last.
    """

    given: str = ""
    url: str = ""
    etag: str | None = None
    last_modified: str | None = None
    version: str = ""
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what its listing said of it when it was read, and what it was taken as.

    `is_whole` where its text is the page's own and not the listing's. `failures` counts how often
    it could not be had since, as long as it is worth another try. `told` is the refusal that was
    told last.
    """

    version: str = ""
    article_id: str | None = None
    is_whole: bool = False
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    told: str | None = None


Remembered = TypeVar("Remembered", Listing, Page)


def worded(what: Listing | Page) -> str:
    """The text of a mark; what says nothing is left out."""
    return json.dumps({name: value for name, value in asdict(what).items() if value})


def recalled(kind: type[Remembered], text: str | None) -> Remembered | None:
    """What the text of a mark says; None for none, and for one that is not understood."""
    if text is None:
        return None
    try:
        return kind(**json.loads(text))
    except (ValueError, TypeError):
        return None
