"""Dates in columns: a calendar of whole numbers to join with, so that no engine has to reckon a date.

`days` has for each day its month, its place in the month and the hours by which London is ahead of UTC; `months` has for each
month its first day and its length; `working` numbers the working days of each nation.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.lens import MINUTES
from nightlight.chronology._bank_holidays import FIRST_DAY, LAST_DAY
from nightlight.chronology.calendar import NATIONS, working_days
from nightlight.chronology.moments import FIRST_YEAR, LAST_YEAR, london_offset

#: The number of a working day that the calendar of every nation has.
LAST_WORKING: Final = min(working_days(nation).index(LAST_DAY) for nation in NATIONS) - 1

#: The columns of each table of the calendar; the engine has them under these names after `calendar_`.
_CALENDAR: Final = {
    "days": {"day": "int64", "month": "int64", "of_month": "int64", "ahead_at_start": "int64", "ahead_later": "int64"},
    "months": {"month": "int64", "start": "int64", "length": "int64"},
    "working": {"nation": "string", "day": "int64", "number": "int64"},
    "nth_working": {"nation": "string", "number": "int64", "day": "int64"},
}


def calendar_name(name: str) -> str:
    """The name under which a table of the calendar stands in the engine."""
    return f"calendar_{name}"


def _named(name: str) -> Table:
    return ibis.table(_CALENDAR[name], name=calendar_name(name))


def calendar_tables() -> dict[str, pa.Table]:
    """The tables `days`, `months`, `working` (by day) and `nth_working` (by number)."""
    days = range(FIRST_DAY, LAST_DAY + 1)
    dates = [date.fromordinal(day) for day in days]
    months = [(year, month) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13)]
    starts = [date(year, month, 1).toordinal() for year, month in months]
    after = [*starts[1:], date(LAST_YEAR + 1, 1, 1).toordinal()]
    working: dict[str, list[Any]] = {"nation": [], "day": [], "number": []}
    nth: dict[str, list[Any]] = {"nation": [], "number": [], "day": []}
    for nation in NATIONS:
        table = working_days(nation)
        for day in days:
            number = table.index(day)
            working["nation"].append(nation)
            working["day"].append(day)
            working["number"].append(number)
            if table.is_working(day):
                nth["nation"].append(nation)
                nth["number"].append(number)
                nth["day"].append(day)
    return {
        "days": pa.table(
            {
                "day": pa.array(days, pa.int64()),
                "month": pa.array([each.year * 12 + each.month - 1 for each in dates], pa.int64()),
                "of_month": pa.array([each.day for each in dates], pa.int64()),
                "ahead_at_start": pa.array([london_offset(day * MINUTES) for day in days], pa.int64()),
                "ahead_later": pa.array([london_offset(day * MINUTES + 60) for day in days], pa.int64()),
            }
        ),
        "months": pa.table(
            {
                "month": pa.array([year * 12 + month - 1 for year, month in months], pa.int64()),
                "start": pa.array(starts, pa.int64()),
                "length": pa.array([b - a for a, b in zip(starts, after, strict=True)], pa.int64()),
            }
        ),
        "working": pa.table(working),
        "nth_working": pa.table(nth),
    }


class Dates:
    """Reckoning with dates in a relation; each method adds a column and keeps the rest."""

    def __init__(self) -> None:
        self.days = _named("days")
        self.months = _named("months")
        self.working = _named("working")
        self.nth_working = _named("nth_working")

    def months_after(self, table: Table, day: Any, number: Any, name: str) -> Table:
        """The same day of the month so many months later, or the month's last; null where the day is."""
        table = table.mutate(cal_day=day, cal_on=number)
        days = self.days.select(cal_key="day", cal_month="month", cal_of="of_month")
        table = table.join(days, _within(table.cal_day) == days.cal_key)
        months = self.months.select(m_key="month", m_start="start", m_length="length")
        table = table.mutate(cal_month=table.cal_month + table.cal_on)
        table = table.left_join(months, table.cal_month == months.m_key)
        found = table.m_start + ibis.least(table.cal_of, table.m_length) - 1
        return table.mutate(**{name: ibis.ifelse(table.cal_day.isnull(), ibis.null("int64"), found)}).drop(
            "cal_day", "cal_on", "cal_key", "cal_month", "cal_of", "m_key", "m_start", "m_length"
        )

    def working_days_after(self, table: Table, day: Any, number: Any, name: str) -> Table:
        """So many working days of the family's nation (column `nation`) after a day; none after is the day itself. Null where it is."""
        if isinstance(number, int) and number == 0:
            return table.mutate(**{name: day})
        table = table.mutate(cal_day=day, cal_on=number)
        working = self.working.select(w_nation="nation", w_day="day", w_number="number")
        table = table.join(working, (table.nation == working.w_nation) & (_within(table.cal_day) == working.w_day))
        table = table.mutate(w_number=(table.w_number + table.cal_on).clip(0, LAST_WORKING))
        nth = self.nth_working.select(n_nation="nation", n_number="number", n_day="day")
        table = table.join(nth, (table.nation == nth.n_nation) & (table.w_number == nth.n_number))
        return table.mutate(**{name: ibis.ifelse(table.cal_day.isnull(), ibis.null("int64"), table.n_day)}).drop(
            "cal_day", "cal_on", "w_nation", "w_day", "w_number", "n_nation", "n_number", "n_day"
        )

    def hours_after(self, table: Table, moment: Any, hours: Any, name: str) -> Table:
        """So many elapsed hours after a moment of London wall time; null where there is none."""
        table = table.mutate(wall=moment, wall_on=hours)
        table = self._ahead(table, table.wall - 60, "ahead_before")
        utc = ibis.ifelse(table.ahead_before == 60, table.wall - 60, table.wall) + table.wall_on * 60
        table = table.mutate(utc=utc)
        table = self._ahead(table, table.utc, "ahead_after")
        return table.mutate(**{name: table.utc + table.ahead_after}).drop(
            "wall", "wall_on", "utc", "ahead_before", "ahead_after"
        )

    def _ahead(self, table: Table, utc: Any, name: str) -> Table:
        table = table.mutate(utc_moment=utc)
        days = self.days.select(u_day="day", u_start="ahead_at_start", u_later="ahead_later")
        table = table.join(days, _within(table.utc_moment // MINUTES) == days.u_day)
        ahead = ibis.ifelse(table.utc_moment % MINUTES >= 60, table.u_later, table.u_start)
        return table.mutate(**{name: ahead}).drop("utc_moment", "u_day", "u_start", "u_later")


def _within(day: Any) -> Any:
    """A day that the calendar has, so that no row is lost where the day is null: an inner join costs a quarter of an outer one."""
    return day.fill_null(FIRST_DAY).clip(FIRST_DAY, LAST_DAY)
