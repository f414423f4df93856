"""Moments and days as whole numbers, and dates that are written vaguely.

A *day* is a proleptic ordinal (`date.toordinal()`); a *moment* is minutes of London wall time since ordinal day 0, so
the day of a moment is `moment // 1440`. Adding elapsed hours goes through UTC, so that a night in which the clocks
change counts its real hours (`semantics.md` 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

Day = int
Moment = int

MINUTES_A_DAY: Final = 1440
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
NEVER: Final[Moment] = (date(9999, 1, 1).toordinal()) * MINUTES_A_DAY

Precision = Literal["minute", "day", "month", "year"]
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?"
)


class BadDate(ValueError):
    """A date that cannot be read; the message says what is wrong with it and how to write it."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment, a day, a month or a year, as somebody wrote it.

    `first` and `last` are the earliest and the latest moment that the words allow (London wall minutes, both
    inclusive). `loose` is true where the writer said that the date is about right, or gave less than a day.

    >>> When.read("2024-05").says()
    'May 2024'
    """

    first: Moment
    last: Moment
    precision: Precision
    loose: bool = False

    @property
    def day(self) -> Day:
        """The first day that the words allow."""
        return self.first // MINUTES_A_DAY

    @property
    def last_day(self) -> Day:
        """The last day that the words allow."""
        return self.last // MINUTES_A_DAY

    @classmethod
    def on(cls, day: Day | date) -> When:
        """A whole day."""
        number = day.toordinal() if isinstance(day, date) else day
        return cls(start_of(number), end_of(number), "day")

    @classmethod
    def at(cls, moment: Moment) -> When:
        """One minute."""
        return cls(moment, moment, "minute")

    @classmethod
    def read(cls, written: object, precision: str | None = None) -> When:
        """Reads `2024`, `2024-05`, `2024-05-03`, `2024-05-03T23:10` (London time, or with an offset), or a `date`.

        `precision` is what the writer says of it: `day`, `month`, `year` or `about`. A day that is written is used as
        written whatever the precision (`semantics.md` 1); the words then say "about".

        Raises `BadDate` where the text is no date, the date does not exist, or its year is not from 1900 to 2100.

        >>> When.read("2024-03-30T23:10").says()
        '30 March 2024 at 23:10'
        """
        read = _read(written.isoformat() if isinstance(written, date) else str(written).strip())
        if precision in ("month", "year", "about") and not read.loose:
            return cls(read.first, read.last, read.precision, loose=True)
        return read

    def iso(self) -> str:
        """The date as ISO 8601 writes it, as far as it is known: `2024`, `2024-05`, `2024-05-03`, `2024-05-03T23:10`."""
        day = date.fromordinal(self.day)
        match self.precision:
            case "year":
                return f"{day.year:04d}"
            case "month":
                return f"{day.year:04d}-{day.month:02d}"
            case "day":
                return day.isoformat()
            case _:
                return iso_moment(self.first)

    def says(self) -> str:
        """The date in words: `27 March 2026`, `30 March 2024 at 23:10`, `May 2024`, `about 3 May 2024`."""
        day = date.fromordinal(self.day)
        match self.precision:
            case "year":
                return str(day.year)
            case "month":
                return f"{MONTHS[day.month - 1]} {day.year}"
            case _:
                words = says_day(self.day)
                if self.precision == "minute":
                    words += f" at {self.first % MINUTES_A_DAY // 60:02d}:{self.first % 60:02d}"
                return f"about {words}" if self.loose else words


@lru_cache(maxsize=65536)
def _read(text: str) -> When:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BadDate(f"{text!r} is not a date; write it as 2024-05-03, 2024-05-03T23:10, 2024-05 or 2024")
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    assert year is not None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    if month is None:
        return When(start_of(date(year, 1, 1).toordinal()), end_of(date(year, 12, 31).toordinal()), "year", loose=True)
    if not 1 <= month <= 12:
        raise BadDate(f"{text!r} has no month {month}; months go from 01 to 12")
    if day is None:
        after = date(year + month // 12, month % 12 + 1, 1).toordinal()
        return When(start_of(date(year, month, 1).toordinal()), end_of(after - 1), "month", loose=True)
    try:
        number = date(year, month, day).toordinal()
    except ValueError:
        raise BadDate(f"{text!r} does not exist; {MONTHS[month - 1]} {year} has no day {day}") from None
    if found["hour"] is None:
        return When.on(number)
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise BadDate(f"{text!r} has no such time; write hours from 00 to 23 and minutes from 00 to 59")
    moment = start_of(number) + hour * 60 + minute
    if found["zone"]:
        moment = wall(moment - _offset_written(found["zone"]))
    return When.at(moment)


def _offset_written(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return -minutes if zone[0] == "-" else minutes


def start_of(day: Day) -> Moment:
    """The first minute of a day."""
    return day * MINUTES_A_DAY


def end_of(day: Day) -> Moment:
    """The last minute of a day."""
    return day * MINUTES_A_DAY + MINUTES_A_DAY - 1


def day_of(moment: Moment) -> Day:
    """The day in which a moment falls."""
    return moment // MINUTES_A_DAY


@lru_cache(maxsize=4096)
def _last_sunday(year: int, month: int) -> Day:
    end = date(year, month, 31)
    return (end - timedelta(days=(end.weekday() + 1) % 7)).toordinal()


def london_offset(utc: Moment) -> int:
    """Minutes by which London wall time is ahead of UTC at a UTC moment: 60 in summer, 0 in winter.

    Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (the rule
    since 1996; hour limits are never reckoned on earlier years).
    """
    year = date.fromordinal(day_of(utc)).year
    begins, ends = start_of(_last_sunday(year, 3)) + 60, start_of(_last_sunday(year, 10)) + 60
    return 60 if begins <= utc < ends else 0


def wall(utc: Moment) -> Moment:
    """London wall time of a UTC moment."""
    return utc + london_offset(utc)


def unwall(moment: Moment) -> Moment:
    """The UTC moment of a London wall time; of the hour that comes twice in October, the first."""
    return moment - 60 if london_offset(moment - 60) else moment


def add_hours(moment: Moment, hours: int) -> Moment:
    """So many elapsed hours later, nights, weekends and changes of the clock included."""
    return wall(unwall(moment) + hours * 60)


def add_months(day: Day, months: int) -> Day:
    """The same day of the month so many months later; the month's last day where there is none.

    >>> iso_day(add_months(date(2024, 1, 31).toordinal(), 1))
    '2024-02-29'
    """
    start = date.fromordinal(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    return min(date(year, month, 1).toordinal() + start.day - 1, following - 1)


def iso_day(day: Day) -> str:
    """A day as ISO 8601 writes it."""
    return date.fromordinal(day).isoformat()


def iso_moment(moment: Moment) -> str:
    """A moment as ISO 8601 writes it, to the minute."""
    return f"{iso_day(day_of(moment))}T{moment % MINUTES_A_DAY // 60:02d}:{moment % 60:02d}"


def says_day(day: Day) -> str:
    """A day in words, as people write it on a page: `27 March 2026`."""
    value = date.fromordinal(day)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment_of(value: datetime) -> Moment:
    """The London wall minute of a `datetime` that has a time zone.

    Raises `BadDate` where it has none: the caller must know what its clock means.
    """
    if value.tzinfo is None:
        raise BadDate("a moment needs a time zone")
    utc = value.astimezone(UTC)
    return wall(utc.toordinal() * MINUTES_A_DAY + utc.hour * 60 + utc.minute)
