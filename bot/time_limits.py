"""A question's time words as filters: what it says of time, unless whoever asks says otherwise.

Knows what the words mean from `time_words`; knows nothing of articles.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.time_words import time_words_of
from bot.types import Question, TimeWords


def with_time_words(asked: Question, now: datetime) -> tuple[Question, Sequence[TimeWords]]:
    """The question limited to the time that its words say, and these words.

    Said `as_of` some moment, "yesterday" is the day before that; else the day before `now` (aware,
    UTC). Nothing is read where dates are given or time words are to be ignored. Articles
    without a date stay in: that they are from another time is not known.
    """
    given = asked.filters
    if asked.ignores_time_words or given.since is not None or given.until is not None:
        return asked, ()
    words = time_words_of(asked.text, given.as_of or now)
    since = max((said.since for said in words if said.since is not None), default=None)
    until = min((said.until for said in words if said.until is not None), default=None)
    if since is None and until is None:
        return asked, words
    limited = replace(given, since=since, until=until, keeps_undated=True)
    return replace(asked, filters=limited), words
