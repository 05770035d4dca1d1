"""What a text is about, as far as its words tell: their stems, without those that carry grammar."""

from bot.stop_words import STOP_WORDS
from index.terms import stems_of, words_of


def matter_of(text: str) -> frozenset[str]:
    """The stems of a text's words that say something."""
    return frozenset(stems_of([word for word in words_of(text) if word not in STOP_WORDS]))
