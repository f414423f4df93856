"""Weeks of pregnancy, reckoned from the date on which the baby is due.

The due date is 40 weeks and 0 days (280 days). A clock set by weeks is re-based whenever the due date changes, so
weeks are never stored: they are worked out from the due date that the view holds.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from nightlight.chronology.moments import Day

TERM_DAYS: Final = 280


class Gestation(NamedTuple):
    """Completed weeks of pregnancy, and the days beyond them."""

    weeks: int
    days: int

    def says(self) -> str:
        """`24 weeks and 3 days`, `24 weeks`."""
        return f"{self.weeks} weeks" + (f" and {self.days} day{'s' * (self.days != 1)}" if self.days else "")


def gestation_on(due: Day, day: Day) -> Gestation:
    """Weeks and days of pregnancy on a day, for a baby due on `due`; negative before conception.

    >>> gestation_on(due=1000, day=1000)
    Gestation(weeks=40, days=0)
    """
    return Gestation(*divmod(TERM_DAYS - (due - day), 7))


def day_of_week(due: Day, weeks: int) -> Day:
    """The day on which so many completed weeks of pregnancy are reached."""
    return due - TERM_DAYS + 7 * weeks
