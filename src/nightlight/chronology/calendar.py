"""Working days of the four nations, as one whole number a day, so that a limit is an addition.

A working day is Monday to Friday and no bank holiday of the nation. The index of a day is how many working days there
have been up to and including it, so a Saturday shares its Friday's. The bank holidays are a committed table
(`_bank_holidays.py`), so nothing here needs the network or a package at run time.
"""

from __future__ import annotations

from array import array
from functools import cache
from typing import Final

from nightlight.chronology._bank_holidays import BANK_HOLIDAYS, FIRST_DAY, LAST_DAY
from nightlight.chronology.moments import Day

NATIONS: Final = tuple(BANK_HOLIDAYS)


class WorkingDays:
    """The working days of one nation, from 1940 to 2100.

    >>> from datetime import date
    >>> from nightlight.chronology.moments import iso_day
    >>> iso_day(working_days("england").add(date(2023, 12, 22).toordinal(), 1))
    '2023-12-27'
    """

    def __init__(self, nation: str) -> None:
        closed = frozenset(BANK_HOLIDAYS[nation])
        self.nation = nation
        self._index = array("i")
        self._days = array("i")
        for day in range(FIRST_DAY, LAST_DAY + 1):
            if (day - 1) % 7 < 5 and day not in closed:  # ordinal 1 was a Monday
                self._days.append(day)
            self._index.append(len(self._days))

    def index(self, day: Day) -> int:
        """How many working days there have been up to and including a day, counted from 1940.

        Raises `ValueError` for a day outside 1940 to 2100.
        """
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"no working days are kept for day {day}: the table goes from 1940 to 2100")
        return self._index[day - FIRST_DAY]

    def is_working(self, day: Day) -> bool:
        """Whether a day is a working day."""
        index = self.index(day)
        return index > 0 and self._days[index - 1] == day

    def add(self, day: Day, number: int) -> Day:
        """The last permitted day of a limit of so many working days after a day (before it, where negative).

        The day itself is not counted; 0 is the day itself. From a Saturday, one working day is Monday.
        """
        if number == 0:
            return day
        return self._days[self.index(day) + number - 1]

    def between(self, start: Day, end: Day) -> int:
        """How many working days there are after `start`, up to and including `end`."""
        return self.index(end) - self.index(start)


@cache
def working_days(nation: str = "england") -> WorkingDays:
    """The working days of `england`, `wales`, `scotland` or `northern_ireland`.

    Raises `KeyError` for any other name.
    """
    return WorkingDays(nation)
