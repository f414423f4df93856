"""Working days: one whole number a day, so that a limit is an addition."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.chronology.calendar import NATIONS, working_days
from nightlight.chronology.moments import iso_day

DAYS = st.integers(date(2000, 1, 1).toordinal(), date(2040, 12, 31).toordinal())


def day(written: str) -> int:
    return date.fromisoformat(written).toordinal()


@pytest.mark.parametrize(
    ("nation", "start", "number", "end"),
    [
        ("england", "2023-12-22", 1, "2023-12-27"),
        ("scotland", "2025-12-31", 1, "2026-01-05"),
        ("england", "2025-12-31", 1, "2026-01-02"),
        ("england", "2025-03-07", 0, "2025-03-07"),
        ("england", "2025-03-08", 0, "2025-03-08"),
        ("england", "2025-03-08", 1, "2025-03-10"),
        ("england", "2025-03-09", 1, "2025-03-10"),
        ("england", "2025-03-10", 1, "2025-03-11"),
        ("england", "2025-04-17", 1, "2025-04-22"),
        ("scotland", "2025-04-17", 1, "2025-04-21"),
        ("northern_ireland", "2025-03-14", 1, "2025-03-18"),
        ("northern_ireland", "2025-07-11", 1, "2025-07-15"),
        ("wales", "2025-08-22", 1, "2025-08-26"),
        ("scotland", "2025-08-22", 1, "2025-08-25"),
        ("scotland", "2025-08-01", 1, "2025-08-05"),
        ("england", "2022-09-16", 1, "2022-09-20"),
        ("england", "2023-05-05", 1, "2023-05-09"),
        ("england", "2025-03-03", 10, "2025-03-17"),
        ("england", "2025-03-10", -1, "2025-03-07"),
        ("england", "2025-04-22", -1, "2025-04-17"),
        ("england", "2025-03-03", -10, "2025-02-17"),
    ],
)
def test_the_last_permitted_working_day(nation: str, start: str, number: int, end: str) -> None:
    assert iso_day(working_days(nation).add(day(start), number)) == end


@pytest.mark.parametrize("nation", NATIONS)
def test_weekends_and_bank_holidays_are_no_working_days(nation: str) -> None:
    """The committed table agrees with the package from which it was made, for every day of fifteen years."""
    subdivision = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}[nation]
    closed = holidays.country_holidays("GB", subdiv=subdivision, years=range(2015, 2030))
    calendar = working_days(nation)
    start = date(2015, 1, 1)
    for each in (start + timedelta(days=n) for n in range((date(2029, 12, 31) - start).days + 1)):
        assert calendar.is_working(each.toordinal()) == (each.weekday() < 5 and each not in closed), each


@given(DAYS, st.integers(1, 60), st.sampled_from(NATIONS))
def test_a_limit_is_so_many_working_days_counted_one_by_one(start: int, number: int, nation: str) -> None:
    calendar = working_days(nation)
    counted = start
    left = number
    while left:
        counted += 1
        left -= calendar.is_working(counted)
    assert calendar.add(start, number) == counted


@given(DAYS, st.integers(1, 60), st.sampled_from(NATIONS))
def test_the_way_back_is_counted_one_by_one_too(start: int, number: int, nation: str) -> None:
    """Before a working day so many working days are those before it; before any other day, the one before it counts
    first."""
    calendar = working_days(nation)
    counted = start
    while not calendar.is_working(counted):
        counted -= 1
    for _ in range(number):
        counted -= 1
        while not calendar.is_working(counted):
            counted -= 1
    assert calendar.add(start, -number) == counted


@given(DAYS, st.integers(0, 400), st.sampled_from(NATIONS))
def test_how_many_lie_between_two_days(start: int, length: int, nation: str) -> None:
    calendar = working_days(nation)
    end = start + length
    assert calendar.between(start, end) == sum(calendar.is_working(each) for each in range(start + 1, end + 1))


def test_a_day_for_which_no_calendar_is_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="1940 to 2100"):
        working_days("england").index(day("1939-12-31"))
    with pytest.raises(ValueError, match="1940 to 2100"):
        working_days("england").index(day("2101-01-01"))


def test_a_nation_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        working_days("atlantis")
