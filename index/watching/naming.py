"""What the list of sources says of a source's articles: who published them, in which language.

Knows nothing of how they are found.
"""

from dataclasses import dataclass, replace

from index.types import Found


@dataclass(frozen=True, slots=True)
class Naming:
    """What stands above what an article says of itself; None leaves that as it is."""

    source: str | None = None
    language: str | None = None

    def named(self, found: Found) -> Found:
        """The same article with what is said of it here."""
        article = found.article
        named = replace(
            article,
            source=self.source or article.source,
            language=self.language or article.language,
        )
        return replace(found, article=named)
