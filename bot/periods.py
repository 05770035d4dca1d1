"""Stretches of the calendar, from a day to a decade, each from its first to its last moment.

All in UTC; weeks run from Monday to Sunday. Knows nothing of words or of what day it is.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both aware, in UTC and inclusive; `start <= end`."""

    start: datetime
    end: datetime

    @classmethod
    def days(cls, first: date, last: date) -> Self:
        """Whole days, the last included."""
        return cls(datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """A calendar month; months below 1 and above 12 are those of other years."""
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return cls.days(date(year, month, 1), date(year, month, last))

    @classmethod
    def months(cls, year: int, first: int, last: int) -> Self:
        """Calendar months of one year, the last included."""
        return cls(cls.month(year, first).start, cls.month(year, last).end)

    @classmethod
    def years(cls, first: int, last: int) -> Self:
        """Calendar years, the last included."""
        return cls.days(date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def week_of(cls, day: date) -> Self:
        """Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return cls.days(monday, monday + timedelta(days=6))

    @property
    def is_longer_than_a_month(self) -> bool:
        """Whether it is more than any calendar month."""
        return self.end - self.start > timedelta(days=31)

    def third(self, number: int) -> "Period":
        """The first (0), second or last (2) third, in whole months of a year, else in days."""
        first = self.start.date()
        if self == Period.years(first.year, first.year):
            return Period.months(first.year, 4 * number + 1, 4 * number + 4)
        count = (self.end.date() - first).days + 1
        starts = [first + timedelta(days=count * n // 3) for n in range(4)]
        return Period.days(starts[number], starts[number + 1] - timedelta(days=1))

    def up_to(self, end: "Period") -> "Period":
        """From the start of this to the end of another; raises ValueError for one before it."""
        if end.end < self.start:
            raise ValueError("the end is before the start")
        return Period(self.start, end.end)


def months_before(day: date, count: int) -> date:
    """The same day so many months earlier, or the last day of that month if it has none such."""
    first = Period.month(day.year, day.month - count).start.date()
    last = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(day.day, last))
