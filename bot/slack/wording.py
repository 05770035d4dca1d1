"""Words for what an answer says of itself: how sure it is, what was searched, when. Pure.

Gives text that is not escaped yet.
"""

from bot.types import Answer, Quote, TimeWords
from bot.wording import origins, stretch
from index.types import Scope

_SURE = (
    (0.75, "The sentences say so plainly."),
    (0.5, "Probably right: the sentences fit the question well."),
    (0.25, "Possibly right: read the quotes before you rely on it."),
    (0.0, "Not sure: read the quotes before you rely on it."),
)


def confidence_in_words(confidence: float) -> str:
    """How sure an answer is, in a sentence."""
    return next(words for least, words in _SURE if confidence >= least)


def scope_in_words(scope: Scope) -> str:
    """What was searched."""
    counted = f"{scope.articles:,} article{'' if scope.articles == 1 else 's'}"
    if scope.first_published_at and scope.last_published_at:
        first, last = scope.first_published_at.date(), scope.last_published_at.date()
        return f"Searched {counted}, published {first} to {last}."
    return f"Searched {counted}."


def time_words_in_words(answer: Answer) -> list[str]:
    """What each of the question's time words was taken for, a sentence each."""
    return [_meaning(words) for words in answer.time_words]


def origin(quote: Quote) -> str:
    """Outlet, author and date of a quote's article, as far as they are known."""
    return " · ".join(part[:100] for part in origins(quote))


def _meaning(words: TimeWords) -> str:
    said = f"“{words.text[:80]}”"
    limit = stretch(words)
    if limit is None:
        return f"{said} limits nothing here: what it means is not clear enough."
    return f"{said}: articles published {limit}."
