"""What a question lets one conclude from its time words about when an answer was published.

A report never comes before what it reports, but often long after it. Plain surface marks of
English; knows nothing of dates themselves.
"""

import re
from enum import StrEnum


class Bounds(StrEnum):
    """Which ends of a time limit when an answer can have been published."""

    BOTH = "both"
    SINCE = "since"
    NEITHER = "neither"


def bounds_of(question: str, start: int, *, is_long: bool, is_over: bool) -> Bounds:
    """The bounds that time words at `start` set, if they say when something happened.

    `is_long` for more than a month, `is_over` for a time that has ended. BOTH for what is
    news at the time: events and what was said. SINCE for what is told later as well: a figure, who
    held an office in some year, when something was founded, the time of a clause. NEITHER for
    what is still to come, and where "before" turns the time around.
    """
    before = question[:start]
    if is_about_articles(question):
        return Bounds.BOTH
    is_open = not is_over and _asks(question) and not is_past(question)
    if is_open or _PLANS.search(question) or _MAY_BE.search(before):
        return Bounds.NEITHER
    clause = _CLAUSE.findall(_without_opening(before))
    if any(word.lower() in ("before", "until", "till") for word in clause):
        return Bounds.NEITHER
    is_told_later = bool(clause) or _FIGURE.search(question) is not None
    return Bounds.SINCE if is_told_later or (is_long and _lasts(question)) else Bounds.BOTH


def is_about_articles(question: str) -> bool:
    """Whether articles themselves are asked for: "news from last week", "published in 2016"."""
    return _ARTICLES.search(question) is not None


def is_past(question: str) -> bool:
    """Whether the question is asked in a past tense, or about what happens just now."""
    return _PAST.search(question) is not None


_I = re.IGNORECASE
_WH = "who|whom|whose|what|which|when|where|why|how"
_HELPS = "is|are|was|were|do|does|did|has|have|had|can|could"

_ARTICLES = re.compile(
    r"\b(?:news|headlines?|articles?|stories|coverage|published|in the papers?)\b"
    r"|^\W*(?:News|Headlines?|Articles?|Stories|Coverage)\b(?! [A-Z])"
)
"""Not "News International": a name is written with a capital."""

_PLANS = re.compile(r"\b(?:will|won['’]t|shall|going to)\b|['’]ll\b", _I)
_MAY_BE = re.compile(
    r"\b(?:would|might|may|expected|scheduled|planned|planning|due to|set to|supposed to"
    r"|hoping to|upcoming|next)\b"
)
_ASKS = re.compile(rf"\W*(?:(?:in|on|at|by|for|from|to|with|of) )?(?:{_WH}|{_HELPS})\b", _I)
_OPENING = re.compile(
    rf"^\W*(?:(?:[\w’']+ ){{0,6}}(?:tell|know|say|explain|true|find out|wonder|wondering|remember"
    rf"|show)(?: me| us)?[ ,]+(?=(?:(?:about|in|on|at) )?(?:{_WH}|whether|if|that)\b))?"
    rf"(?:(?:about|in|on|at|by|for|from|to|with|of) )?(?:{_WH}|whether|if|that)?\b",
    _I,
)
_CLAUSE = re.compile(
    rf"\b(?:{_WH}|that|while|because|whether|if|after|before|once|following|until|till)\b", _I
)
_FIGURE = re.compile(
    r"\b(?:rates?|percentage|percent|proportion|share of|average|population|unemployment"
    r"|inflation|gdp|gross|sales|revenues?|profits?|turnover|salary|income|growth|deficit"
    r"|temperature|earn(?:ed|ings)?|results|loss(?:es)?)\b",
    _I,
)
_COUNTED = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b|\b(?:total|amount)\b", _I)
_LASTING = re.compile(
    r"\b(?:found(?:ed)?|established|created|built|born|invented|discovered|formed|introduced"
    r"|composed|painted|writ(?:e|ten)|wrote|coined|constructed|completed|develop(?:ed)?|begins?"
    r"|began|begun|start(?:ed)?|exist(?:ed)?|live[ds]?|work(?:ed)?|known|called|named|used"
    r"|lead|led|rul(?:ed?)|own(?:ed)?|serv(?:ed?))\b",
    _I,
)
"""Of a whole year, such things are told in passing long after."""

_IRREGULAR = (
    "killed said told won lost shot made met left held took taken gave given came went sent hit "
    "struck found caught fell fallen sank sunk ran broke broken wrote written spoke spoken drew "
    "drawn drove driven stole stolen beat beaten fought brought bought sold paid rose risen grew "
    "grown knew known saw seen felt kept led read put cut set shut quit split spent stood thrown "
    "threw withdrew withdrawn overthrown flew flown chose chosen became begun began hurt burnt "
    "built laid swore sworn forgotten forgiven hanged hung fled bitten torn shown blown "
    "happening"
)
_PAST_VERB = rf"(?:\w{{2,}}ed|{_IRREGULAR.replace(' ', '|')})"
_PAST = re.compile(rf"\b(?:did|didn['’]t|was|were|had|has|have|been|{_PAST_VERB})\b", _I)
_COPULA = re.compile(r"\b(?:is|are|was|were|has|had|have)\b", _I)
_EVENT = re.compile(
    rf"\b(?:did|do|does|happen\w*|occur\w*|{_PAST_VERB}|\w+ing)\b|\btak(?:e|es|en|ing) place\b", _I
)


def _asks(question: str) -> bool:
    """Whether it is a question rather than a heading: "Floods in Libya this week"."""
    return _ASKS.match(question) is not None


def _without_opening(before: str) -> str:
    """The words before some place, without "Can you tell me" and without what opens a question."""
    opening = _OPENING.match(before)
    return before[opening.end() :] if opening else before


def _lasts(question: str) -> bool:
    """Whether, of a whole year, it is told long after: a count, a founding, who held an office."""
    told = _COUNTED.search(question) or _LASTING.search(question)
    return told is not None or _is_state(question)


def _is_state(question: str) -> bool:
    """ "Who was the mayor in 2011?" """
    return _COPULA.search(question) is not None and _EVENT.search(question) is None
