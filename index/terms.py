"""Text to terms: what the lexical index counts, for articles and queries alike.

The only module that imports the stemmer. Knows nothing of documents, scores or query syntax:
every character that is no letter or digit only separates.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import Stemmer

# What joins: `'s` goes; the comma of 85,000; the full stops of U.S. (but not of "end.The").
_JOINERS: Final = re.compile(
    r"'(?:(?<=[^\W_]')|(?<=[^\W_]\.'))s(?![^\W_])"
    r"|,(?<=\d,)(?<!\d{4},)(?=\d{3}(?!\d))"
    r"|\.(?<=[^\W\d_]\.)(?<![^\W_][^\W\d_]\.)(?=[^\W\d_](?![^\W_]))"
)
_WORD: Final = re.compile(r"[^\W_]+(?:(?<=\d)\.\d+)*")
_IDEOGRAPH: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LANGUAGE: Final = "english"  # Snowball's English stemmer, also called Porter 2

# What questions are made of and every article is full of. Chosen on training questions: without
# them recall@1 rose from .571 to .591, recall@10 from .774 to .795 (mean of five sets).
_FUNCTION_WORDS: Final = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did"
    " has have had what who whom whose which when where why how that this it its as".split()
)


def words_of(text: str) -> list[str]:
    """The words of a text in order: case and accents folded, not stemmed.

    `Libya’s` gives libya, `U.S.-led` us and led, `85,000` 85000, `3.5` 3.5, `COVID-19` covid and
    19; an ideograph is a word of its own.
    """
    return _WORD.findall(_JOINERS.sub("", _folded(text)))


def stems_of(words: Sequence[str]) -> list[str]:
    """The stem of each word, by Snowball's English stemmer; other scripts stay as they are."""
    # Made anew each time: a stemmer may not be used by two threads at once, and costs 0.4 us.
    return list(Stemmer.Stemmer(_LANGUAGE, 0).stemWords(words))


def terms_of(text: str) -> list[str]:
    """The terms of a text in order. About 1 us a word: 60 sentences take 1.5 ms."""
    return stems_of(words_of(text))


def query_terms_of(query: str) -> list[str]:
    """The distinct terms to look for, in order, without function words unless there are only
    those."""
    words = list(dict.fromkeys(words_of(query)))
    telling = [word for word in words if word not in _FUNCTION_WORDS]
    return list(dict.fromkeys(stems_of(telling or words)))


def _folded(text: str) -> str:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
        bare = "".join(char for char in decomposed if not unicodedata.combining(char))
        text = _IDEOGRAPH.sub(r" \g<0> ", unicodedata.normalize("NFC", bare))
    return text.casefold()
