"""Words that every place shares which shows answers: markers, origins, stretches of time. Pure.

Gives text that is not escaped yet; knows nothing of where it is shown.
"""

from collections.abc import Sequence

from bot.types import Quote, TimeWords

OTHERWISE = "A newer article says otherwise"
"""Goes before the markers of what takes a statement back."""


def marks(markers: Sequence[int]) -> str:
    """Markers as they stand behind a statement: [1][2]."""
    return "".join(f"[{marker}]" for marker in markers)


def origins(quote: Quote) -> list[str]:
    """Outlet, author and date of a quote's article, as far as they are known."""
    known = [part for part in (quote.source, quote.author) if part]
    return [*known, quote.published_at.date().isoformat()] if quote.published_at else known


def stretch(words: TimeWords) -> str | None:
    """What time words were taken for: "on 2021-03-01", "from ... to ..."; None for nothing."""
    first, last = (moment and moment.date().isoformat() for moment in (words.since, words.until))
    if first == last:
        return None if first is None else f"on {first}"
    return " ".join([*([f"from {first}"] if first else []), *([f"to {last}"] if last else [])])
